namespace MfNotebooks.Tests.Notebooks.Chapters;

/// <summary>For each exercise an answer that a reader might well give, and that is wrong.</summary>
internal static class WrongAnswers
{
    private static readonly Dictionary<string, string> Answers = new()
    {
        ["0.1"] = "int? unknown = 24;",
        ["0.2"] = "Func<float[], float[], float>? dot = (a, b) => a.Sum() * b.Sum();",
        ["0.3"] = "double? lossWithOneFactor = 0.0842;",
    };

    internal static string To(string exercise) =>
        Answers.TryGetValue(exercise, out var answer) ? answer : throw new KeyNotFoundException($"Add a wrong answer to exercise {exercise} in {nameof(WrongAnswers)}.");
}
