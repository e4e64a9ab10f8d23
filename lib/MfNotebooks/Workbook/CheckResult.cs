using System.Net;

namespace MfNotebooks;

/// <summary>Where a reader stands with an exercise.</summary>
public enum CheckState
{
    /// <summary>There is no answer yet.</summary>
    NotTried,

    /// <summary>The answer is right.</summary>
    Right,

    /// <summary>The answer is wrong, or its code failed.</summary>
    Wrong,
}

/// <summary>What <see cref="Check"/> found.</summary>
/// <param name="Exercise">The exercise, such as <c>3.2</c>.</param>
/// <param name="State">Where the reader stands.</param>
/// <param name="Message">A sentence for the reader; with a hint when the answer is wrong.</param>
public sealed record CheckResult(string Exercise, CheckState State, string Message)
{
    /// <summary>The result as text, such as <c>✓ 3.2 Right.</c></summary>
    public override string ToString() => $"{Mark} {Exercise}  {Message}";

    /// <summary>The result as one line of HTML.</summary>
    public string ToHtml() =>
        $"""<p class="mf-check" data-state="{State}" style="margin:.3em 0;padding:.4em .8em;border-left:4px solid {Color};font:14px/1.5 system-ui,sans-serif"><span style="font-weight:700">{Mark} {WebUtility.HtmlEncode(Exercise)}</span>&ensp;{WebUtility.HtmlEncode(Message)}</p>""";

    private string Mark => State switch { CheckState.Right => "✓", CheckState.Wrong => "✗", _ => "◻" };

    private string Color => State switch { CheckState.Right => Theme.Green, CheckState.Wrong => Theme.Orange, _ => Theme.Grey };
}
