using MfNotebooks.Runner.Engine;

namespace Microsoft.DotNet.Interactive;

/// <summary>What a display call returns.</summary>
public sealed class DisplayedValue
{
    private readonly string? displayId;
    private readonly string[] mimeTypes;

    internal DisplayedValue(string? displayId, params string[] mimeTypes)
    {
        this.displayId = displayId;
        this.mimeTypes = mimeTypes;
    }

    /// <summary>Puts another value in the place of the shown one.</summary>
    public void Update(object? updatedValue)
    {
        if (displayId is null)
        {
            throw new NotSupportedException(
                "Update does not work on what display(…), .Display() and .DisplayAs() return: in the last .NET Interactive " +
                "it changes nothing in Jupyter and adds a second output in VS Code. " +
                "Show the value with KernelInvocationContext.Current.Display(…) and update that.");
        }
        ScriptHost.Current.Update(displayId, FormattedData.Of(updatedValue, mimeTypes));
    }
}
