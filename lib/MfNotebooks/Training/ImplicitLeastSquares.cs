using System.Diagnostics;

namespace MfNotebooks;

/// <summary>The settings of <see cref="ImplicitLeastSquares"/>.</summary>
/// <remarks>
/// The defaults were chosen by NDCG@10 on ratings set aside from the training side of split 0 of ml-latest-small; its
/// test side was not looked at.
/// </remarks>
public sealed record ImplicitOptions : ListTrainingOptions
{
    /// <summary>The settings, with k = 64.</summary>
    public ImplicitOptions() => LatentDim = 64;

    /// <summary>How often each side is solved. Default 10.</summary>
    public int Sweeps { get; init; } = 10;

    /// <summary>α, what a pair counts that nobody clicked; a click counts 1 + α. Default 0.7.</summary>
    public double UnclickedWeight { get; init; } = 0.7;

    /// <summary>λ, once for all that counts in a row. Default 0.005.</summary>
    public double Lambda { get; init; } = 0.005;

    /// <summary>The standard deviation of a product of factors at the start. Default 0.1.</summary>
    public double InitialSpread { get; init; } = 0.1;

    /// <inheritdoc/>
    internal override void Validate(RatingsTable ratings)
    {
        base.Validate(ratings);
        SettingRange.Require(Sweeps >= 1, Sweeps, "at least 1");
        SettingRange.RequirePositive(UnclickedWeight);
        SettingRange.RequirePositive(Lambda);
        SettingRange.RequirePositive(InitialSpread);
    }

    internal string Describe() =>
        Invariant($"k {LatentDim}, {Counted.Of(Sweeps, "sweep")}, α {UnclickedWeight}, λ {Lambda}");
}

/// <summary>
/// Fits factors to who clicked what: every click should be 1, and every other pair, with a small weight, 0.
/// </summary>
/// <remarks>
/// <para>
/// Minimized is <c>Σ_clicked (1 − a_u·b_i)² + α Σ_all (a_u·b_i)² + λ [Σ_u (n_u + α·items) ‖a_u‖² + Σ_i (n_i + α·users)
/// ‖b_i‖²]</c>, n being a row's clicks. With one side fixed, a row of the other solves <c>(Σ_clicked b_i b_iᵀ + α·G +
/// λ(n_u + α·items)·I)·a_u = Σ_clicked b_i</c>. The sum over all pairs is only <c>G = Σ_i b_i b_iᵀ</c>, one matrix
/// [k × k] made once a sweep: so the holes cost nothing.
/// </para>
/// <para>
/// Source: Hu, Koren and Volinsky, "Collaborative Filtering for Implicit Feedback Datasets" (2008); the form of the
/// loss and of the penalty, and how much settings matter, from Rendle, Krichene, Zhang and Koren, "Revisiting the
/// Performance of iALS on Item Recommendation Benchmarks" (2021). Each rating is a click, whatever its stars.
/// </para>
/// </remarks>
public static class ImplicitLeastSquares
{
    /// <summary>G is added up in so many parts on any number of threads, so that threads change no bit.</summary>
    private const int GramParts = 32;

    /// <summary>Trains a model, in float32, on all cores.</summary>
    /// <param name="ratings">The ratings to learn from.</param>
    /// <param name="options">The settings; null for the defaults.</param>
    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    /// <exception cref="InvalidOperationException">A row could not be solved in float32.</exception>
    /// <exception cref="InsufficientMemoryException">The machine has less memory than the training takes.</exception>
    /// <exception cref="OperationCanceledException">The cancellation token was used.</exception>
    public static FactorRanker Fit(RatingsTable ratings, ImplicitOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        options ??= new ImplicitOptions();
        options.Validate(ratings);
        EstimateMemory(ratings, options).RequireFits();
        var (clicks, clock) = (RatingRows.Clicks(ratings), Stopwatch.StartNew());
        var users = new FactorRows(clicks.ByUser, options.LatentDim);
        var items = new FactorRows(clicks.ByItem, options.LatentDim);
        // A sum of k products of two such numbers has the spread that is asked for.
        items.Draw(new Random(options.Seed), Math.Sqrt(options.InitialSpread) / Math.Pow(options.LatentDim, 0.25));
        for (var sweep = 1; sweep <= options.Sweeps; sweep++)
        {
            SolveAll(users, items, options);
            SolveAll(items, users, options);
            options.Progress?.Report(new ListRound(sweep, options.Sweeps, clock.Elapsed.TotalSeconds));
        }
        return new FactorRanker("weighted least squares", options.Describe(), new float[ratings.ItemCount],
            users.ToMatrix(), items.ToMatrix());
    }

    /// <summary>The memory that <see cref="Fit"/> would take, beside what the program holds already.</summary>
    /// <param name="ratings">The ratings to learn from.</param>
    /// <param name="options">The settings; null for the defaults.</param>
    public static MemoryEstimate EstimateMemory(RatingsTable ratings, ImplicitOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        var k = (options ?? new ImplicitOptions()).LatentDim;
        return new MemoryEstimate(
        [
            ("clicks in rows", RatingRows.BytesOfBoth(ratings)),
            ("parameters", FactorRows.BytesOfBoth(ratings, k)),
            ("work", Environment.ProcessorCount * LeastSquares<float>.Bytes(k) + GramParts * 2L * k * (k + 1)),
        ]);
    }

    /// <summary>Solves for every row with the other side as it is; rows do not depend on each other.</summary>
    private static void SolveAll(FactorRows side, FactorRows other, ImplicitOptions options)
    {
        var gram = Gram(other, options);
        foreach (ref var number in gram.AsSpan()) number *= (float)options.UnclickedWeight;
        var unsolved = false;
        Parallel.For(0, side.Count, options.Parallel, () => new LeastSquares<float>(options.LatentDim, false),
            (row, _, system) =>
            {
                var clicks = side.Ratings[row];
                // Where nothing was clicked the solution is zero, which it is already.
                if (clicks.IsEmpty) return system;
                var counted = clicks.Length + options.UnclickedWeight * other.Count;
                system.Reset((float)(options.Lambda * counted), 0);
                system.AddMatrix(gram);
                system.Add(clicks, other.All);
                if (system.Solve()) system.CopySolution(side[row]);
                else Volatile.Write(ref unsolved, true);
                return system;
            }, _ => { });
        if (unsolved) throw Unsolvable(options);
    }

    /// <summary>G, its upper half in rows, <c>[k·(k + 1) / 2]</c>.</summary>
    private static float[] Gram(FactorRows rows, ImplicitOptions options)
    {
        var parts = new float[GramParts][];
        Parallel.For(0, GramParts, options.Parallel, part =>
        {
            var system = new LeastSquares<float>(options.LatentDim, false);
            system.Reset(0, 0);
            var (from, to) = ((long)rows.Count * part / GramParts, (long)rows.Count * (part + 1) / GramParts);
            for (var row = (int)from; row < to; row++) system.Add(rows[row][..options.LatentDim], 0);
            system.CopyMatrix(parts[part] = new float[options.LatentDim * (options.LatentDim + 1) / 2]);
        });
        var gram = parts[0];
        foreach (var part in parts.Skip(1))
        {
            for (var i = 0; i < gram.Length; i++) gram[i] += part[i];
        }
        return gram;
    }

    private static InvalidOperationException Unsolvable(ImplicitOptions options) => new(
        Invariant($"A row could not be solved in float32 with λ = {options.Lambda}, ")
        + Invariant($"α = {options.UnclickedWeight} and a start of {options.InitialSpread}. Give ")
        + (options.Lambda < 0.01 ? "a larger Lambda, such as 0.01." : "settings nearer to the defaults."));
}
