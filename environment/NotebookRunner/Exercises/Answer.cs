namespace MfNotebooks.Runner.Exercises;

/// <summary>What a student wrote for an exercise.</summary>
/// <param name="Exercise">The exercise.</param>
/// <param name="Code">The lines above the check.</param>
/// <param name="Expression">What the student gave to the check: the variable, unless the call was changed.</param>
internal sealed record Answer(Exercise Exercise, string Code, string Expression)
{
    /// <summary>Whether it still is what was handed out, white space aside.</summary>
    public bool IsUntouched => Squeezed(Code) == Squeezed(Exercise.Call.Above) && Expression == Exercise.Answer.Name;

    private static string Squeezed(string code) => string.Concat(code.Where(c => !char.IsWhiteSpace(c)));
}
