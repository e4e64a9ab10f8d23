using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace MfNotebooks.Runner.Engine;

/// <summary>
/// Resolves each reference once a session. Roslyn asks for all of them anew in every cell, and would read every
/// assembly's metadata into memory again, which the cell's compilation then keeps: some 4 MB a cell.
/// </summary>
internal sealed class RememberingResolver(MetadataReferenceResolver inner) : MetadataReferenceResolver
{
    private readonly ConcurrentDictionary<(string Reference, string? Base, MetadataReferenceProperties Properties), ImmutableArray<PortableExecutableReference>> resolved = [];
    private readonly ConcurrentDictionary<AssemblyIdentity, PortableExecutableReference?> missing = [];

    public override bool ResolveMissingAssemblies => inner.ResolveMissingAssemblies;

    public override ImmutableArray<PortableExecutableReference> ResolveReference(string reference, string? baseFilePath, MetadataReferenceProperties properties)
    {
        var key = (reference, baseFilePath, properties);
        if (resolved.TryGetValue(key, out var known))
            return known;
        var found = inner.ResolveReference(reference, baseFilePath, properties);
        // What is not there now may be built before the reader tries again.
        return found.IsDefaultOrEmpty ? found : resolved[key] = found;
    }

    public override PortableExecutableReference? ResolveMissingAssembly(MetadataReference definition, AssemblyIdentity referenceIdentity) =>
        missing.GetOrAdd(referenceIdentity, _ => inner.ResolveMissingAssembly(definition, referenceIdentity));

    public override bool Equals(object? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => inner.GetHashCode();
}
