using System.Diagnostics;

namespace MfNotebooks;

/// <summary>Measures the held-out error of an epoch while the training's clock stands still.</summary>
internal static class ValidatedEpoch
{
    internal static TrainingEpoch Measure(int epoch, double trainRmse, Stopwatch clock, Func<IRatingModel> toModel, RatingsTable? validation)
    {
        clock.Stop();
        var report = new TrainingEpoch(epoch, trainRmse, validation is null ? null : Rmse(toModel(), validation), clock.Elapsed.TotalSeconds);
        clock.Start();
        return report;
    }

    private static double Rmse(IRatingModel model, RatingsTable ratings)
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
