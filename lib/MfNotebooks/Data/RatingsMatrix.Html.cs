using System.Net;

namespace MfNotebooks;

public sealed partial class RatingsMatrix
{
    /// <summary>The table as HTML, for engines that look for a public parameterless <c>ToHtml()</c>.</summary>
    public string ToHtml() => $"<pre>{WebUtility.HtmlEncode(ToString())}</pre>";
}
