using MfNotebooks.Runner.Engine;
using Microsoft.DotNet.Interactive;

namespace System;

/// <summary>The engine's extension methods that show a value from anywhere in a cell.</summary>
public static class DisplayExtensions
{
    /// <summary>Shows a value; without MIME types, in the form that its type prefers.</summary>
    public static DisplayedValue Display(this object? value, params string[] mimeTypes)
    {
        ScriptHost.Current.Show(FormattedData.Of(value, mimeTypes), displayId: null);
        return new DisplayedValue(null);
    }

    /// <summary>Shows text that already is of a MIME type.</summary>
    public static DisplayedValue DisplayAs(this string value, string mimeType)
    {
        ScriptHost.Current.Show(new Dictionary<string, string> { [mimeType] = value }, displayId: null);
        return new DisplayedValue(null);
    }

    /// <summary>Shows a sequence as a table.</summary>
    public static DisplayedValue DisplayTable<T>(this IEnumerable<T> value, params string[] mimeTypes) => value.Display(mimeTypes);
}
