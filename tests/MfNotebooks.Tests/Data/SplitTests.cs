using Xunit;

namespace MfNotebooks.Tests.Data;

public class SplitTests
{
    private static readonly RatingsTable Ratings = SyntheticMovieLens.Create("a test").Ratings;

    public static TheoryData<string, Func<int, RatingsSplit>> Splits => new()
    {
        { "random", seed => Split.Random(Ratings, 0.3, seed) },
        { "leave out", seed => Split.LeaveOut(Ratings, 3, seed) },
        { "by time", _ => Split.ByTime(Ratings, 0.1) },
        { "fold", seed => Split.Folds(Ratings, 4, seed)[2] },
    };

    [Theory]
    [MemberData(nameof(Splits))]
    public void No_pair_is_on_both_sides_and_together_they_are_all(string name, Func<int, RatingsSplit> split)
    {
        var made = split(1);

        Assert.NotEmpty(name);
        Assert.Empty(Entries(made.Train).Intersect(Entries(made.Test)));
        Assert.Equal(Entries(Ratings).Order(), Entries(made.Train).Concat(Entries(made.Test)).Order());
        Assert.Equal(Ratings.UserIds, made.Train.UserIds);
        Assert.Equal(Ratings.ItemIds, made.Test.ItemIds);
    }

    [Theory]
    [MemberData(nameof(Splits))]
    public void The_same_seed_makes_the_same_split_and_another_seed_another(string name, Func<int, RatingsSplit> split)
    {
        Assert.Equal(Entries(split(5).Test), Entries(split(5).Test));
        if (name != "by time") Assert.NotEqual(Entries(split(5).Test), Entries(split(6).Test));
    }

    [Fact]
    public void A_random_split_has_the_share_that_was_asked_for() =>
        Assert.Equal((int)Math.Round(0.3 * Ratings.Count), Split.Random(Ratings, 0.3).Test.Count);

    [Fact]
    public void Leaving_out_takes_as_many_of_each_user_and_every_tested_user_is_known()
    {
        var split = Split.LeaveOut(Ratings, 3);

        var known = split.Train.Users.ToHashSet();
        Assert.All(split.Test.Users.GroupBy(user => user), user => Assert.Equal(3, user.Count()));
        Assert.All(split.Test.Users, user => Assert.Contains(user, known));
        Assert.Equal(Ratings.Users.ToHashSet(), known);
    }

    [Fact]
    public void A_user_with_too_few_ratings_keeps_them()
    {
        var table = RatingsTable.From(["Ana", "Ben"], ["X", "Y"], [0, 0, 1], [0, 1, 0], [1, 2, 3]);

        var split = Split.LeaveOut(table, 1);

        Assert.Equal([0], split.Test.Users);
        Assert.Equal([0, 1], split.Train.Users);
        Assert.Throws<ArgumentOutOfRangeException>(() => Split.LeaveOut(table, 2));
    }

    [Fact]
    public void By_time_nothing_that_is_tested_is_older_than_what_is_learned()
    {
        var split = Split.ByTime(Ratings, 0.25);

        Assert.True(split.Train.Timestamps.Max() <= split.Test.Timestamps.Min());
        var table = RatingsTable.From(["Ana"], ["X", "Y"], [0, 0], [0, 1], [1, 2]);
        Assert.Contains("no timestamps", Assert.Throws<ArgumentException>(() => Split.ByTime(table)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Every_rating_is_tested_in_exactly_one_fold()
    {
        var folds = Split.Folds(Ratings, 4, seed: 2);

        Assert.Equal(Entries(Ratings).Order(), folds.SelectMany(fold => Entries(fold.Test)).Order());
        Assert.True(folds.Max(fold => fold.Test.Count) - folds.Min(fold => fold.Test.Count) <= 1);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(1.0)]
    [InlineData(double.NaN)]
    [InlineData(1e-9)]
    public void A_share_that_leaves_a_side_empty_is_refused(double fraction) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Split.Random(Ratings, fraction));

    [Theory]
    [InlineData(1)]
    [InlineData(int.MaxValue)]
    public void A_number_of_folds_that_cannot_be_is_refused(int count) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Split.Folds(Ratings, count));

    private static IEnumerable<(int User, int Item, float Value, long Time)> Entries(RatingsTable table) =>
        Enumerable.Range(0, table.Count)
            .Select(i => (table.Users[i], table.Items[i], table.Values[i], table.Timestamps[i]));
}
