namespace MfNotebooks.Benchmarks;

/// <summary>
/// The search that chose the defaults of <see cref="AlternatingOptions"/>: every combination of the grid, trained on 80%
/// of a MovieLens dataset, by the error on the rest. Its splits are others than those that <see cref="Evaluate.Splits"/> measures.
/// </summary>
internal static class HyperparameterSearch
{
    private const int Sweeps = 20;
    private static readonly int[] Seeds = [100, 101];
    private static readonly int[] LatentDims = [8, 16, 32, 64];

    private static readonly (Weighting Weighting, double[] Factor, double[] Bias)[] Grid =
    [
        (Weighting.ByCount, [0.05, 0.1, 0.12, 0.15, 0.2], [0.04, 0.08, 0.12, 0.16]),
        (Weighting.Constant, [5, 10, 12, 14, 16, 20], [1, 2, 3, 6]),
    ];

    internal static int Run(string folder)
    {
        var ratings = MovieLens.Read(folder).Ratings;
        var splits = Array.ConvertAll(Seeds, seed => Split.Random(ratings, seed: seed));
        Console.WriteLine($"| weighting | k | λ factor | λ bias | RMSE after 5 sweeps | 10 | {Sweeps} |\n|---|--:|--:|--:|--:|--:|--:|");
        foreach (var (weighting, factors, biases) in Grid)
        {
            foreach (var (k, factor, bias) in from k in LatentDims from factor in factors from bias in biases select (k, factor, bias))
            {
                var errors = Errors(splits, new AlternatingOptions { Sweeps = Sweeps, Weighting = weighting, LatentDim = k, FactorLambda = factor, BiasLambda = bias });
                Console.WriteLine($"| {weighting} | {k} | {factor} | {bias} | {errors[4]:F4} | {errors[9]:F4} | {errors[^1]:F4} |");
            }
        }
        return 0;
    }

    /// <summary>The held-out error after each sweep, the mean over the splits.</summary>
    private static double[] Errors(RatingsSplit[] splits, AlternatingOptions options)
    {
        var errors = new double[options.Sweeps];
        foreach (var split in splits)
            AlternatingLeastSquares.Fit(split.Train, options with { Validation = split.Test, Progress = new Adder(errors, splits.Length) });
        return errors;
    }

    private sealed class Adder(double[] errors, int splits) : IProgress<TrainingEpoch>
    {
        public void Report(TrainingEpoch value) => errors[value.Epoch - 1] += value.ValidationRmse!.Value / splits;
    }
}
