using System.Diagnostics;

namespace MfNotebooks;

/// <summary>The held-out error of a training on a table, measured after each epoch while the training's clock stands still.</summary>
internal static class ValidatedEpoch
{
    /// <exception cref="ArgumentException">The held-out ratings have other users or items.</exception>
    internal static void Require(RatingsTable ratings, RatingsTable? validation)
    {
        if (validation is not null && (!validation.UserIds.SequenceEqual(ratings.UserIds) || !validation.ItemIds.SequenceEqual(ratings.ItemIds)))
            throw new ArgumentException("Validation must have the same users and items as the ratings, in the same order. Make both with Split.Random(ratings).", nameof(validation));
    }

    internal static TrainingEpoch Measure(int epoch, double trainRmse, Stopwatch clock, Func<IRatingModel> toModel, RatingsTable? validation)
    {
        clock.Stop();
        var report = new TrainingEpoch(epoch, trainRmse, validation is null ? null : Rmse(toModel(), validation), clock.Elapsed.TotalSeconds);
        clock.Start();
        return report;
    }

    internal static double Rmse(IRatingModel model, RatingsTable ratings)
    {
        var sum = 0.0;
        for (var i = 0; i < ratings.Count; i++)
        {
            var error = (double)model.Predict(ratings.Users[i], ratings.Items[i]) - ratings.Values[i];
            sum += error * error;
        }
        return Math.Sqrt(sum / ratings.Count);
    }
}
