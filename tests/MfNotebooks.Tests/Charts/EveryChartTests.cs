using System.Globalization;
using Newtonsoft.Json.Linq;
using Plotly.NET;
using Xunit;
using Draw = MfNotebooks.Charts;

namespace MfNotebooks.Tests.Charts;

/// <summary>
/// What holds for every picture, drawn from ratings whose names are hostile and whose numbers have decimals.
/// </summary>
public class EveryChartTests
{
    private static readonly Dictionary<string, Func<RatingsMatrix, FactorModel, GenericChart>> Pictures = new()
    {
        ["Ratings"] = (ratings, _) => Draw.Ratings(ratings),
        ["Mask"] = (ratings, _) => Draw.Mask(ratings),
        ["Reconstruction"] = (ratings, model) => Draw.Reconstruction(ratings, model),
        ["Reconstructions"] = (ratings, model) => Draw.Reconstructions(ratings, (Drawn.Script, model)),
        ["Factors"] = (_, model) => Draw.Factors(model),
        ["FactorMap"] = (_, model) => Draw.FactorMap(model, "Ben", Drawn.Script),
        ["Loss"] = (_, _) => Draw.Loss(Drawn.History((1, 9.5, 2.25), (1200, 4.125, 1.5)), Drawn.Script),
        ["Race"] = (_, _) => Draw.Race((Drawn.Script, Drawn.History((1, 9.5, null), (1200, 0.25, null)))),
        ["LambdaPath"] = (_, model) =>
            Draw.LambdaPath([Drawn.Run(2, 0.001, 0, 0.25, 1.5, model), Drawn.Run(2, 0.1, 0, 0.5, 1.25, model)]),
        ["LambdaMatrices"] = (ratings, model) =>
            Draw.LambdaMatrices(ratings, [Drawn.Run(2, 0.001, 0, 0.25, 1.5, model)]),
        ["LatentDimensions"] = (_, model) =>
            Draw.LatentDimensions([Drawn.Run(1, 0.1, 0, 0.25, 1.5, model), Drawn.Run(1, 0.1, 1, 0.75, 1.5, model)]),
        ["LatentMatrices"] = (ratings, model) =>
            Draw.LatentMatrices(ratings, [Drawn.Run(2, 0.1, 0, 0.25, 1.5, model)], ratings),
        ["WhyPrediction"] = (_, model) => Draw.WhyPrediction(model, "Ana", Drawn.Script),
        ["Lines"] = (_, _) => Draw.Lines(Drawn.Script, Drawn.Script, Drawn.Script,
            [new(Drawn.Script, [(0, 1.5), (1200, 2.5)]) { Labels = [Drawn.Script, "b"], ShowsLabels = true,
                Spread = [(1, 2), (2, 3)], HasBand = true }],
            logX: true, logY: true, best: new(1200, 2.5, Drawn.Script), levels: [(Drawn.Script, 2.5)]),
        ["Bars"] = (_, _) => Draw.Bars(Drawn.Script, Drawn.Script, [Drawn.Script, "b"],
            [new(Drawn.Script, [1.5, 1200]) { Spread = [(1, 2), (1000, 1300)] }]),
        ["Contour"] = (_, _) => Draw.Contour(Drawn.Script, Drawn.Script, Drawn.Script, [0, 1.5], [0, 2.5],
            new[,] { { 1.5, 2 }, { 3, 1200 } },
            Drawn.Script, [new(Drawn.Script, [(0, 1), (1, 2)])], new(1, 2, Drawn.Script), log: true),
        ["Heatmaps"] = (_, _) => Draw.Heatmaps(Drawn.Script,
            [new(Drawn.Script, new float?[,] { { 1.5f, null } }) { Rows = [Drawn.Script], RowTitle = Drawn.Script,
            ColumnTitle = Drawn.Script, Unit = Drawn.Script }]),
        ["ModelErrors"] = (_, _) =>
            Draw.ModelErrors(new([Rated.Row(Drawn.Script, "", 1.25), Rated.Row(Drawn.Script, "", 1.5),
            Rated.Row("m", "λ = 0.5", 1.75), Rated.Row("m", Drawn.Script, 0.75)])),
        ["RankingOverK"] = (_, _) =>
            Draw.RankingOverK((Drawn.Script, [Rated.Ranking(1, 0.125), Rated.Ranking(10, 0.25)])),
    };

    public static TheoryData<string> Names => [.. Pictures.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void It_has_a_title_axis_titles_and_a_description(string picture) =>
        Drawing(picture).AssertReadable(hasNames: picture is "Bars" or "ModelErrors");

    [Theory]
    [MemberData(nameof(Names))]
    public void A_name_never_becomes_markup(string picture)
    {
        var chart = Drawing(picture);

        // The description is the one text that plotly.js does not read; ChartHtml encodes it.
        var texts = chart.Traces.SelectMany(t => t.Descendants()).Concat(chart.Layout.Descendants())
            .OfType<JValue>().Where(v => v.Type == JTokenType.String && v.Path != "layout.meta.description")
                .Select(v => (string)v!);
        Assert.DoesNotContain(texts, text => text.Contains("<script", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void It_is_the_same_under_a_culture_with_decimal_commas(string picture)
    {
        var (before, expected) = (CultureInfo.CurrentCulture, Drawing(picture).Text);
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
        try
        {
            Assert.Equal(expected, Drawing(picture).Text);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Every_public_picture_is_among_them() =>
        Assert.Equal(Pictures.Keys.Order(), typeof(Draw).GetMethods().Where(m => m.ReturnType == typeof(ChartView))
            .Select(m => m.Name).Order());

    private static ChartJson Drawing(string picture)
    {
        using var ratings = Drawn.Ratings;
        using var model = Drawn.Model;
        return new ChartJson(Pictures[picture](ratings, model));
    }
}
