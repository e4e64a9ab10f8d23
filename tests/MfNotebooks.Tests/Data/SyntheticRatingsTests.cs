using Xunit;

namespace MfNotebooks.Tests.Data;

public class SyntheticRatingsTests
{
    [Fact]
    public void The_values_are_the_truth_plus_the_stated_noise()
    {
        var made = SyntheticRatings.Create(users: 1_000, items: 400, ratings: 50_000, noise: 0.4, seed: 3);

        var noise = Enumerable.Range(0, made.Table.Count)
            .Select(i => (double)made.Table.Values[i] - made.TrueRating(made.Table.Users[i], made.Table.Items[i]))
                .ToArray();
        var mean = noise.Average();
        Assert.InRange(mean, -0.01, 0.01);
        Assert.InRange(Math.Sqrt(noise.Average(n => (n - mean) * (n - mean))), 0.4 * 0.95, 0.4 * 1.05);
    }

    [Fact]
    public void Without_noise_the_values_are_the_truth_which_is_the_sum_of_its_parts()
    {
        var made = SyntheticRatings.Create(20, 10, 60, latentDim: 2, noise: 0);

        for (var i = 0; i < made.Table.Count; i++)
        {
            var (user, item) = (made.Table.Users[i], made.Table.Items[i]);
            Assert.Equal(made.TrueRating(user, item), made.Table.Values[i]);
            var sum = made.GlobalMean + made.UserBias[user] + made.ItemBias[item] + made.A[user, 0] * made.B[item, 0]
                + made.A[user, 1] * made.B[item, 1];
            Assert.Equal(sum, made.Table.Values[i], 1e-5f);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(20)]
    public void The_values_look_like_stars_whatever_the_latent_dimension(int latentDim)
    {
        var values = SyntheticRatings.Create(1_000, 500, 50_000, latentDim).Table.Values;

        Assert.InRange(values.Average(), 3.2, 3.8);
        Assert.InRange(values.Count(v => v is > 1 and < 6) / (double)values.Length, 0.97, 1);
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(50, 40, 50)]
    [InlineData(40, 50, 50)]
    [InlineData(50, 40, 60)]
    [InlineData(50, 40, 1_000)]
    [InlineData(50, 40, 1_999)]
    [InlineData(50, 40, 2_000)]
    [InlineData(3_000, 10, 20_000)]
    public void Sparse_or_full_the_pairs_are_distinct_and_nobody_is_left_out(int users, int items, int ratings)
    {
        for (var seed = 0; seed < 5; seed++)
        {
            var table = SyntheticRatings.Create(users, items, ratings, seed: seed).Table;

            Assert.Equal((ratings, users, items), (table.Count, table.UserCount, table.ItemCount));
            Assert.Equal(ratings, Enumerable.Range(0, ratings).Select(i => (table.Users[i], table.Items[i])).Distinct()
                .Count());
            Assert.Equal((users, items), (table.Users.Distinct().Count(), table.Items.Distinct().Count()));
        }
    }

    [Fact]
    public void A_tenth_of_the_items_draws_many_of_the_ratings_and_busy_users_are_a_little_busier()
    {
        var table = SyntheticRatings.Create(2_000, 1_000, 40_000).Table;

        Assert.InRange(ShareOfTopTenth(table.Items, 1_000), 0.4, 0.7);
        Assert.InRange(ShareOfTopTenth(table.Users, 2_000), 0.15, 0.4);
    }

    [Fact]
    public void The_same_seed_gives_the_same_bits_and_another_seed_others()
    {
        var (first, second, other) =
            (SyntheticRatings.Create(100, 50, 1_000, seed: 7), SyntheticRatings.Create(100, 50, 1_000, seed: 7),
            SyntheticRatings.Create(100, 50, 1_000, seed: 8));

        Assert.Equal(first.Table.Items, second.Table.Items);
        Assert.Equal(first.Table.Values.Select(BitConverter.SingleToInt32Bits),
            second.Table.Values.Select(BitConverter.SingleToInt32Bits));
        Assert.Equal(first.A, second.A);
        Assert.NotEqual(first.Table.Values, other.Table.Values);
    }

    [Theory]
    [InlineData(0, 5, 10, 3, 0.1, "users")]
    [InlineData(5, -1, 10, 3, 0.1, "items")]
    [InlineData(5, 5, 10, 0, 0.1, "latentDim")]
    [InlineData(5, 5, 10, 3, -0.1, "0 or more")]
    [InlineData(5, 5, 10, 3, double.NaN, "0 or more")]
    [InlineData(5, 8, 7, 3, 0.1, "at least 8 ratings")]
    [InlineData(5, 5, 26, 3, 0.1, "only 25 pairs")]
    public void What_cannot_be_made_is_refused(int users, int items, int ratings, int latentDim, double noise,
        string part)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() =>
            SyntheticRatings.Create(users, items, ratings, latentDim, noise));

        Assert.Contains(part, error.Message, StringComparison.Ordinal);
    }

    private static double ShareOfTopTenth(IEnumerable<int> indexes, int count)
    {
        var counts = indexes.CountBy(i => i).Select(pair => pair.Value).OrderDescending().ToArray();
        return counts.Take(count / 10).Sum() / (double)counts.Sum();
    }
}
