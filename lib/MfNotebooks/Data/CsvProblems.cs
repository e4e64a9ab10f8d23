using CsvHelper;

namespace MfNotebooks;

/// <summary>A ratings file cannot be used; the message has line, column, value and remedy.</summary>
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

/// <summary>Collects what is wrong with a ratings file: one run shows several places to mend.</summary>
internal sealed class CsvProblems(string path)
{
    private const int Shown = 5, LongestValue = 40;
    private readonly List<string> _shown = [];
    private int _count;

    /// <summary>Notes a problem of one cell: what is wrong and what to do, in a sentence or two.</summary>
    internal void AddCell(long line, string column, string value, string problem) =>
        Add(Invariant($"line {line}, column '{Cut(column)}', value '{Cut(value)}': {problem}"));

    /// <summary>Notes a problem of a whole line.</summary>
    internal void AddLine(long line, string problem) => Add(Invariant($"line {line}: {problem}"));

    /// <summary>Notes a problem of the whole file or its header.</summary>
    internal void Add(string problem)
    {
        if (_count++ < Shown) _shown.Add(problem);
    }

    /// <summary>Notes quotes that CsvHelper found in the wrong place.</summary>
    internal void AddMalformed(CsvMalformedRecord record, int linesBefore)
    {
        var (what, remedy) = record.Reason switch
        {
            CsvMalformedReason.LineBreakInQuotes or CsvMalformedReason.UnterminatedQuote =>
                ("a quoted cell does not end on its line",
                    "Its closing quote is missing, or there is a line break in the name: "
                    + "write it on one line, in quotes."),
            _ when record.RawRecord.Contains("\\\"", StringComparison.Ordinal) =>
                ("a quote (\") stands in the middle of a cell",
                    "Its quotes are written \\\": write \"\" for a quote inside a cell in quotes, "
                    + "such as \"12\"\" Remix\"."),
            _ => ("a quote (\") stands in the middle of a cell",
                "Put the whole cell in quotes and double each quote inside, such as \"12\"\" Remix\"."),
        };
        AddLine(record.LineNumber + linesBefore, $"{what}: {Cut(record.RawRecord)}. {remedy}");
    }

    /// <summary>Refuses the file for one reason.</summary>
    internal CsvRatingsException Refuse(string problem)
    {
        Add(problem);
        return Exception();
    }

    /// <exception cref="CsvRatingsException">There is at least one problem.</exception>
    internal void ThrowIfAny()
    {
        if (_count > 0) throw Exception();
    }

    private CsvRatingsException Exception()
    {
        var more = _count > Shown ? Invariant($"\n  … and {_count - Shown} more") : "";
        return new(Invariant($"{path} cannot be read as ratings: {Counted.Of(_count, "problem")}.\n  ")
            + $"{string.Join("\n  ", _shown)}{more}", _shown.AsReadOnly(), _count);
    }

    /// <summary>A value as a message shows it: its beginning, without what would move a terminal's cursor.</summary>
    internal static string Cut(string value)
    {
        var shown = value.Length <= LongestValue ? value : Excerpt.First(value, LongestValue) + "…";
        return string.Concat(shown.Select(c => char.IsControl(c) ? ' ' : c));
    }
}
