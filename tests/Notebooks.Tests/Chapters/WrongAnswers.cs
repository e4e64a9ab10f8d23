namespace MfNotebooks.Tests.Notebooks.Chapters;

/// <summary>For each exercise an answer that a reader might well give, and that is wrong.</summary>
internal static class WrongAnswers
{
    private static readonly Dictionary<string, string> Answers = new()
    {
        ["0.1"] = "int? unknown = 24;",
        ["0.2"] = "Func<float[], float[], float>? dot = (a, b) => a.Sum() * b.Sum();",
        ["0.3"] = "double? lossWithOneFactor = 0.0842;",
        ["1.1"] = "int? ratedByFarid = 6;",
        ["1.2"] = "double? smallestLoss = WithMask(3);",
        ["1.3"] = "Func<RatingsMatrix, float, double>? maskedError = (table, guess) => WithoutMask(guess);",
        ["1.4"] = "double? unmaskedRmse = Math.Sqrt((unmasked.Model.Reconstruct() - ratings.Values).square().mean().item<float>());",
        ["2.1"] = "double? prediction = 1.5 * 2 + 0.5 * 1;",
        ["2.2"] = "double? slope = 2 * (2 * 3 - 5);",
        ["2.3"] = "Func<Tensor, Tensor, Tensor>? gradientOfB = (errors, people) => matmul(errors, people);",
        ["2.4"] = "double? cosine = model.B[0].dot(model.B[5]).item<float>();",
        ["3.1"] = "double? best = 0.001;",
        ["3.2"] = "double? matching = 0.05 / (2 * 4);",
        ["3.3"] = "Func<Tensor, Tensor, double, Tensor>? penalty = (A, B, lambda) => lambda * (A.norm() + B.norm());",
        ["3.4"] = "double? repairedRmse = overfitted.History.Last!.TrainRmse;",
        ["4.1"] = "int? firstBelowOne = 100;",
        ["4.2"] = "Func<double, double, double, double>? descend = (p, g, lr) => p + lr * g;",
        ["4.3"] = "double? goodRate = 3;",
        ["4.4"] = "double? saved = 0;",
        ["5.1"] = "string? worstFor = \"Farid\";",
        ["5.2"] = "double? rmse = cells.Where(c => c.Rated != null).Average(c => c.Predicted - c.Rated!.Value);",
        ["5.3"] = "Func<string, string[]>? recommend = user => TopN(user, 2).Select(r => r.Film).ToArray();",
        ["5.4"] = "double? contribution = predictions[4, 4];",
        ["6.1"] = "int? numbers = 20 * 610 * 9_724;",
        ["6.2"] = "int mystery = new Random(9).Next(2, 7);\nint? found = 8;",
        ["7.1"] = "double? rmse = 4 / 3.0;",
        ["7.2"] = "double? mae = 2 / 3.0;",
        ["7.3"] = "Func<int[], HashSet<int>, int, double>? precisionAt = (ranked, hits, k) => ranked.Take(k).Count(hits.Contains);",
        ["7.4"] = "double? gain = 0.2;",
        ["8.1"] = "double? gigabytes = 2e6 * 50_000 / 1e9;",
        ["8.2"] = "double? factor = 14 / 5.0;",
        ["8.3"] = "Func<double[], double[], double, double>? solve = (b, r, l) => r.Sum() / (b.Sum() + l);",
        ["8.4"] = "int? enough = 0;",
        ["8.5"] = "double? both = RatingMetrics.Of(als, test).Rmse;",
        ["9.1"] = "double? a = (4 + 1) / 2.0;",
        ["9.2"] = "Func<double[], double[], double, double>? foldIn = (b, r, penalty) => r.Average();",
        ["9.3"] = "double? lowered = 0.5;",
        ["9.4"] = "double? bestBias = 5;",
        ["6.3"] = "float?[]? me = [null, 5, null, 1, null, null];",
    };

    internal static string To(string exercise) =>
        Answers.TryGetValue(exercise, out var answer) ? answer : throw new KeyNotFoundException($"Add a wrong answer to exercise {exercise} in {nameof(WrongAnswers)}.");
}
