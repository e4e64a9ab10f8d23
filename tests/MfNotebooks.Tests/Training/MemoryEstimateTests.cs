using Xunit;

namespace MfNotebooks.Tests.Training;

public class MemoryEstimateTests
{
    private static readonly RatingsTable Table = SyntheticRatings.Create(60, 40, 900, seed: 2).Table;

    [Fact]
    public void An_estimate_names_its_parts()
    {
        var estimate = new MemoryEstimate([("ratings", 1_500_000), ("parameters", 2_000_000)]);

        Assert.Equal(3_500_000, estimate.Bytes);
        Assert.Equal("3.5 MB: ratings 1.5 MB, parameters 2.0 MB", estimate.ToString());
    }

    [Fact]
    public void What_does_not_fit_is_refused_with_the_figures()
    {
        var estimate = new MemoryEstimate([("ratings", 3_000_000)]);

        estimate.RequireFits(available: estimate.HeldBytes + 3_000_000);
        var error = Assert.Throws<InsufficientMemoryException>(() =>
            estimate.RequireFits(available: estimate.HeldBytes + 2_900_000));

        Assert.StartsWith("The training would take 3.0 MB: ratings 3.0 MB; this machine has ", error.Message,
            StringComparison.Ordinal);
        Assert.EndsWith(" MB already. Take a smaller LatentDim or fewer ratings.", error.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_trainer_refuses_before_it_takes_anything()
    {
        Assert.SkipWhen(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes > 40e9,
            "This machine may have the memory that the test asks for.");
        Assert.Throws<InsufficientMemoryException>(() =>
            MinibatchTrainer.Fit(Table, new MinibatchOptions { LatentDim = 20_000_000 }));
        Assert.Throws<InsufficientMemoryException>(() =>
            AlternatingLeastSquares.Fit(Table, new AlternatingOptions { LatentDim = 20_000_000 }));
    }

    [Fact]
    public void Estimates_grow_with_ratings_and_rows_and_never_with_their_product()
    {
        var (small, large) = (SyntheticRatings.Create(1_000, 1_000, 10_000).Table,
            SyntheticRatings.Create(10_000, 10_000, 100_000).Table);

        Assert.InRange((double)MinibatchTrainer.EstimateMemory(large).Bytes / MinibatchTrainer.EstimateMemory(
            small).Bytes, 5, 10);
        Assert.InRange((double)VariationalLeastSquares.EstimateMemory(
            large).Bytes / VariationalLeastSquares.EstimateMemory(small).Bytes, 9, 10);
        Assert.InRange(AlternatingLeastSquares.EstimateMemory(large).Bytes / AlternatingLeastSquares.EstimateMemory(
            small).Bytes, 0, 10);
    }
}
