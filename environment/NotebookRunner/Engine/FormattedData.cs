using Microsoft.DotNet.Interactive.Formatting;

namespace MfNotebooks.Runner.Engine;

/// <summary>A value in the forms in which a front end can show it, made by the engine's own formatters.</summary>
internal static class FormattedData
{
    /// <summary>Plain text beside HTML is a fallback: long ones say nothing that the HTML does not.</summary>
    private const int LongestFallback = 2_000;

    public static Dictionary<string, string> Of(object? value, params string[] mimeTypes)
    {
        var types = mimeTypes.Length > 0 ? mimeTypes : [.. Formatter.GetPreferredMimeTypesFor(value?.GetType())];
        var data = types.Distinct().ToDictionary(type => type, type => Formatter.ToDisplayString(value, type));
        if (data.ContainsKey(HtmlFormatter.MimeType))
            data.TryAdd(PlainTextFormatter.MimeType, Fallback(value));
        return data;
    }

    private static string Fallback(object? value)
    {
        var text = Formatter.ToDisplayString(value, PlainTextFormatter.MimeType);
        return text.Length <= LongestFallback ? text : text[..LongestFallback] + "…";
    }
}
