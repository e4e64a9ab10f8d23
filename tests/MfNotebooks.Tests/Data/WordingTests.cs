using MfNotebooks.Tests.Charts;
using Xunit;

namespace MfNotebooks.Tests.Data;

/// <summary>What messages are made of, and the messages where one is common.</summary>
public class WordingTests
{
    [Theory]
    [InlineData(0, "0 ratings")]
    [InlineData(1, "1 rating")]
    [InlineData(2, "2 ratings")]
    [InlineData(1_000_209, "1,000,209 ratings")]
    public void A_noun_agrees_with_its_number(long number, string text) =>
        Assert.Equal(text, Counted.Of(number, "rating"));

    [Theory]
    [InlineData("ab😀", 4, "ab😀", "ab😀")]
    [InlineData("ab😀", 3, "ab", "b😀")]
    [InlineData("😀ab", 3, "😀a", "ab")]
    [InlineData("😀ab", 1, "", "b")]
    public void An_excerpt_keeps_signs_whole(string text, int most, string first, string last) =>
        Assert.Equal((first, last), (Excerpt.First(text, most), Excerpt.Last(text, most)));

    [Fact]
    public void No_character_is_no_text() => Assert.Equal("", Excerpt.First("ab", 0));

    [Fact]
    public void One_rating_is_spoken_of_as_one()
    {
        var one = RatingsTable.From(["Ana"], ["Nova"], [0], [0], [4]);
        using var matrix = one.ToMatrix();

        Assert.Equal("1 rating of 1 item by 1 user: 100.00 % of all pairs, 4.00 on average", one.ToString());
        Assert.StartsWith("None of the 1 rating can be hidden",
            Assert.Throws<InvalidOperationException>(() => matrix.WithHidden(0.5, 0)).Message,
            StringComparison.Ordinal);
        Assert.StartsWith("Heatmap of 1 user by 1 item.", new ChartJson(MfNotebooks.Charts.Ratings(matrix)).Description,
            StringComparison.Ordinal);
        Assert.StartsWith("k 2, 1 step, ", new TrainingOptions { Steps = 1 }.Describe(), StringComparison.Ordinal);
        Assert.StartsWith("k 20, 1 sweep, ",
            new AlternatingOptions { LatentDim = 20, Sweeps = 1 }.Describe(), StringComparison.Ordinal);
    }
}
