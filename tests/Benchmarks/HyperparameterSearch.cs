namespace MfNotebooks.Benchmarks;

/// <summary>
/// The search that chose the defaults of <see cref="AlternatingOptions"/>: every combination of the grid, by the error
/// on held-out ratings of a MovieLens dataset and of made-up ones with few and many planted factors, little and much
/// noise. Its splits are others than those that <see cref="Evaluate.Splits"/> measures. What it chose must do well
/// everywhere, and its error must not rise with the sweeps.
/// </summary>
internal static class HyperparameterSearch
{
    private const int Sweeps = 20;

    /// <summary>
    /// λ₀ once a row and λ_f once a rating. A λ₀ of 14 alone was the default once; λ_f alone shrinks rare films too
    /// little.
    /// </summary>
    private static readonly (double Row, double Factor)[] Grid =
    [
        (14, 0), (10, 0.02), (8, 0.035), (8, 0.05), (7, 0.055), (6, 0.035), (6, 0.05), (6, 0.06), (5, 0.06), (5, 0.07),
            (4, 0.05),
        (4, 0.07), (4, 0.1), (3, 0.08), (0, 0.12),
    ];

    internal static int Run(string folder)
    {
        var movieLens = MovieLens.Read(folder).Ratings;
        (string Name, RatingsSplit[] Splits)[] sets =
        [
            ("MovieLens", [Split.Random(movieLens, seed: 100), Split.Random(movieLens, seed: 101)]),
            ("0.1 M, 8 planted, noise 0.8", [Make(1_500, 1_000, 111_111, 8, 0.8)]),
            ("1 M, 8 planted, noise 0.8", [Make(6_900, 4_000, 1_111_111, 8, 0.8)]),
            ("1 M, 3 planted, noise 0.3", [Make(6_900, 4_000, 1_111_111, 3, 0.3)]),
            ("1 M, 20 planted, noise 0.6", [Make(6_900, 4_000, 1_111_111, 20, 0.6)]),
        ];
        Console.WriteLine($"| ratings | λ row | λ factor | λ bias | RMSE after 5 sweeps | 10 | {Sweeps} |\n"
            + "|---|--:|--:|--:|--:|--:|--:|");
        foreach (var (name, splits) in sets)
        {
            foreach (var (row, factor) in Grid)
            {
                foreach (var bias in (double[])[0.02, 0.04])
                {
                    var errors = Errors(splits,
                        new AlternatingOptions
                        {
                            Sweeps = Sweeps, RowLambda = row, FactorLambda = factor,
                            BiasLambda = bias
                        });
                    Console.WriteLine(
                        $"| {name} | {row} | {factor} | {bias} | {errors[4]:F4} | {errors[9]:F4} | {errors[^1]:F4} |");
                }
            }
        }
        return 0;
    }

    private static RatingsSplit Make(int users, int items, int ratings, int latentDim, double noise) =>
        Split.Random(SyntheticRatings.Create(users, items, ratings, latentDim, noise, seed: 1).Table, 0.1, seed: 3);

    /// <summary>The held-out error after each sweep, the mean over the splits.</summary>
    private static double[] Errors(RatingsSplit[] splits, AlternatingOptions options)
    {
        var errors = new double[options.Sweeps];
        foreach (var split in splits)
            AlternatingLeastSquares.Fit(split.Train,
                options with { Validation = split.Test, Progress = new Adder(errors, splits.Length) });
        return errors;
    }

    private sealed class Adder(double[] errors, int splits) : IProgress<TrainingEpoch>
    {
        public void Report(TrainingEpoch value) => errors[value.Epoch - 1] += value.ValidationRmse!.Value / splits;
    }
}
