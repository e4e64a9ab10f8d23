using System.Diagnostics;

namespace MfNotebooks.Benchmarks;

/// <summary>
/// Weighted least squares for clicks at growing sizes, k = 64: seconds a sweep, beside the same arithmetic in plain
/// loops (the Gramian, the upper half of the normal matrix, Cholesky), on as many threads.
/// </summary>
internal static class ImplicitSweeps
{
    private const int LatentDim = 64, Sweeps = 4;
    private const double Weight = 0.7, Lambda = 0.005;

    private static readonly (int Users, int Items, int Clicks)[] Sizes =
        [(6_900, 4_000, 1_000_000), (34_500, 9_000, 5_000_000), (138_000, 27_000, 20_000_000)];

    internal static int Run()
    {
        Console.WriteLine("| clicks | users | items | s a sweep | GFLOP/s | plain loops, s a sweep | their part |");
        Console.WriteLine("|--:|--:|--:|--:|--:|--:|--:|");
        foreach (var (users, items, clicks) in Sizes)
        {
            var table = SyntheticRatings.Create(users, items, clicks, latentDim: 8, noise: 0.8).Table;
            var rounds = new RoundClock();
            ImplicitLeastSquares.Fit(table, new ImplicitOptions
            {
                LatentDim = LatentDim, Sweeps = Sweeps, UnclickedWeight = Weight, Lambda = Lambda, Progress = rounds,
            });
            var plain = PlainSweep(table);
            var flops = 2.0 * clicks * LatentDim * (LatentDim + 1) + (users + items) * Math.Pow(LatentDim, 3) / 3;
            Console.WriteLine($"| {clicks:N0} | {users:N0} | {items:N0} | {rounds.Median:F3} | "
                + $"{flops / rounds.Median / 1e9:F0} | {plain:F2} | {rounds.Median / plain:P0} |");
        }
        return 0;
    }

    /// <returns>The seconds of one sweep over both sides.</returns>
    private static double PlainSweep(RatingsTable table)
    {
        var byUser = Enumerable.Range(0, table.Count).ToLookup(n => table.Users[n], n => table.Items[n]);
        var byItem = Enumerable.Range(0, table.Count).ToLookup(n => table.Items[n], n => table.Users[n]);
        var users = Group(byUser, table.UserCount);
        var items = Group(byItem, table.ItemCount);
        var random = new Random(0);
        var (a, b) = (new float[table.UserCount][], new float[table.ItemCount][]);
        for (var row = 0; row < a.Length; row++) a[row] = new float[LatentDim];
        for (var row = 0; row < b.Length; row++)
            b[row] = [.. Enumerable.Range(0, LatentDim).Select(_ => 0.1f * (float)(random.NextDouble() - 0.5))];
        var clock = Stopwatch.StartNew();
        SolveSide(users, a, b);
        SolveSide(items, b, a);
        return clock.Elapsed.TotalSeconds;

        static int[][] Group(ILookup<int, int> rows, int count) =>
            [.. Enumerable.Range(0, count).Select(row => rows[row].ToArray())];
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

    /// <summary>Takes the seconds of each round; the first one also meets code that is not compiled yet.</summary>
    private sealed class RoundClock : IProgress<ListRound>
    {
        private readonly List<double> _ends = [];

        internal double Median => Benchmarks.Median.Of(_ends.Zip(_ends.Skip(1), (from, to) => to - from));

        public void Report(ListRound value) => _ends.Add(value.Seconds);
    }
}
