using System.Globalization;
using CsvHelper;

namespace MfNotebooks;

/// <summary>Collects what is wrong with a ratings file, so that one run shows a reader several places to mend.</summary>
internal sealed class CsvProblems(string path)
{
    private const int Shown = 5, LongestValue = 40;
    private readonly List<string> _shown = [];
    private int _count;

    /// <summary>Notes a problem of one cell.</summary>
    /// <param name="line">The line in the file, from 1.</param>
    /// <param name="column">The column's name, or its number where it has none.</param>
    /// <param name="value">What stands there.</param>
    /// <param name="problem">What is wrong and what to do; a sentence or two.</param>
    internal void AddCell(long line, string column, string value, string problem) =>
        Add($"line {line.ToString(CultureInfo.InvariantCulture)}, column '{column}', value '{Cut(value)}': {problem}");

    /// <summary>Notes a problem of a whole line.</summary>
    internal void AddLine(long line, string problem) => Add($"line {line.ToString(CultureInfo.InvariantCulture)}: {problem}");

    /// <summary>Notes a problem of the whole file or its header.</summary>
    internal void Add(string problem)
    {
        if (_count++ < Shown) _shown.Add(problem);
    }

    /// <summary>Notes quotes that CsvHelper found in the wrong place.</summary>
    internal void AddMalformed(CsvMalformedRecord record) => AddLine(record.LineNumber, $"{record.Reason switch
    {
        CsvMalformedReason.LineBreakInQuotes or CsvMalformedReason.UnterminatedQuote => "a quoted cell does not end on its line",
        _ => "a quote (\") stands in the middle of a cell",
    }}: {Cut(record.RawRecord)}. Put the whole cell in quotes and double each quote inside, such as \"12\"\" Remix\".");

    /// <exception cref="CsvRatingsException">There is at least one problem.</exception>
    internal void ThrowIfAny()
    {
        if (_count == 0) return;
        var more = _count > Shown ? FormattableString.Invariant($"\n  … and {_count - Shown} more") : "";
        var message = FormattableString.Invariant($"{path} cannot be read as ratings: {_count} problem{(_count == 1 ? "" : "s")}.\n  {string.Join("\n  ", _shown)}{more}");
        throw new CsvRatingsException(message, _shown.AsReadOnly(), _count);
    }

    /// <summary>A value as a message shows it: its beginning.</summary>
    internal static string Cut(string value) => value.Length <= LongestValue ? value : value[..LongestValue] + "…";
}
