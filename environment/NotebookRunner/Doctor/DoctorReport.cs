using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MfNotebooks.Runner.Doctor;

/// <summary>All that the doctor found, for a reader or for a program.</summary>
internal sealed class DoctorReport(IReadOnlyList<Diagnosis> diagnoses)
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Whether notebooks run on this machine.</summary>
    public bool IsReady => diagnoses.All(diagnosis => diagnosis.Standing != Standing.Missing);

    public string Verdict => IsReady ? "Notebooks run here." : "Mend the lines with ✗ first.";

    public string ToJson() => new JsonObject
    {
        ["ready"] = IsReady,
        ["checks"] = new JsonArray([.. diagnoses.Select(diagnosis => (JsonNode)diagnosis.ToJson())]),
    }.ToJsonString(Readable);
}
