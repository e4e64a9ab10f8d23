using System.Collections.Immutable;
using System.Diagnostics;
using static MfNotebooks.Benchmarks.ImplicitSweeps;

namespace MfNotebooks.Benchmarks;

/// <summary>
/// Weighted least squares for clicks at growing sizes, k = 64: seconds a sweep, in turns with the same arithmetic in
/// plain loops (the Gramian, the upper half of the normal matrix, Cholesky), on as many threads.
/// </summary>
internal static class ImplicitSweeps
{
    internal const int LatentDim = 64;
    internal const double Weight = 0.7, Lambda = 0.005;

    /// <summary>The plain loops take a minute or two a sweep at the largest size.</summary>
    private static readonly (int Users, int Items, int Millions, int Turns)[] Sizes =
        [(6_900, 4_000, 1, 3), (34_500, 9_000, 5, 1), (138_000, 27_000, 20, 1)];

    /// <param name="millions">The size to measure; null for all of them.</param>
    internal static int Run(string? millions = null)
    {
        Console.WriteLine("| clicks | users | items | turns | s a sweep | GFLOP/s | plain loops, s a sweep | of their "
            + "time |\n|--:|--:|--:|--:|--:|--:|--:|--:|");
        foreach (var (users, items, size, turns) in Sizes)
        {
            if (millions is not null && millions != $"{size}") continue;
            var table = SyntheticRatings.Create(users, items, size * 1_000_000, latentDim: 8, noise: 0.8).Table;
            var plain = new PlainLoops(table);
            var times = Enumerable.Range(0, turns).Select(_ => (Own: Sweep(table), Plain: plain.Sweep())).ToArray();
            var own = Median.Of(times.Select(turn => turn.Own));
            var flops = 2.0 * table.Count * LatentDim * (LatentDim + 1) + (users + items) * Math.Pow(LatentDim, 3) / 3;
            Console.WriteLine($"| {table.Count:N0} | {users:N0} | {items:N0} | {turns} | {own:F3} | "
                + $"{flops / own / 1e9:F0} | {Median.Of(times.Select(turn => turn.Plain)):F2} | "
                + $"{Median.Of(times.Select(turn => turn.Own / turn.Plain)):P0} |");
        }
        return 0;
    }

    /// <returns>The seconds of a sweep; the first one meets code that is not compiled yet and does not count.</returns>
    private static double Sweep(RatingsTable table)
    {
        var rounds = new List<double>();
        ImplicitLeastSquares.Fit(table, new ImplicitOptions
        {
            LatentDim = LatentDim, Sweeps = 3, UnclickedWeight = Weight, Lambda = Lambda,
            Progress = new RoundClock(rounds),
        });
        return (rounds[^1] - rounds[0]) / (rounds.Count - 1);
    }

    private sealed class RoundClock(List<double> ends) : IProgress<ListRound>
    {
        public void Report(ListRound value) => ends.Add(value.Seconds);
    }
}

/// <summary>A sweep of weighted least squares as one would write it down.</summary>
internal sealed class PlainLoops
{
    private readonly int[][] _byUser, _byItem;
    private readonly float[][] _users, _items;

    internal PlainLoops(RatingsTable table)
    {
        (_byUser, _byItem) = (Group(table.Users, table.Items, table.UserCount),
            Group(table.Items, table.Users, table.ItemCount));
        var random = new Random(0);
        _users = Array.ConvertAll(_byUser, _ => new float[LatentDim]);
        _items = Array.ConvertAll(_byItem, _ => Array.ConvertAll(new float[LatentDim],
            _ => 0.1f * (random.NextSingle() - 0.5f)));
    }

    private static int[][] Group(ImmutableArray<int> rows, ImmutableArray<int> partners, int count)
    {
        var groups = new List<int>[count];
        for (var row = 0; row < count; row++) groups[row] = [];
        for (var n = 0; n < rows.Length; n++) groups[rows[n]].Add(partners[n]);
        return Array.ConvertAll(groups, group => group.ToArray());
    }

    /// <returns>The seconds of one sweep over both sides.</returns>
    internal double Sweep()
    {
        var clock = Stopwatch.StartNew();
        SolveSide(_byUser, _users, _items);
        SolveSide(_byItem, _items, _users);
        return clock.Elapsed.TotalSeconds;
    }

    private static void SolveSide(int[][] clicks, float[][] side, float[][] other)
    {
        var gram = new float[LatentDim, LatentDim];
        foreach (var row in other) AddProduct(gram, row);
        Parallel.For(0, side.Length, () => (new float[LatentDim, LatentDim], new float[LatentDim]), (row, _, work) =>
        {
            var (matrix, right) = work;
            var penalty = (float)(Lambda * (clicks[row].Length + Weight * other.Length));
            Array.Clear(right);
            for (var i = 0; i < LatentDim; i++)
            {
                for (var j = i; j < LatentDim; j++) matrix[i, j] = (float)Weight * gram[i, j] + (i == j ? penalty : 0);
            }
            foreach (var partner in clicks[row])
            {
                AddProduct(matrix, other[partner]);
                for (var i = 0; i < LatentDim; i++) right[i] += other[partner][i];
            }
            Solve(matrix, right);
            right.CopyTo(side[row], 0);
            return work;
        }, _ => { });
    }

    /// <summary>Adds the upper half of <c>x·xᵀ</c>.</summary>
    private static void AddProduct(float[,] matrix, float[] x)
    {
        for (var i = 0; i < x.Length; i++)
        {
            for (var j = i; j < x.Length; j++) matrix[i, j] += x[i] * x[j];
        }
    }

    /// <summary>Cholesky on the upper half, then both triangles.</summary>
    private static void Solve(float[,] m, float[] x)
    {
        for (var i = 0; i < x.Length; i++)
        {
            for (var p = 0; p < i; p++)
            {
                for (var j = i; j < x.Length; j++) m[i, j] -= m[p, i] * m[p, j];
            }
            var root = MathF.Sqrt(m[i, i]);
            for (var j = i; j < x.Length; j++) m[i, j] /= root;
        }
        for (var i = 0; i < x.Length; i++)
        {
            for (var p = 0; p < i; p++) x[i] -= m[p, i] * x[p];
            x[i] /= m[i, i];
        }
        for (var i = x.Length - 1; i >= 0; i--)
        {
            for (var p = i + 1; p < x.Length; p++) x[i] -= m[i, p] * x[p];
            x[i] /= m[i, i];
        }
    }
}
