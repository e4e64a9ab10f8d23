using System.Text.RegularExpressions;
using Xunit;

namespace MfNotebooks.Tests.Charts;

public sealed partial class ChartHtmlTests
{
    [GeneratedRegex("id=\"(mf-chart-[0-9a-f]+)-(\\d+)\"")]
    private static partial Regex Id();

    [Fact]
    public void Two_renderings_of_one_chart_share_their_content_and_not_their_id()
    {
        using var films = SampleRatings.Films;
        var chart = MfNotebooks.Charts.Ratings(films);

        var (first, second) = (Id().Match(ChartHtml.Render(chart)), Id().Match(ChartHtml.Render(chart)));

        Assert.Equal(first.Groups[1].Value, second.Groups[1].Value);
        Assert.NotEqual(first.Value, second.Value);
    }

    [Fact]
    public void A_name_cannot_end_the_script_or_the_attribute()
    {
        using var ratings = RatingsMatrix.From(new float[,] { { 1, 2 } },
            users: ["</script><script>alert(1)</script>\""], items: ["a", "b"]);

        var html = ChartHtml.Render(MfNotebooks.Charts.Ratings(ratings, "\"></div><script>"));

        Assert.Equal(2, html.Split("</script>").Length);
        Assert.DoesNotContain("aria-label=\"\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_scripts_a_reader_gets_the_title_and_the_description()
    {
        using var films = SampleRatings.Films;
        var chart = MfNotebooks.Charts.Ratings(films);

        Assert.StartsWith("Ratings. Heatmap of 6 users by 6 items. 24 of 36 cells are rated", ChartHtml.Describe(chart),
            StringComparison.Ordinal);
        Assert.Contains("<strong>Ratings</strong>", ChartHtml.Render(chart), StringComparison.Ordinal);
    }

    [Fact]
    public void A_readers_own_chart_renders_too()
    {
        var chart = Plotly.NET.CSharp.Chart.Point<int, int, string>([1, 2], [3, 4]);

        Assert.Contains("\"x\":[1,2]", ChartHtml.Render(chart), StringComparison.Ordinal);
        Assert.Equal("Chart", ChartHtml.Describe(chart));
    }

    [Fact]
    public void The_CDN_is_trusted_only_with_the_bytes_that_Plotly_NET_carries()
    {
        using var films = SampleRatings.Films;

        // sha384 of plotly.min.js in npm's plotly.js-dist-min 2.28.0, which is what the CDN serves.
        Assert.Contains("{ version: \"2.28.0\", integrity: "
            + "\"sha384-53bFwj3AXyrFzPyqXWI5rZuuEa3GbWeuLmgC04XqmiE7CairskQMPvcdXh+OLuir\" }",
                MfNotebooks.Charts.Ratings(films).ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_view_shows_the_chart_in_engines_that_look_for_ToHtml()
    {
        using var films = SampleRatings.Films;
        var view = MfNotebooks.Charts.Ratings(films);

        Assert.Contains("<strong>Ratings</strong>", view.ToHtml(), StringComparison.Ordinal);
        Assert.StartsWith("Ratings. Heatmap", view.ToString(), StringComparison.Ordinal);
    }
}
