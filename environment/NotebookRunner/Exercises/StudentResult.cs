namespace MfNotebooks.Runner.Exercises;

/// <summary>The verdicts on one student's notebook of one chapter.</summary>
internal sealed record StudentResult(string Student, Chapter Chapter, IReadOnlyDictionary<Exercise, Verdict> Verdicts)
{
    public int Solved => Verdicts.Values.Count(verdict => verdict.State == VerdictState.Solved);

    public static StudentResult All(string student, Chapter chapter, Verdict verdict) =>
        new(student, chapter, chapter.Exercises.ToDictionary(exercise => exercise, _ => verdict));
}
