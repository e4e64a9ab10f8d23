using System.Text.RegularExpressions;

namespace MfNotebooks.Runner.Pages;

/// <summary>The files that pages are made of, embedded in the program.</summary>
internal static partial class Asset
{
    public static string Read(string name)
    {
        using var stream = typeof(Asset).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The program was built without its resource {name}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>Fills the <c>{{places}}</c> of a template; the values are HTML already.</summary>
    public static string Fill(string template, IReadOnlyDictionary<string, string> values) =>
        Place().Replace(Read(template), place => values[place.Groups["name"].Value]);

    [GeneratedRegex(@"\{\{(?<name>\w+)\}\}", RegexOptions.CultureInvariant)]
    private static partial Regex Place();
}
