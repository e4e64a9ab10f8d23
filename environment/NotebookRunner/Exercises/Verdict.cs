namespace MfNotebooks.Runner.Exercises;

/// <summary>What became of one exercise.</summary>
internal enum VerdictState
{
    Solved,
    Wrong,
    NotTried,

    /// <summary>The answer does not compile, threw, did not end, or ended its process.</summary>
    Failed,

    /// <summary>There is no such notebook, or no such cell in it.</summary>
    NotReturned,
}

/// <summary>What became of one exercise, and a sentence on it.</summary>
internal sealed record Verdict(VerdictState State, string Message)
{
    public string Mark => MarkOf(State);

    /// <summary>The state in the words of the CSV file.</summary>
    public string StateName => State switch
    {
        VerdictState.Solved => "solved",
        VerdictState.Wrong => "wrong",
        VerdictState.NotTried => "not tried",
        VerdictState.Failed => "failed",
        _ => "not returned",
    };

    public static Verdict Failed(string message) => new(VerdictState.Failed, SafeText.Clean(message));

    public static string MarkOf(VerdictState state) => state switch
    {
        VerdictState.Solved => "✓",
        VerdictState.Wrong => "✗",
        VerdictState.NotTried => "◻",
        VerdictState.Failed => "!",
        _ => "–",
    };
}
