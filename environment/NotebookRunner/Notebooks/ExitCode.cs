namespace MfNotebooks.Runner.Notebooks;

/// <summary>What the runner's exit codes mean.</summary>
internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>A cell failed, a notebook is unreadable, or a check found something.</summary>
    public const int Failure = 1;

    public const int BadUsage = 2;

    /// <summary>What shells use for a program that Ctrl-C ended.</summary>
    public const int Interrupted = 130;
}

/// <summary>What was asked for cannot be done as it was written; nothing has run.</summary>
internal sealed class UsageException(string message) : Exception(message);
