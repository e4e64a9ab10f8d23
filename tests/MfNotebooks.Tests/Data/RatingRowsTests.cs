using Xunit;

namespace MfNotebooks.Tests.Data;

public class RatingRowsTests
{
    private static readonly RatingsTable Table =
        RatingsTable.From(["Ana", "Ben", "Cleo", "Dan"], ["X", "Y", "Z"], [2, 0, 2, 0, 1], [0, 2, 1, 0, 2],
        [1, 2, 3, 4, 5]);

    [Fact]
    public void A_row_holds_its_own_ratings_in_the_order_of_the_table()
    {
        var byUser = RatingRows.ByUser(Table);
        var byItem = RatingRows.ByItem(Table);

        Assert.Equal([new(2, 2), new(0, 4)], byUser[0].ToArray());
        Assert.Equal([new(2, 5)], byUser[1].ToArray());
        Assert.Equal([new(0, 1), new(1, 3)], byUser[2].ToArray());
        Assert.Equal([new(2, 1), new(0, 4)], byItem[0].ToArray());
        Assert.Equal([new(2, 3)], byItem[1].ToArray());
        Assert.Equal([new(0, 2), new(1, 5)], byItem[2].ToArray());
    }

    [Fact]
    public void A_row_without_ratings_is_empty()
    {
        var byUser = RatingRows.ByUser(Table);

        Assert.Equal(4, byUser.Count);
        Assert.True(byUser[3].IsEmpty);
    }

    [Fact]
    public void Every_rating_of_a_larger_table_is_there_once()
    {
        var table = SyntheticRatings.Create(50, 30, 700, seed: 4).Table;
        var byItem = RatingRows.ByItem(table);
        var seen = Enumerable.Range(0, byItem.Count)
            .SelectMany(item => byItem[item].ToArray().Select(r => (r.Partner, item, r.Value)));

        Assert.Equal(Enumerable.Range(0, 700).Select(i => (table.Users[i], table.Items[i], table.Values[i]))
            .Order(), seen.Order());
    }
}
