using System.Diagnostics;

namespace MfNotebooks;

/// <summary>The settings of <see cref="AlternatingLeastSquares"/>.</summary>
/// <remarks>
/// The λs hold on any scale and at any size. They were chosen by the held-out error on two random 80/20 splits of
/// ml-latest-small and on made-up ratings of 0.1, 1 and 5 million with 3, 8 and 20 planted factors, never on the splits
/// that <see cref="Evaluate"/> reports. Anybody can repeat the search: <c>dotnet run -c Release --project
/// tests/Benchmarks -- search FOLDER</c>. A penalty once a row alone (14 for all) is 0.006 stars worse on MovieLens and
/// fits ever more noise with each sweep where there are many ratings; once a rating alone, a film with a single rating
/// is hardly shrunk and heads every list. Beyond ten sweeps the factors that are not needed take up a little noise,
/// 0.0007 stars at 1 million: a λ_f of 0.08 lets none through, and is 0.007 worse.
/// </remarks>
public sealed record AlternatingOptions : SparseTrainingOptions
{
    /// <summary>The settings, with k = 32.</summary>
    public AlternatingOptions() => LatentDim = 32;

    /// <summary>How often each side is solved. Default 10.</summary>
    public int Sweeps { get; init; } = 10;

    /// <summary>λ_f of the factors, once for each rating of a row. Default 0.07.</summary>
    public double FactorLambda { get; init; } = 0.07;

    /// <summary>λ_b of the biases, once for each rating of a row. Default 0.02.</summary>
    public double BiasLambda { get; init; } = 0.02;

    /// <summary>
    /// λ₀ of factors and biases, once for each row: rows with few ratings are shrunk more. Default 4.
    /// </summary>
    public double RowLambda { get; init; } = 4;

    /// <summary>The standard deviation of the items' factors at the start. Default 0.1.</summary>
    public double InitialSpread { get; init; } = 0.1;

    /// <inheritdoc/>
    internal override void Validate(RatingsTable ratings)
    {
        base.Validate(ratings);
        SettingRange.Require(Sweeps >= 1, Sweeps, "at least 1");
        SettingRange.RequirePenalty(RowLambda);
        SettingRange.RequirePenalty(FactorLambda);
        SettingRange.RequirePenalty(BiasLambda);
        SettingRange.Require(FactorLambda + RowLambda > 0, FactorLambda, "above 0 where RowLambda is 0");
        SettingRange.Require(BiasLambda + RowLambda > 0, BiasLambda, "above 0 where RowLambda is 0");
        SettingRange.RequirePositive(InitialSpread);
        SettingRange.RequireFitsInArray(LatentDim, FactorRows.MaxLatentDim(ratings));
    }

    internal string Describe() => Invariant(
        $"k {LatentDim}, {Counted.Of(Sweeps, "sweep")}, λ factor {FactorLambda}, bias {BiasLambda}, row {RowLambda}");
}

/// <summary>
/// Fits a <see cref="BiasedFactorModel"/> by solving for all users with the items fixed, then for all items, in turn.
/// </summary>
/// <remarks>
/// <para>
/// With the standardized ratings <c>z = (r − μ) / s</c>, s their standard deviation, minimized is over the rated pairs
/// only <c>Σ (z_ui − b_u − b_i − a_u·b_i)² + Σ_u [(λ_b n_u + λ₀) b_u² + (λ_f n_u + λ₀) ‖a_u‖²]</c> and the same
/// penalty of the items, n being a row's number of ratings. With one side fixed, each row of the other is a small
/// least-squares problem of k + 1 unknowns with one exact solution, so the loss never rises. The model is scaled
/// back to stars.
/// </para>
/// <para>
/// Source: Zhou, Wilkinson, Schreiber and Pan, "Large-Scale Parallel Collaborative Filtering for the Netflix Prize"
/// (2008), section 3, with biases as one more factor whose partner is 1, and with λ₀ beside their λ n.
/// </para>
/// </remarks>
public static class AlternatingLeastSquares
{
    /// <summary>Trains a model, in float32, on all cores.</summary>
    /// <param name="ratings">The ratings to learn from.</param>
    /// <param name="options">The settings; null for the defaults.</param>
    /// <exception cref="ArgumentException">
    /// A setting is out of its range, or the validation ratings do not fit.
    /// </exception>
    /// <exception cref="TrainingDivergedException">
    /// A row could not be solved in float32; the message names the remedy.
    /// </exception>
    /// <exception cref="InsufficientMemoryException">The machine has less memory than the training takes.</exception>
    /// <exception cref="OperationCanceledException">The cancellation token was used.</exception>
    public static BiasedFactorModel Fit(RatingsTable ratings, AlternatingOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        options ??= new AlternatingOptions();
        options.Validate(ratings);
        EstimateMemory(ratings, options).RequireFits();
        var (scale, clock) = (RatingScale.Of(ratings), Stopwatch.StartNew());
        var users = new FactorRows(RatingRows.ByUser(ratings, scale), options.LatentDim);
        var items = new FactorRows(RatingRows.ByItem(ratings, scale), options.LatentDim);
        items.Draw(new Random(options.Seed), options.InitialSpread);
        for (var sweep = 1; sweep <= options.Sweeps; sweep++)
        {
            SolveAll(users, items, options);
            var rmse = scale.Deviation * Math.Sqrt(SolveAll(items, users, options) / ratings.Count);
            if (!double.IsFinite(rmse)) throw Unsolvable(sweep, options);
            options.Progress?.Report(TrainingEpoch.Measure(sweep, rmse, clock, ToModel, options.Validation));
        }
        var model = ToModel();
        return model.IsFinite ? model : throw Unsolvable(options.Sweeps, options);

        BiasedFactorModel ToModel() => FactorRows.ToModel(
            "biases + factors (alternating least squares)", options.Describe(), scale, users, items);
    }

    /// <summary>The memory that <see cref="Fit"/> would take, beside what the program holds already.</summary>
    /// <param name="ratings">The ratings to learn from.</param>
    /// <param name="options">The settings; null for the defaults.</param>
    public static MemoryEstimate EstimateMemory(RatingsTable ratings, AlternatingOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        var k = (options ?? new AlternatingOptions()).LatentDim;
        return new MemoryEstimate(
        [
            ("ratings in rows", RatingRows.BytesOfBoth(ratings)),
            ("parameters", FactorRows.BytesOfBoth(ratings, k)),
            ("work", Environment.ProcessorCount * LeastSquares<float>.Bytes(k)),
        ]);
    }

    /// <summary>
    /// Solves for every row with the other side as it is. Rows do not depend on each other, so threads change no bit.
    /// </summary>
    /// <returns>Σ of the squared errors; not a number where a row had no solution.</returns>
    private static double SolveAll(FactorRows side, FactorRows other, AlternatingOptions options)
    {
        var errors = new double[side.Count];
        Parallel.For(0, side.Count, options.Parallel,
            () => new LeastSquares<float>(options.LatentDim, hasIntercept: true), Solve, _ => { });
        return errors.Sum();

        LeastSquares<float> Solve(int row, ParallelLoopState loop, LeastSquares<float> system)
        {
            errors[row] = SolveRow(system, row, side, other, options);
            return system;
        }
    }

    /// <summary>
    /// One row: as many equations as it has ratings, one unknown for each factor and one for the bias.
    /// </summary>
    private static double SolveRow(
        LeastSquares<float> system, int row, FactorRows side, FactorRows other, AlternatingOptions options)
    {
        var ratings = side.Ratings[row];
        // Nothing is learned of a row without ratings: it stays zero and predicts by the other side's bias alone.
        if (ratings.IsEmpty) return 0;
        var (factorPenalty, biasPenalty) = (options.FactorLambda * ratings.Length, options.BiasLambda * ratings.Length);
        system.Reset((float)(factorPenalty + options.RowLambda), (float)(biasPenalty + options.RowLambda));
        system.Add(ratings, other.All);
        if (!system.Solve()) return double.NaN;
        system.CopySolution(side[row]);
        return system.SquaredError;
    }

    /// <summary>Normal equations that float32 cannot tell from singular ones.</summary>
    private static TrainingDivergedException Unsolvable(int sweep, AlternatingOptions options) => new(
        Invariant($"In sweep {sweep} the least squares of a row had no solution in float32. ")
        + "The usual cause is a λ that is too small beside the ratings (here "
        + Invariant($"FactorLambda {options.FactorLambda}, BiasLambda {options.BiasLambda} and ")
        + Invariant($"RowLambda {options.RowLambda}) or ratings on a huge scale. ")
        + "Try a RowLambda such as 4, or scale the ratings to a range such as 1 to 5.", sweep);
}
