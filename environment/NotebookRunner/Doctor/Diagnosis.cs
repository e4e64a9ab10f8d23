using System.Text.Json.Nodes;

namespace MfNotebooks.Runner.Doctor;

/// <summary>How a thing that was looked at stands.</summary>
internal enum Standing
{
    Good,
    Missing,

    /// <summary>Nice to have, and not needed for running notebooks.</summary>
    Optional,
}

/// <summary>One thing that the doctor looked at.</summary>
/// <param name="Standing">How it stands.</param>
/// <param name="Id">Its name in the JSON report; it stays as it is.</param>
/// <param name="Subject">Its name for readers.</param>
/// <param name="Finding">What was found.</param>
/// <param name="Remedy">What to do, where there is something to do.</param>
/// <param name="Facts">The finding's parts for programs; names and values in the JSON report.</param>
internal sealed record Diagnosis(
    Standing Standing, string Id, string Subject, string Finding, string? Remedy = null, JsonObject? Facts = null)
{
    private const int TextColumn = 14;

    public override string ToString()
    {
        var mark = Standing switch { Standing.Good => '✓', Standing.Missing => '✗', _ => '–' };
        var text = Remedy is null ? Finding : $"{Finding}\n→ {Remedy}";
        return $"{mark} {Subject,-(TextColumn - 3)} {text.ReplaceLineEndings("\n" + new string(' ', TextColumn))}";
    }

    public JsonObject ToJson() => new()
    {
        ["id"] = Id,
        ["status"] = Standing switch { Standing.Good => "ok", Standing.Missing => "missing", _ => "optional" },
        ["finding"] = Finding,
        ["remedy"] = Remedy,
        ["facts"] = Facts?.DeepClone() ?? new JsonObject(),
    };
}
