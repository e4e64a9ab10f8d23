using System.Globalization;
using System.Net;

namespace MfNotebooks;

/// <summary>One state of a progress display.</summary>
/// <param name="Step">The step reached.</param>
/// <param name="Steps">The steps in all.</param>
/// <param name="Text">The newest numbers.</param>
internal sealed record ProgressView(int Step, int Steps, string Text)
{
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"step {Step,6:N0} of {Steps:N0}  {Text}");

    public string ToHtml() => string.Create(CultureInfo.InvariantCulture, $"""
        <div class="mf-progress" style="font:13px/1.5 system-ui,sans-serif;font-variant-numeric:tabular-nums">
        <progress value="{Step}" max="{Steps}" aria-label="training progress" style="width:16em;vertical-align:middle">
        </progress>&ensp;step {Step:N0} of {Steps:N0}&ensp;{WebUtility.HtmlEncode(Text)}</div>
        """);
}
