namespace MfNotebooks;

/// <summary>A ratings file cannot be used; the message names the file and, for each problem, line, column, value and remedy.</summary>
public sealed class CsvRatingsException : FormatException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">Everything a reader needs to mend the file.</param>
    /// <param name="problems">The first problems, one text each.</param>
    /// <param name="problemCount">How many problems there are in all.</param>
    public CsvRatingsException(string message, IReadOnlyList<string> problems, int problemCount) : base(message) =>
        (Problems, ProblemCount) = (problems, problemCount);

    /// <summary>The first problems, at most 5, in the order of the file.</summary>
    public IReadOnlyList<string> Problems { get; }

    /// <summary>How many problems the file has in all.</summary>
    public int ProblemCount { get; }
}
