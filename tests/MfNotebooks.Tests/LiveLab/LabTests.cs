using System.Text.Json;
using System.Text.RegularExpressions;
using Xunit;

namespace MfNotebooks.Tests.LiveLab;

public sealed partial class LabTests
{
    [GeneratedRegex("data-mf-lab=\"(lab-[0-9a-f]+)-(\\d+)\"")]
    private static partial Regex Id();

    [Fact]
    public void The_script_is_given_the_ratings_and_the_scripts_own_settings()
    {
        using var films = SampleRatings.Films;

        var data = JsonDocument.Parse(MfNotebooks.Lab.Show(films).Data).RootElement;

        Assert.Equal(24, data.GetProperty("values").EnumerateArray().Count(v => v.ValueKind == JsonValueKind.Number));
        Assert.Equal(5, data.GetProperty("values")[0].GetDouble());
        Assert.Equal([1, 5], [data.GetProperty("low").GetInt32(), data.GetProperty("high").GetInt32()]);
        var settings = data.GetProperty("settings");
        Assert.Equal(
            """{"k":2,"mean":"raw","lambda":0.001,"squared":false,"optimizer":"adam","rate":0.001,"seed":0}""",
            settings.GetRawText());
        Assert.Equal(17, data.GetProperty("controls").GetArrayLength());
    }

    /// <summary>The runner writes the lab's own page without the library: it has the sample as a file.</summary>
    [Fact]
    public void The_labs_own_page_shows_the_sample_as_a_notebook_does()
    {
        using var films = SampleRatings.Films;
        using var stream = typeof(LabTests).Assembly.GetManifestResourceStream("lab.json")!;
        using var page = JsonDocument.Parse(stream);

        using var notebook = JsonDocument.Parse(MfNotebooks.Lab.Show(films).Data);

        Assert.True(JsonElement.DeepEquals(notebook.RootElement, page.RootElement), notebook.RootElement.GetRawText());
    }

    [Fact]
    public void Two_labs_of_one_kind_share_their_content_and_not_their_id()
    {
        using var films = SampleRatings.Films;

        var (first, second) = (Id().Match(MfNotebooks.Lab.Show(films).ToHtml()), Id()
            .Match(MfNotebooks.Lab.Show(films).ToHtml()));

        Assert.Equal(first.Groups[1].Value, second.Groups[1].Value);
        Assert.NotEqual(first.Value, second.Value);
    }

    [Fact]
    public void It_is_small_and_asks_no_network()
    {
        using var films = SampleRatings.Films;

        var html = MfNotebooks.Lab.Show(films).ToHtml();

        Assert.InRange(html.Length, 20_000, 100_000);
        Assert.DoesNotContain("https://", html, StringComparison.Ordinal);
        Assert.DoesNotContain("http://", html.Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_cannot_end_the_script_or_become_a_tag()
    {
        using var ratings = RatingsMatrix.From(new float[,] { { 1, 2 } },
            users: ["</script><script>alert(1)</script>\""], items: ["<b>", "b"]);

        var html = MfNotebooks.Lab.Show(ratings, new LabOptions { Lead = "</script><i>" }).ToHtml();

        Assert.Equal(2, html.Split("</script>").Length);
        Assert.DoesNotContain("<i>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_no_script_runs_the_ratings_stand_as_text()
    {
        using var films = SampleRatings.Films;

        Assert.Contains("Star Harbour", MfNotebooks.Lab.Show(films).ToString(), StringComparison.Ordinal);
        Assert.Matches("data-mf-lab=\"[^\"]+\" class=\"mf-lab\"><pre>The live lab[^<]+Ana", MfNotebooks.Lab.Show(films)
            .ToHtml());
    }

    [Theory]
    [InlineData(21, 5)]
    [InlineData(5, 21)]
    public void More_than_it_can_show_is_refused_with_the_size_and_a_remedy(int users, int items)
    {
        var values = new float[users, items];
        values[0, 0] = 3;
        using var ratings = RatingsMatrix.From(values);

        var thrown = Assert.Throws<ArgumentException>(() => MfNotebooks.Lab.Show(ratings));

        Assert.Contains(FormattableString.Invariant($"these are {users} × {items}"), thrown.Message,
            StringComparison.Ordinal);
        Assert.Contains("ratings.MostRated(20, 20)", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Ratings_beyond_its_scale_are_refused()
    {
        using var ratings = RatingsMatrix.From(new float[,] { { 100, -3.5f } });

        var thrown = Assert.Throws<ArgumentException>(() => MfNotebooks.Lab.Show(ratings));

        Assert.Contains("from -3.5 to 100", thrown.Message, StringComparison.Ordinal);
    }

    public static TheoryData<LabOptions, string> Wrong() => new()
    {
        { new() { LatentDim = 7 }, "LatentDim is 7; it must be from 1 to 6." },
        { new() { Lambda = -1 }, "Lambda is -1" },
        { new() { LearningRate = 0 }, "LearningRate is 0" },
        { new() { Seed = -1 }, "Seed is -1" },
        { new() { Steps = 0 }, "Steps is 0" },
        { new() { Mean = (Mean)9 }, "Mean is 9" },
        { new() { Controls = (LabControls)(1 << 20) }, "Controls is" },
    };

    [Theory]
    [MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public void A_setting_out_of_range_is_named(LabOptions options, string message)
    {
        using var films = SampleRatings.Films;

        var thrown = Assert.ThrowsAny<ArgumentException>(() => MfNotebooks.Lab.Show(films, options));

        Assert.Contains(message, thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cell_that_is_not_there_is_named_with_the_nearest()
    {
        using var films = SampleRatings.Films;

        Assert.Throws<KeyNotFoundException>(() => MfNotebooks.Lab.Show(films, new LabOptions
        {
            Cell = ("Anna",
            "Iron Orbit")
        }));
    }

    [Fact]
    public void Options_reach_the_script()
    {
        using var films = SampleRatings.Films;

        var data = JsonDocument.Parse(MfNotebooks.Lab.Show(films, new LabOptions
        {
            LatentDim = 1, Mean = Mean.Centred, Regularization = Regularization.SquaredNorm, HalfSweeps = true,
            Controls = LabControls.Mean | LabControls.TenSeeds, Cell = ("Dev", "Two Tickets"),
            Guess = new LabGuess("How many crosses?", LabMeasure.Crosses),
        }).Data).RootElement;

        Assert.Equal(
            """{"k":1,"mean":"centred","lambda":0.001,"squared":true,"optimizer":"sweeps","rate":0.001,"seed":0}""",
            data.GetProperty("settings").GetRawText());
        Assert.Equal("""["mean","tenSeeds"]""", data.GetProperty("controls").GetRawText());
        Assert.Equal("[3,5]", data.GetProperty("at").GetRawText());
        Assert.Equal("""{"question":"How many crosses?","measure":"crosses","user":3,"item":5,"unit":""}""",
            data.GetProperty("guess").GetRawText());
    }
}
