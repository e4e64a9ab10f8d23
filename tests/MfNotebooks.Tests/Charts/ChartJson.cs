using Newtonsoft.Json.Linq;
using Plotly.NET;
using Xunit;
using static TorchSharp.torch;

namespace MfNotebooks.Tests.Charts;

/// <summary>A chart as plotly.js gets it.</summary>
internal sealed class ChartJson
{
    internal ChartJson(GenericChart chart)
    {
        Text = GenericChart.toJson(chart);
        var json = JObject.Parse(Text);
        (Traces, Layout) = ([.. json["data"]!.Cast<JObject>()], (JObject)json["layout"]!);
    }

    internal string Text { get; }

    internal JObject[] Traces { get; }

    internal JObject Layout { get; }

    internal string Title => (string)Layout.SelectToken("title.text")!;

    internal string Description => (string)Layout.SelectToken("meta.description")!;

    internal string[] Notes => [.. Layout.SelectToken("meta.notes")!.Select(note => (string)note!)];

    internal JArray SliderSteps => (JArray)Layout.SelectToken("sliders[0].steps")!;

    internal JObject[] Heatmaps => [.. Traces.Where(t => (string?)t["type"] == "heatmap")];

    internal JObject Trace(string name) => Traces.Single(t => (string?)t["name"] == name);

    internal static double?[] Numbers(JToken? array) => [.. array!.Select(n => (double?)n)];

    /// <summary>A trace's points.</summary>
    internal static (double?, double?)[] Points(JObject trace) => [.. Numbers(trace["x"]).Zip(Numbers(trace["y"]))];

    internal static void AssertCells(JToken? rows, int users, int items, Func<int, int, double?> expected,
        double tolerance = 1e-5)
    {
        Assert.Equal(users, rows!.Count());
        for (var u = 0; u < users; u++)
        {
            Assert.Equal(items, rows![u]!.Count());
            for (var i = 0; i < items; i++)
                AssertNear(expected(u, i), (double?)rows[u]![i], tolerance);
        }
    }

    internal static void AssertNear(double? expected, double? actual, double tolerance = 1e-5)
    {
        Assert.Equal(expected is null, actual is null);
        if (expected is { } e) Assert.Equal(e, actual!.Value, tolerance);
    }

    /// <summary>What every picture owes its reader. Names along an axis explain themselves.</summary>
    internal void AssertReadable(bool hasNames = false)
    {
        Assert.NotEmpty(Title);
        Assert.NotEqual(Title, Description);
        var axes = Layout.Properties()
            .Where(p => p.Name.StartsWith("xaxis", StringComparison.Ordinal) || (p.Name == "yaxis" && !hasNames))
            .Select(p => p.Value).ToArray();
        Assert.True(axes.Length >= (hasNames ? 1 : 2));
        Assert.All(axes, axis => Assert.True((bool?)axis["visible"] == false
            || !string.IsNullOrEmpty((string?)axis.SelectToken("title.text"))));
        Assert.True(Text.Length < 200_000, $"{Text.Length} characters");
    }
}

/// <summary>What the pictures' tests draw.</summary>
internal static class Drawn
{
    internal const string Script = "<script>alert(1)</script>";

    /// <summary>
    /// Two users, three items, one of them called like a script, one cell missing: model A·Bᵀ is exact but for two
    /// cells.
    /// </summary>
    internal static RatingsMatrix Ratings =>
        RatingsMatrix.From(new float?[,] { { 17, 23, null }, { 39, 54.5f, 67 } }, ["Ana", "Ben"], ["x", Script, "z"]);

    internal static FactorModel Model =>
        ModelOf(new float[,] { { 1, 2 }, { 3, 4 } }, new float[,] { { 5, 6 }, { 7, 8 }, { 9, 10 } });

    internal static FactorModel ModelOf(float[,] a, float[,] b) =>
        new(tensor(a), tensor(b), ["Ana", "Ben"], ["x", Script, "z"]);

    internal static TrainingHistory History(params (int Step, double Loss, double? Validation)[] reports) =>
        new([.. reports.Select(r => new TrainingStep(r.Step, r.Loss, 0, 1, r.Validation, 0))], []);

    internal static SweepRun Run(int k, double lambda, int seed, double train, double? validation,
        FactorModel? model = null) =>
        new(k, lambda, seed, train * train, train, validation, 2 + train, 3 + train, model ?? Model);
}
