using Xunit;
using static TorchSharp.torch;

namespace MfNotebooks.Tests.Training;

public class BatchedLeastSquaresTests
{
    [Theory]
    [InlineData(1, 3)]
    [InlineData(3, 3)]
    [InlineData(7, 3)]
    [InlineData(3, 8)]
    public void Both_ways_lead_to_the_bottom_of_the_bowl(int observations, int unknowns)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(5, CPU);
        var z = randn(4, observations, 1 + unknowns, generator: generator);
        var penalty = rand(4, unknowns, generator: generator) + 0.5f;
        using var leastSquares = new BatchedLeastSquares();

        foreach (var (solution, squaredError) in ((Tensor, double)[])[leastSquares.SolvePrimal(z.clone(), penalty), leastSquares.SolveDual(z.clone(), penalty)])
        {
            var w = solution.clone().requires_grad_();
            var error = (z.narrow(2, 0, 1) - matmul(z.narrow(2, 1, unknowns), w.unsqueeze(2))).pow(2).sum();
            (error + (w.pow(2) * penalty).sum()).backward();

            Assert.Equal(error.item<float>(), squaredError, 1e-3);
            Assert.True(w.grad!.abs().max().item<float>() < 1e-4, "autograd finds a slope at the solution");
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(9)]
    public void Observations_of_zeros_count_for_nothing(int zerosToAdd)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(5, CPU);
        var z = randn(2, 3, 5, generator: generator);
        var penalty = ones(2, 4);
        using var leastSquares = new BatchedLeastSquares();

        var (expected, expectedError) = leastSquares.Solve(z.clone(), penalty);
        var (actual, error) = leastSquares.Solve(cat([z, zeros(2, zerosToAdd, 5)], 1), penalty);

        Assert.True(expected.allclose(actual, 1e-4, 1e-5));
        Assert.Equal(expectedError, error, 1e-4);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(6)]
    public async Task Batches_side_by_side_survive_garbage_collections_and_agree_to_the_bit(int observations)
    {
        var errors = await GarbageCollections.Beside(() =>
        {
            using var leastSquares = new BatchedLeastSquares();
            using var penalty = ones(3, 4);
            using var observed = arange(3 * observations * 5, ScalarType.Float32).view(3, observations, 5);
            return Enumerable.Range(0, 10_000).Select(_ =>
            {
                using var scope = NewDisposeScope();
                return leastSquares.Solve(observed, penalty).SquaredError;
            }).Distinct().ToArray();
        });

        Assert.Equal(errors[0][0], Assert.Single(errors.SelectMany(e => e).Distinct()));
    }

    [Fact]
    public void What_has_no_solution_says_so()
    {
        using var scope = NewDisposeScope();
        using var leastSquares = new BatchedLeastSquares();

        Assert.True(double.IsNaN(leastSquares.SolvePrimal(full(1, 9, 4, 1e25f), ones(1, 3)).SquaredError));
        Assert.True(double.IsNaN(leastSquares.SolveDual(full(1, 2, 4, 1e25f), ones(1, 3)).SquaredError));
    }
}
