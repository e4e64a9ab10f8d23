namespace MfNotebooks.Runner.Doctor;

/// <summary>How a thing that was looked at stands.</summary>
internal enum Standing
{
    Good,
    Missing,

    /// <summary>Nice to have, and not needed for running notebooks.</summary>
    Optional,
}

/// <summary>One line of the doctor's report.</summary>
internal sealed record Diagnosis(Standing Standing, string Subject, string Text)
{
    public override string ToString()
    {
        var mark = Standing switch { Standing.Good => '✓', Standing.Missing => '✗', _ => '–' };
        return $"{mark} {Subject,-14} {Text.ReplaceLineEndings("\n" + new string(' ', 17))}";
    }
}
