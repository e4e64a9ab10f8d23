using MfNotebooks.Runner.Engine;

namespace Microsoft.DotNet.Interactive;

/// <summary>The running session, as libraries reach it by this name.</summary>
public sealed class KernelInvocationContext
{
    private KernelInvocationContext()
    {
    }

    /// <summary>The one session of this process.</summary>
    public static KernelInvocationContext Current { get; } = new();
}

/// <summary>Displays that can be updated, in loops, from other threads and in later cells.</summary>
public static class KernelInvocationContextExtensions
{
    /// <summary>Shows a value; without MIME types, in the form that its type prefers.</summary>
    public static DisplayedValue Display(this KernelInvocationContext context, object? value, params string[] mimeTypes) =>
        Show(FormattedData.Of(value, mimeTypes), mimeTypes);

    /// <summary>Shows text that already is of a MIME type. An update is formatted: pass it <c>HTML(…)</c>.</summary>
    public static DisplayedValue DisplayAs(this KernelInvocationContext context, string value, string mimeType) =>
        Show(new Dictionary<string, string> { [mimeType] = value }, mimeType);

    private static DisplayedValue Show(Dictionary<string, string> data, params string[] mimeTypes)
    {
        var displayId = Guid.NewGuid().ToString();
        ScriptHost.Current.Show(data, displayId);
        return new DisplayedValue(displayId, mimeTypes);
    }
}
