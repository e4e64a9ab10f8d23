using Xunit;

namespace MfNotebooks.Tests.Data;

public class RatingsTableTests
{
    private static readonly string[] Users = ["Ana", "Ben"], Items = ["X", "Y", "Z"];

    [Fact]
    public void It_holds_what_it_was_given()
    {
        var table = RatingsTable.From(Users, Items, [0, 1, 1], [2, 0, 2], [5, 3, 1], [10, 20, 30]);

        Assert.Equal([0, 1, 1], table.Users);
        Assert.Equal([2, 0, 2], table.Items);
        Assert.Equal([5f, 3f, 1f], table.Values);
        Assert.Equal([10L, 20L, 30L], table.Timestamps);
        Assert.Equal((2, 3, 3), (table.UserCount, table.ItemCount, table.Count));
        Assert.Equal((3, 0.5), (table.Mean, table.Density));
        Assert.Equal((1, 2), (table.IndexOfUser("Ben"), table.IndexOfItem("Z")));
    }

    [Fact]
    public void Timestamps_may_be_left_out() => Assert.Empty(RatingsTable.From(Users, Items, [0], [0], [1]).Timestamps);

    [Fact]
    public void An_unknown_id_is_an_error_with_the_nearest()
    {
        var table = RatingsTable.From(Users, Items, [0], [0], [1]);

        Assert.Contains("'Ben'", Assert.Throws<KeyNotFoundException>(() => table.IndexOfUser("Bem")).Message,
            StringComparison.Ordinal);
        Assert.Contains("no item 'W'", Assert.Throws<KeyNotFoundException>(() => table.IndexOfItem("W")).Message,
            StringComparison.Ordinal);
    }

    public static TheoryData<Func<RatingsTable>, string[]> BadInput => new()
    {
        { () => RatingsTable.From(Users, Items, [], [], []), ["no ratings", "at least one"] },
        { () => RatingsTable.From([], Items, [0], [0], [1]), ["no user", "at least one"] },
        { () => RatingsTable.From(Users, Items, [0], [0, 1], [1]), ["1 user, 2 items, 1 value,", "one of each"] },
        { () => RatingsTable.From(Users, Items, [0], [0], [1], [7, 8]), ["2 timestamps", "may be left out"] },
        { () => RatingsTable.From(Users, Items, [0, 2], [0, 1], [1, 1]),
            ["Entry 1 has user 2", "not one of 2 user ids", "0 to 1"] },
        { () => RatingsTable.From(Users, Items, [0], [-1], [1]), ["Entry 0 has item -1", "3 item ids"] },
        { () => RatingsTable.From(Users, Items, [0], [0], [float.NaN]), ["Entry 0 has the rating NaN", "finite"] },
        { () => RatingsTable.From(Users, Items, [1, 0, 1], [2, 2, 2], [4, 3, 2]),
            ["User 'Ben' rates item 'Z' twice", "4 in entry 0 and 2 in entry 2", "Keep one"] },
        { () => RatingsTable.From(["Ana", "Ana"], Items, [0], [0], [1]),
            ["'Ana'", "user [0] and for user [1]", "rename"] },
    };

    [Theory]
    [MemberData(nameof(BadInput))]
    public void Bad_input_is_refused_with_problem_value_and_remedy(Func<RatingsTable> create, string[] parts)
    {
        var error = Assert.Throws<ArgumentException>(create);

        Assert.All(parts, part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void A_matrix_becomes_a_table_and_the_same_matrix_again()
    {
        using var films = SampleRatings.Films;
        var table = films.ToTable();
        using var back = table.ToMatrix();

        Assert.Equal(24, table.Count);
        Assert.Equal(films.Mean, table.Mean);
        Assert.Equal(films.ToString(), back.ToString());
        Assert.True(films.Values.equal(back.Values).all().item<bool>());
        Assert.True(films.Mask.equal(back.Mask).all().item<bool>());
        Assert.Equal(films.Users, table.UserIds);
    }

    [Fact]
    public void Too_large_a_matrix_is_refused_with_the_memory_it_would_take()
    {
        var table = SyntheticRatings.Create(users: 2_001, items: 2_000, ratings: 10_000).Table;

        var error = Assert.Throws<InvalidOperationException>(table.ToMatrix);

        Assert.Contains("2,001 users × 2,000 items has 4,002,000 cells and takes 36 MB", error.Message,
            StringComparison.Ordinal);
        Assert.Contains("Keep the RatingsTable", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_subset_keeps_all_users_and_items_and_the_order_asked_for()
    {
        var table = RatingsTable.From(["Ana", "Ben"], ["x", "y"], [0, 1, 1], [1, 0, 1], [5f, 4f, 3f], [10L, 20L, 30L]);

        var subset = table.Subset([2, 0]);

        Assert.Equal([3f, 5f], subset.Values);
        Assert.Equal([1, 0], subset.Users);
        Assert.Equal([30L, 10L], subset.Timestamps);
        Assert.Equal(table.ItemIds, subset.ItemIds);
    }

    [Theory]
    [InlineData(new int[0], "at least one rating")]
    [InlineData(new[] { 0, 3 }, "There is no rating 3; they are numbered 0 to 2")]
    [InlineData(new[] { 1, 1 }, "Rating 1 is named twice")]
    public void A_subset_of_ratings_that_are_not_there_is_refused(int[] positions, string message)
    {
        var table = RatingsTable.From(["Ana", "Ben"], ["x", "y"], [0, 1, 1], [1, 0, 1], [5f, 4f, 3f]);

        Assert.Contains(message, Assert.Throws<ArgumentException>(() => table.Subset(positions)).Message,
            StringComparison.Ordinal);
    }

    /// <summary>Items were rated 3, 1, 2 and 1 times; of the first and third, the users rated 2, 1 and 2.</summary>
    [Fact]
    public void The_most_rated_corner_keeps_order_names_and_ratings()
    {
        var table = RatingsTable.From(["Ana", "Ben", "Cy"], ["w", "x", "y", "z"], [0, 0, 1, 1, 2, 2, 1],
            [0, 2, 0, 1, 2, 0, 3],
            [1, 2, 3, 4, 5, 6, 7], [10, 20, 30, 40, 50, 60, 70]);

        var corner = table.MostRated(users: 2, items: 2);

        Assert.Equal(["Ana", "Cy"], corner.UserIds);
        Assert.Equal(["w", "y"], corner.ItemIds);
        Assert.Equal([1f, 2f, 5f, 6f], corner.Values);
        Assert.Equal([0, 0, 1, 1], corner.Users);
        Assert.Equal([0, 1, 1, 0], corner.Items);
        Assert.Equal([10L, 20L, 50L, 60L], corner.Timestamps);
        Assert.Equal(table.Values, table.MostRated(100, 100).Values);
        Assert.Equal(1, table.MostRated(1, 1).Count);
        Assert.Throws<ArgumentOutOfRangeException>(() => table.MostRated(0, 1));
    }

    [Fact]
    public void A_matrix_gives_the_same_corner()
    {
        using var films = SampleRatings.Films;
        using var corner = films.MostRated(3, 2);

        Assert.Equal((3, 2), (corner.UserCount, corner.ItemCount));
        Assert.All(corner.Users, user => Assert.All(corner.Items, item => Assert.Equal(
            films[films.IndexOfUser(user), films.IndexOfItem(item)],
                corner[corner.IndexOfUser(user), corner.IndexOfItem(item)])));
    }
}
