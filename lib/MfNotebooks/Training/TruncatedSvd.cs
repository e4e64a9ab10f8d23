using System.Diagnostics;
using System.Numerics;
using static TorchSharp.torch;

namespace MfNotebooks;

/// <summary>The settings of <see cref="TruncatedSvd"/>.</summary>
public sealed record SvdOptions : ListTrainingOptions
{
    /// <summary>The settings, with k = 16.</summary>
    public SvdOptions() => LatentDim = 16;

    /// <summary>How often the table is multiplied from both sides; at least 1. Default 8.</summary>
    public int Iterations { get; init; } = 8;

    /// <inheritdoc/>
    internal override void Validate(RatingsTable ratings)
    {
        base.Validate(ratings);
        var shorter = Math.Min(ratings.UserCount, ratings.ItemCount);
        SettingRange.Require(LatentDim <= shorter, LatentDim, Invariant($"at most {shorter}, ")
            + "the shorter side of the table, whose rank is no higher");
        SettingRange.Require(Iterations >= 1, Iterations, "at least 1");
    }
}

/// <summary>
/// The best table of rank k for the whole table of ratings, every hole taken for a rating of 0: the first k singular
/// values and vectors, <c>R ≈ U·S·Vᵀ</c>. As a prediction of stars it is the mistake of chapter 1; as a ranking it is
/// good, because a hole mostly is what a person would not have watched.
/// </summary>
/// <remarks>
/// A user's scores are <c>r_u·V·Vᵀ</c>, with r_u their row of the table. V is found by repeated multiplication of
/// random vectors with <c>RᵀR</c>, made orthonormal in between, and at last turned within the space they span (k + 10
/// of them; Halko, Martinsson and Tropp, "Finding Structure with Randomness", 2011, algorithms 4.4 and 5.1). Only the
/// rated entries are walked. In double precision; rows do not depend on each other, so threads change no bit.
/// <para>
/// As a ranking: Cremonesi, Koren and Turrin, "Performance of Recommender Algorithms on Top-N Recommendation Tasks"
/// (2010), where it is called PureSVD.
/// </para>
/// </remarks>
public static class TruncatedSvd
{
    private const int Extra = 10;

    /// <summary>Finds the vectors, on all cores.</summary>
    /// <param name="ratings">The ratings to learn from.</param>
    /// <param name="options">The settings; null for the defaults.</param>
    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    /// <exception cref="OperationCanceledException">The cancellation token was used.</exception>
    public static FactorRanker Fit(RatingsTable ratings, SvdOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        options ??= new SvdOptions();
        options.Validate(ratings);
        var (byUser, byItem) = (RatingRows.ByUser(ratings), RatingRows.ByItem(ratings));
        var size = Math.Min(options.LatentDim + Extra, Math.Min(ratings.UserCount, ratings.ItemCount));
        var clock = Stopwatch.StartNew();
        var items = Start(ratings.ItemCount, size, options.Seed);
        Orthonormalize(items);
        for (var iteration = 1; iteration <= options.Iterations; iteration++)
        {
            var half = Multiply(byUser, items, options);
            Orthonormalize(half);
            items = Multiply(byItem, half, options);
            Orthonormalize(items);
            options.Progress?.Report(new ListRound(iteration, options.Iterations, clock.Elapsed.TotalSeconds));
        }
        var users = Multiply(byUser, items, options);
        var turn = Turn(users, options.LatentDim);
        return new FactorRanker("SVD, holes as zeros", Invariant($"k {options.LatentDim}"),
            new float[ratings.ItemCount], Turned(users, turn), Turned(items, turn));
    }

    private static double[][] Start(int length, int size, int seed)
    {
        var vectors = new double[size][];
        for (var v = 0; v < size; v++)
        {
            var random = new RandomStream(seed, round: 0, purpose: 0, row: v);
            vectors[v] = new double[length];
            for (var n = 0; n < length; n++) vectors[v][n] = random.NextGaussian();
        }
        return vectors;
    }

    /// <summary>The table, or its transpose, times each vector.</summary>
    private static double[][] Multiply(RatingRows rows, double[][] vectors, ListTrainingOptions options)
    {
        var products = Array.ConvertAll(vectors, _ => new double[rows.Count]);
        Parallel.For(0, rows.Count, options.Parallel, row =>
        {
            for (var v = 0; v < vectors.Length; v++)
            {
                var sum = 0.0;
                foreach (var (partner, value) in rows[row]) sum += value * vectors[v][partner];
                products[v][row] = sum;
            }
        });
        return products;
    }

    /// <summary>Gram and Schmidt, twice for rounding's sake; what is left of a dependent vector is zero.</summary>
    private static void Orthonormalize(double[][] vectors)
    {
        for (var v = 0; v < vectors.Length; v++)
        {
            var before = Math.Sqrt(Dot(vectors[v], vectors[v]));
            for (var again = 0; again < 2; again++)
                for (var w = 0; w < v; w++) Add(-Dot(vectors[w], vectors[v]), vectors[w], vectors[v]);
            var length = Math.Sqrt(Dot(vectors[v], vectors[v]));
            var scale = length > 1e-12 * before ? 1 / length : 0;
            for (var n = 0; n < vectors[v].Length; n++) vectors[v][n] *= scale;
        }
    }

    /// <summary>The eigenvectors of the small matrix of products, the k largest first: <c>[k][size]</c>.</summary>
    private static double[][] Turn(double[][] users, int latentDim)
    {
        var size = users.Length;
        var products = new double[size, size];
        for (var v = 0; v < size; v++)
            for (var w = 0; w < size; w++) products[v, w] = Dot(users[v], users[w]);
        TorchBackend.Load();
        using var scope = NewDisposeScope();
        // From the smallest eigenvalue to the largest, a vector a column.
        var vectors = linalg.eigh(tensor(products)).Item2.data<double>().ToArray();
        return [.. Enumerable.Range(1, latentDim)
            .Select(k => Enumerable.Range(0, size).Select(v => vectors[v * size + size - k]).ToArray())];
    }

    private static float[,] Turned(double[][] vectors, double[][] turn)
    {
        var factors = new float[vectors[0].Length, turn.Length];
        for (var f = 0; f < turn.Length; f++)
        {
            var sum = new double[vectors[0].Length];
            for (var v = 0; v < vectors.Length; v++) Add(turn[f][v], vectors[v], sum);
            for (var row = 0; row < sum.Length; row++) factors[row, f] = (float)sum[row];
        }
        return factors;
    }

    private static double Dot(double[] x, double[] y)
    {
        var (sum, n) = (Vector<double>.Zero, 0);
        for (; n <= x.Length - Vector<double>.Count; n += Vector<double>.Count)
            sum += new Vector<double>(x, n) * new Vector<double>(y, n);
        var total = Vector.Sum(sum);
        for (; n < x.Length; n++) total += x[n] * y[n];
        return total;
    }

    /// <summary><c>y += a·x</c>.</summary>
    private static void Add(double a, double[] x, double[] y)
    {
        for (var n = 0; n < x.Length; n++) y[n] += a * x[n];
    }
}
