using System.Globalization;
using Microsoft.CodeAnalysis.CSharp;

namespace MfNotebooks.Runner.Documents;

/// <summary>Turns what stands behind <c>--set name=</c> into the C# literal for a parameter's type.</summary>
internal static class ParameterValue
{
    /// <summary>The literal, or null when the text is no value of that type.</summary>
    public static string? ToLiteral(Parameter parameter, string text, string callersFolder) => parameter.Type switch
    {
        "string" => SymbolDisplay.FormatLiteral(IsPath(parameter, text) ? Path.GetFullPath(text, callersFolder) : text, quote: true),
        "bool" => bool.TryParse(text, out var flag) ? (flag ? "true" : "false") : null,
        "int" => Parse<int>(text, NumberStyles.Integer),
        "long" => Parse<long>(text, NumberStyles.Integer, "L"),
        "float" => Parse<float>(text, NumberStyles.Float, "f"),
        "double" => Parse<double>(text, NumberStyles.Float, "d"),
        "decimal" => Parse<decimal>(text, NumberStyles.Float, "m"),
        _ => null,
    };

    // The cell runs in the notebook's folder, but the caller wrote the path as seen from theirs.
    private static bool IsPath(Parameter parameter, string text) => text.Length > 0 &&
        (parameter.Name.EndsWith("File", StringComparison.Ordinal) || parameter.Name.EndsWith("Folder", StringComparison.Ordinal));

    private static string? Parse<T>(string text, NumberStyles style, string suffix = "") where T : struct, System.Numerics.INumber<T> =>
        T.TryParse(text, style, CultureInfo.InvariantCulture, out var value) && T.IsFinite(value)
            ? value.ToString(null, CultureInfo.InvariantCulture) + suffix
            : null;
}
