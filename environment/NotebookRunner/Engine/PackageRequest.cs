namespace MfNotebooks.Runner.Engine;

/// <summary>A package that a cell asks for with <c>#r "nuget: Name, Version"</c>.</summary>
internal sealed record PackageRequest(string Name, string Version)
{
    public override string ToString() => $"{Name} {Version}";
}
