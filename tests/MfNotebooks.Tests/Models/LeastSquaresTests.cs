using Xunit;

namespace MfNotebooks.Tests.Models;

public class LeastSquaresTests
{
    /// <summary>All widths that this machine can run; what it lacks in hardware .NET makes up for.</summary>
    public static TheoryData<int, int, int> Shapes() => new(
        from bits in (int[])[128, 256, 512]
        from size in (int[])[0, 1, 2, 7, 8, 9, 20, 32, 33, 64]
        from count in (int[])[0, 1, 5, 127, 128, 129, 700]
        select (bits, size, count));

    [Theory]
    [MemberData(nameof(Shapes))]
    public void It_agrees_with_elimination_in_double_precision(int bits, int size, int count)
    {
        foreach (var hasIntercept in (bool[])[true, false])
        {
            var (x, y) = Observations(size, count, seed: size + count);
            var penalty = Enumerable.Range(0, size).Select(i => 0.5 + i % 3).ToArray();
            var known = Eliminate(x, y, penalty, hasIntercept ? 2.5 : null);

            var exact = new LeastSquares<double>(size, hasIntercept, bits);
            AssertSolution(known, Solve(exact, x, y, penalty, 2.5), exact.Intercept, 1e-11);
            var squaredError = Enumerable.Range(0, count)
                .Sum(n => Math.Pow(y[n] - known[^1] - x[n].Zip(known, (a, b) => a * b).Sum(), 2));
            Assert.Equal(squaredError, exact.SquaredError, 1e-9 * (1 + squaredError));

            var fast = new LeastSquares<float>(size, hasIntercept, bits);
            var narrow = Solve(fast, x.Select(ToFloats).ToArray(), ToFloats(y), ToFloats(penalty), 2.5f);
            AssertSolution(known, Array.ConvertAll(narrow, number => (double)number), fast.Intercept, 1e-5);
            Assert.Equal(squaredError, fast.SquaredError, 1e-5 * (1 + squaredError));
        }
    }

    /// <summary>One unknown an observation, up to half as many as there are factors.</summary>
    [Theory]
    [InlineData(128)]
    [InlineData(256)]
    [InlineData(512)]
    public void A_row_with_few_observations_has_the_same_solution(int bits)
    {
        foreach (var (size, count) in ((int, int)[])[(2, 1), (7, 3), (9, 0), (20, 10), (32, 1), (33, 16), (300, 127)])
        {
            foreach (var (lambda, intercept) in ((double, double?)[])[(0.5, 2.5), (4, 0), (3, null), (1e-3, 1e3)])
            {
                if (count == 0 && intercept is 0) continue;
                var (x, y) = Observations(size, count, seed: size);
                var known = Eliminate(x, y, [.. Enumerable.Repeat(lambda, size)], intercept);
                var exact = new LeastSquares<double>(size, intercept is not null, bits);
                exact.Reset(lambda, intercept ?? 0);
                var fast = new LeastSquares<float>(size, intercept is not null, bits);
                fast.Reset((float)lambda, (float)(intercept ?? 0));
                for (var n = 0; n < count; n++)
                {
                    exact.Add(x[n], y[n]);
                    fast.Add(ToFloats(x[n]), (float)y[n]);
                }

                Assert.True(exact.Solve() && fast.Solve());
                AssertSolution(known, exact.Solution.ToArray(), exact.Intercept, 1e-9);
                var narrow = Array.ConvertAll(fast.Solution.ToArray(), number => (double)number);
                AssertSolution(known, narrow, fast.Intercept, 1e-4);
                var squaredError = Enumerable.Range(0, count)
                    .Sum(n => Math.Pow(y[n] - known[^1] - x[n].Zip(known, (a, b) => a * b).Sum(), 2));
                Assert.Equal(squaredError, exact.SquaredError, 1e-9 * (1 + squaredError));
                Assert.Equal(squaredError, fast.SquaredError, 1e-4 * (1 + squaredError));
            }
        }
    }

    [Fact]
    public void A_system_worked_by_hand()
    {
        // Residuals y − w·x − b with x = (2), (−1), y = 1, 1 and λ = 1 for both: [6 1; 1 3]·(w, b) = (1, 2).
        var system = new LeastSquares<double>(1, hasIntercept: true);
        Solve(system, [[2], [-1]], [1, 1], [1], 1);

        Assert.Equal((1.0 / 17, 11.0 / 17), (system.Solution[0], system.Intercept),
            (a, b) => Math.Abs(a.Item1 - b.Item1) + Math.Abs(a.Item2 - b.Item2) < 1e-12);
    }

    [Fact]
    public void One_object_forgets_what_it_solved_before()
    {
        var (x, y) = Observations(5, 300, seed: 1);
        var used = new LeastSquares<double>(5, hasIntercept: true);
        Solve(used, x, y, [1, 1, 1, 1, 1], 1);
        var fresh = new LeastSquares<double>(5, hasIntercept: true);

        Assert.Equal(Solve(fresh, x[..3], y[..3], [2, 2, 2, 2, 2], 1), Solve(used, x[..3], y[..3], [2, 2, 2, 2, 2], 1));
        Assert.Equal(fresh.Intercept, used.Intercept);
    }

    [Fact]
    public void A_system_without_a_single_solution_is_noticed()
    {
        Assert.False(TrySolve(new LeastSquares<double>(2, hasIntercept: false), [[1, 2]], [3], [0, 0], 0));
        Assert.False(TrySolve(new LeastSquares<double>(2, hasIntercept: true), [[1, 2], [2, 1]], [3, 3], [0, 0], 0));
        Assert.False(TrySolve(new LeastSquares<double>(1, hasIntercept: false), [[double.NaN]], [1], [1], 0));
        Assert.False(TrySolve(new LeastSquares<float>(1, hasIntercept: false), [[1e30f]], [1], [1], 0));
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Ratings_of_a_row_are_observations_of_their_partners(int bits, int size, int count)
    {
        var random = new Random(size + count);
        var partners = random.NextGaussians(50 * (size + 1), 0.5);
        var ratings = Enumerable.Range(0, count)
            .Select(_ => new RatedPartner(random.Next(50), (float)random.NextDouble())).ToArray();
        var (one, all) = (new LeastSquares<float>(size, true, bits), new LeastSquares<float>(size, true, bits));

        one.Reset(1, 2);
        foreach (var (partner, value) in ratings)
            one.Add(partners.AsSpan(partner * (size + 1), size), value - partners[partner * (size + 1) + size]);
        all.Reset(1, 2);
        all.Add(ratings, partners);

        Assert.True(one.Solve() && all.Solve());
        Assert.Equal(one.Solution.ToArray(), all.Solution.ToArray());
        Assert.Equal((one.Intercept, one.SquaredError), (all.Intercept, all.SquaredError));
    }

    [Fact]
    public void A_matrix_can_be_added()
    {
        // XᵀX of x = (1, 2) and of the matrix [4 1; 1 3], λ = 0: [5 3; 3 7]·w = (3, 6) has w = (3, 21) / 26.
        var system = new LeastSquares<double>(2, hasIntercept: false);
        system.Reset([0, 0], 0);
        system.AddMatrix([4, 1, 3]);
        system.Add([1, 2], 3);

        Assert.True(system.Solve());
        Assert.Equal([3.0 / 26, 21.0 / 26], system.Solution.ToArray(), (a, b) => Math.Abs(a - b) < 1e-14);
    }

    [Fact]
    public void A_right_side_can_be_taken_off()
    {
        // x = 2, y = 3, λ = 1: (4 + 1)·w = 6 − 1.
        var system = new LeastSquares<double>(1, hasIntercept: false);
        system.Reset(1, 0);
        system.Add([2], 3);
        system.SubtractRight([1]);

        Assert.True(system.Solve());
        Assert.Equal(1, system.Solution[0], 1e-15);
    }

    [Theory]
    [InlineData(128)]
    [InlineData(256)]
    [InlineData(512)]
    public void The_inverse_times_the_matrix_is_one(int bits)
    {
        foreach (var size in (int[])[0, 1, 3, 8, 20, 33])
        {
            var (x, y) = Observations(size, 50, seed: size);
            var penalty = Enumerable.Range(0, size).Select(i => 1.0 + i % 2).ToArray();
            var system = new LeastSquares<double>(size, hasIntercept: true, bits, hasInverse: true);
            Solve(system, x, y, penalty, 2);
            var numbers = new double[(size + 1) * (size + 2) / 2];
            system.CopyInverse(numbers);

            var matrix = Normal(x, penalty, 2);
            for (var i = 0; i <= size; i++)
            {
                var row = Enumerable.Range(0, size + 1).Select(j => numbers[At(Math.Min(i, j), Math.Max(i, j))])
                    .ToArray();
                for (var j = 0; j <= size; j++)
                    Assert.Equal(i == j ? 1 : 0, row.Zip(matrix[j], (a, b) => a * b).Sum(), 1e-11);
            }

            int At(int i, int j) => j < size ? i * size - i * (i - 1) / 2 + j - i : size * (size + 1) / 2 + i;
        }
    }

    private static (double[][] X, double[] Y) Observations(int size, int count, int seed)
    {
        var random = new Random(seed);
        var x = Enumerable.Range(0, count)
            .Select(_ => Array.ConvertAll(random.NextGaussians(size, 0.5), number => (double)number)).ToArray();
        return (x, Array.ConvertAll(random.NextGaussians(count, 1), number => (double)number));
    }

    private static T[] Solve<T>(LeastSquares<T> system, T[][] x, T[] y, T[] penalty, T interceptPenalty)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        Assert.True(TrySolve(system, x, y, penalty, interceptPenalty));
        return system.Solution.ToArray();
    }

    private static bool TrySolve<T>(LeastSquares<T> system, T[][] x, T[] y, T[] penalty, T interceptPenalty)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        system.Reset(penalty, interceptPenalty);
        for (var n = 0; n < x.Length; n++) system.Add(x[n], y[n]);
        return system.Solve();
    }

    private static void AssertSolution(double[] known, double[] solution, double intercept, double tolerance)
    {
        for (var i = 0; i < solution.Length; i++) Assert.Equal(known[i], solution[i], tolerance);
        Assert.Equal(known[^1], intercept, tolerance);
    }

    /// <summary>The unknowns, the intercept last; 0 where there is none.</summary>
    private static double[] Eliminate(double[][] x, double[] y, double[] penalty, double? interceptPenalty)
    {
        var right = Enumerable.Range(0, penalty.Length).Select(i => x.Zip(y, (row, value) => row[i] * value).Sum());
        if (interceptPenalty is null) return [.. Dense.Solve(Normal(x, penalty, null), [.. right]), 0];
        return Dense.Solve(Normal(x, penalty, interceptPenalty), [.. right, y.Sum()]);
    }

    private static double[][] Normal(double[][] x, double[] penalty, double? interceptPenalty)
    {
        double[] diagonal = interceptPenalty is { } last ? [.. penalty, last] : penalty;
        double At(double[] row, int i) => i < row.Length ? row[i] : 1;
        return [.. diagonal.Select((own, i) =>
            diagonal.Select((_, j) => x.Sum(row => At(row, i) * At(row, j)) + (i == j ? own : 0)).ToArray())];
    }

    private static float[] ToFloats(double[] numbers) => Array.ConvertAll(numbers, number => (float)number);
}
