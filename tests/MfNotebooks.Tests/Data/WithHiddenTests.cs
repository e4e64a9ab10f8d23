using Xunit;

namespace MfNotebooks.Tests.Data;

public class WithHiddenTests
{
    [Fact]
    public void For_any_seed_the_two_parts_make_the_whole_and_nobody_loses_the_last_rating()
    {
        for (var seed = 0; seed < 100; seed++)
        {
            var fraction = 0.05 + 0.3 * seed / 100;
            using var all = Random(seed);
            var (kept, hidden) = all.WithHidden(fraction, seed);
            using var _ = kept;
            using var __ = hidden;

            Assert.Equal(Math.Max(1, (int)Math.Round(fraction * all.Count)), hidden.Count);
            Assert.Equal(all.Count, kept.Count + hidden.Count);
            for (var user = 0; user < all.UserCount; user++)
            {
                for (var item = 0; item < all.ItemCount; item++)
                {
                    Assert.True(kept[user, item] is null || hidden[user, item] is null);
                    Assert.Equal(all[user, item], kept[user, item] ?? hidden[user, item]);
                }
            }
            Assert.Equal(Rated(all), Rated(kept));
            Assert.Equal((all.Users, all.Items), (hidden.Users, hidden.Items));
        }
    }

    [Fact]
    public void The_same_seed_hides_the_same_and_another_seed_others()
    {
        using var films = SampleRatings.Films;

        Assert.Equal(Hidden(films, 1), Hidden(films, 1));
        Assert.NotEqual(Hidden(films, 1), Hidden(films, 2));
    }

    [Fact]
    public void At_least_one_is_hidden()
    {
        using var films = SampleRatings.Films;
        var (kept, hidden) = films.WithHidden(1e-9, 0);
        using var _ = kept;
        using var __ = hidden;

        Assert.Equal((23, 1), (kept.Count, hidden.Count));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-0.1)]
    [InlineData(double.NaN)]
    public void A_fraction_outside_0_to_1_is_an_error(double fraction)
    {
        using var films = SampleRatings.Films;

        Assert.Contains("between 0 and 1",
            Assert.Throws<ArgumentOutOfRangeException>(() => films.WithHidden(fraction, 0)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Where_every_rating_is_someones_last_the_error_says_so()
    {
        using var diagonal = RatingsMatrix.From(new float[,] { { 1, 0 }, { 0, 2 } });

        var error = Assert.Throws<InvalidOperationException>(() => diagonal.WithHidden(0.5, 0));

        Assert.Contains("None of the 2 ratings can be hidden", error.Message, StringComparison.Ordinal);
        Assert.Contains("Add ratings", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Too_large_a_fraction_is_an_error_whose_remedy_works()
    {
        using var films = SampleRatings.Films;

        var error = Assert.Throws<InvalidOperationException>(() => films.WithHidden(0.95, 3));

        Assert.Contains("Hiding 0.95 of 24 ratings means 23, but with seed 3 only ", error.Message,
            StringComparison.Ordinal);
        var remedy = double.Parse(error.Message.Split("at most ")[1]
            .TrimEnd('.'), System.Globalization.CultureInfo.InvariantCulture);
        var (kept, hidden) = films.WithHidden(remedy, 3);
        using var _ = kept;
        using var __ = hidden;
        Assert.True(hidden.Count > 10);
    }

    private static RatingsMatrix Random(int seed)
    {
        var random = new Random(seed);
        var values = new float[random.Next(5, 12), random.Next(5, 12)];
        for (var user = 0; user < values.GetLength(0); user++)
        {
            for (var item = 0; item < values.GetLength(1); item++) values[user, item] = random.NextDouble() < 0.7
                ? random.Next(1, 6) : 0;
        }
        values[0, 0] = 3;
        return RatingsMatrix.From(values);
    }

    private static (int Users, int Items) Rated(RatingsMatrix ratings)
    {
        var table = ratings.ToTable();
        return (table.Users.Distinct().Count(), table.Items.Distinct().Count());
    }

    private static string Hidden(RatingsMatrix ratings, int seed)
    {
        var (kept, hidden) = ratings.WithHidden(0.25, seed);
        using var _ = kept;
        using var __ = hidden;
        return hidden.ToString();
    }
}
