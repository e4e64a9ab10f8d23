using System.Globalization;
using TorchSharp;
using Xunit;

namespace MfNotebooks.Tests.Data;

public class RatingsMatrixTests
{
    private static readonly float[,] Small = { { 5, 0, 1 }, { 0, 4, 2.5f } };

    [Fact]
    public void It_holds_the_same_ratings_as_tensors_and_as_plain_numbers()
    {
        using var ratings = RatingsMatrix.From(Small);

        Assert.Equal([5f, 0f, 1f, 0f, 4f, 2.5f], ratings.Values.data<float>().ToArray());
        Assert.Equal([true, false, true, false, true, true], ratings.Mask.data<bool>().ToArray());
        Assert.Equal([2L, 3L], ratings.Values.shape);
        Assert.Equal([5f, null, 1f, null, 4f, 2.5f], Cells(ratings));
        Assert.Equal((2, 3, 4), (ratings.UserCount, ratings.ItemCount, ratings.Count));
        Assert.Equal((1f, 5f, 3.125), (ratings.Min, ratings.Max, ratings.Mean));
        Assert.Equal(DeviceType.CPU, ratings.Device.type);
    }

    [Fact]
    public void Without_names_users_and_items_are_numbered_from_1()
    {
        using var ratings = RatingsMatrix.From(Small);

        Assert.Equal(["User 1", "User 2"], ratings.Users);
        Assert.Equal(["Item 1", "Item 2", "Item 3"], ratings.Items);
    }

    [Fact]
    public void Zero_is_missing_or_a_rating_as_the_call_says()
    {
        using var zero = RatingsMatrix.From(new[,] { { 0f, -1f } });
        using var nan = RatingsMatrix.From(new[,] { { 0f, float.NaN } }, MissingValue.NaN);
        using var empty = RatingsMatrix.From(new float?[,] { { 0, null } });

        Assert.Equal([null, -1f], Cells(zero));
        Assert.Equal([0f, null], Cells(nan));
        Assert.Equal([0f, null], Cells(empty));
        Assert.True(nan.Mask[0, 0].item<bool>());
    }

    [Fact]
    public void Rows_can_be_written_as_lists_or_jagged_arrays()
    {
        using var lists = RatingsMatrix.From([[5, null, 1], [null, 4, 2.5f]], ["Ana", "Ben"]);
        using var jagged = RatingsMatrix.From(new float?[][] { [5, null, 1], [null, 4, 2.5f] });
        using var array = RatingsMatrix.From(Small);

        Assert.Equal(Cells(array), Cells(lists));
        Assert.Equal(Cells(array), Cells(jagged));
        Assert.Equal(["Ana", "Ben"], lists.Users);
    }

    [Fact]
    public void The_array_is_copied()
    {
        var values = (float[,])Small.Clone();
        using var ratings = RatingsMatrix.From(values);

        values[0, 0] = 1;

        Assert.Equal(5f, ratings[0, 0]);
        Assert.Equal(5f, ratings.Values[0, 0].item<float>());
    }

    public static TheoryData<Func<RatingsMatrix>, string[]> BadInput => new()
    {
        { () => RatingsMatrix.From(new float[0, 3]), ["0 users × 3 items", "at least one user"] },
        { () => RatingsMatrix.From(new float[2, 0]), ["2 users × 0 items", "at least one"] },
        { () => RatingsMatrix.From(Array.Empty<float?[]>()), ["0 users × 0 items", "at least one"] },
        { () => RatingsMatrix.From(new float[2, 3]), ["None of the 2 × 3 cells is rated", "at least one rating"] },
        { () => RatingsMatrix.From(new[,] { { 1, float.PositiveInfinity } }, users: ["Ana"], items: ["X", "Y"]),
            ["[0, 1] (Ana, Y)", "Infinity", "finite"] },
        { () => RatingsMatrix.From(new[,] { { 1f }, { float.NaN } }),
            ["[1, 0] (User 2, Item 1)", "NaN", "MissingValue.NaN"] },
        { () => RatingsMatrix.From(new float?[,] { { float.NaN } }), ["[0, 0]", "NaN", "null"] },
        { () => RatingsMatrix.From([[1, 2], [3]]), ["rows[1] has 1 cell,", "rows[0] has 2", "null"] },
        { () => RatingsMatrix.From(new float?[][] { [1, 2], null! }),
            ["rows[1] has 0 cells", "rows[0] has 2", "null"] },
        { () => RatingsMatrix.From(Small, users: ["Ana"]), ["1 user names for 2 users", "one name per user"] },
        { () => RatingsMatrix.From(Small, items: ["X", "Y", "Z", "Q"]),
            ["4 item names for 3 items", "one name per item"] },
        { () => RatingsMatrix.From(Small, users: ["Ana", "Ana"]), ["'Ana'", "user [0] and for user [1]", "rename"] },
        { () => RatingsMatrix.From(Small, items: ["X", " ", "Z"]), ["item [1] is empty", "Give every item a name"] },
        { () => RatingsMatrix.From(Small, (MissingValue)7), ["'7'", "MissingValue.Zero or MissingValue.NaN"] },
    };

    [Theory]
    [MemberData(nameof(BadInput))]
    public void Bad_input_is_refused_with_problem_value_and_remedy(Func<RatingsMatrix> create, string[] parts)
    {
        var error = Assert.Throws<ArgumentException>(create);

        Assert.All(parts, part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void A_name_leads_to_its_index_and_a_wrong_one_to_the_nearest_names()
    {
        using var films = SampleRatings.Films;

        Assert.Equal(2, films.IndexOfUser("Chloe"));
        Assert.Equal(5, films.IndexOfItem("Two Tickets"));
        var user = Assert.Throws<KeyNotFoundException>(() => films.IndexOfUser("chloé"));
        Assert.Contains("no user 'chloé' among the 6. Nearest names: 'Chloe',", user.Message, StringComparison.Ordinal);
        var item = Assert.Throws<KeyNotFoundException>(() => films.IndexOfItem("Star Harbor"));
        Assert.Contains("no item 'Star Harbor' among the 6. Nearest names: 'Star Harbour',", item.Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(2, 0)]
    [InlineData(0, -1)]
    [InlineData(0, 3)]
    public void A_cell_outside_the_matrix_is_an_error(int user, int item)
    {
        using var ratings = RatingsMatrix.From(Small);

        Assert.Throws<ArgumentOutOfRangeException>(() => ratings[user, item]);
    }

    [Fact]
    public void To_gives_a_copy_of_ones_own_even_on_the_same_device()
    {
        using var ratings = RatingsMatrix.From(Small);
        var copy = ratings.To(torch.CPU);
        copy.Dispose();

        Assert.Equal(12.5f, ratings.Values.sum().item<float>());
        Assert.Equal(Cells(ratings), Cells(copy));
    }

    [Fact]
    public void The_tensors_outlive_a_dispose_scope_and_end_with_the_matrix()
    {
        RatingsMatrix ratings;
        using (torch.NewDisposeScope()) ratings = RatingsMatrix.From(Small);

        Assert.False(ratings.Values.IsInvalid);
        Assert.Equal(4, ratings.Mask.sum().item<long>());
        ratings.Dispose();
        ratings.Dispose();
        Assert.True(ratings.Values.IsInvalid);
        Assert.True(ratings.Mask.IsInvalid);
        Assert.Equal(5f, ratings[0, 0]);
    }

    [Fact]
    public void Nothing_but_values_and_mask_stays_alive()
    {
        // Counted per thread, so that tests beside this one do not disturb it.
        TorchBackend.Load();
        var counted = DisposeScopeManager.Statistics.TensorStatistics;
        var before = counted.ThreadTotalLiveCount;

        using (var films = SampleRatings.Films)
        using (var copy = films.To(torch.CPU))
        {
            Assert.Equal(before + 4, counted.ThreadTotalLiveCount);
            var (kept, hidden) = films.WithHidden(0.2, 0);
            using var again = films.ToTable().ToMatrix();
            Assert.Equal(before + 10, counted.ThreadTotalLiveCount);
            kept.Dispose();
            hidden.Dispose();
        }

        Assert.Equal(before, counted.ThreadTotalLiveCount);
    }

    [Fact]
    public void The_text_is_a_table_of_fixed_width_in_any_culture()
    {
        CultureInfo.CurrentCulture = new CultureInfo("de-DE");
        using var ratings = RatingsMatrix.From([[5, null], [2.5f, 3.14159f]], ["Ana", "Benedetta"],
            ["Nova Drift", "The Longest Film Title of All"]);

        Assert.Equal(
            """
                       Nova Drift  The Longest Fil…
            Ana              5.00                 ·
            Benedetta        2.50              3.14
            """, ratings.ToString());
    }

    [Fact]
    public void The_text_of_a_large_table_is_cut_and_says_so()
    {
        var values = new float[30, 40];
        values[0, 0] = 1;
        using var ratings = RatingsMatrix.From(values);

        var lines = ratings.ToString().Split('\n');

        Assert.Equal(22, lines.Length);
        Assert.EndsWith("Item 12", lines[0], StringComparison.Ordinal);
        Assert.Equal("… and 10 more users, 28 more items", lines[^1]);
    }

    [Fact]
    public void The_sample_is_the_golden_matrix_and_fresh_at_every_call()
    {
        SampleRatings.Films.Dispose();
        using var films = SampleRatings.Films;

        Assert.Equal(["Ana", "Ben", "Chloe", "Dev", "Elif", "Farid"], films.Users);
        Assert.Equal(["Star Harbour", "Nova Drift", "Iron Orbit", "Rose Letters", "Paris in June", "Two Tickets"],
            films.Items);
        float[] golden = [5, 4, 0, 1, 0, 1, 4, 0, 5, 1, 1, 0, 0, 5, 4, 0, 2, 1, 1, 1, 0, 5, 4, 0, 0, 2, 1, 4, 0, 5, 3,
            0, 3, 0, 3, 4];
        Assert.Equal(golden, films.Values.data<float>().ToArray());
        Assert.Equal(24, films.Count);
    }

    private static float?[] Cells(RatingsMatrix ratings) =>
        [.. Enumerable.Range(0, ratings.UserCount * ratings.ItemCount)
            .Select(i => ratings[i / ratings.ItemCount, i % ratings.ItemCount])];

    [Fact]
    public void As_HTML_a_name_stays_text()
    {
        using var ratings = RatingsMatrix.From(new float[,] { { 1, 2 } }, users: ["<b>"], items: ["a", "b"]);

        Assert.StartsWith("<pre>", ratings.ToHtml(), StringComparison.Ordinal);
        Assert.Contains("&lt;b&gt;", ratings.ToHtml(), StringComparison.Ordinal);
    }
}
