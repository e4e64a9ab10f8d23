using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using CsvHelper;

namespace MfNotebooks;

/// <summary>Reads a ratings file of either shape with care: every cell is checked, every problem placed.</summary>
internal sealed partial class CsvRatingsReader
{
    /// <summary>The year 5138 in seconds, but 1973 in milliseconds.</summary>
    private const long FirstMilliseconds = 100_000_000_000;

    private readonly CsvProblems _problems;
    private readonly CsvText _text;
    private readonly CsvReader _csv;
    private readonly GrowingNames _users = new("user"), _items = new("item");
    private readonly List<string> _notes = [];
    private RatingsBuilder _ratings = new(0, false);

    /// <exception cref="CsvRatingsException">The file's encoding or separator is not certain.</exception>
    internal CsvRatingsReader(string path)
    {
        _problems = new(path);
        _text = CsvText.Read(path, _problems);
        _csv = _text.Open(_problems);
    }

    private int Line => (int)_csv.LineNumber + _text.LinesBefore;

    /// <exception cref="CsvRatingsException">The file has problems.</exception>
    internal RatingsTable Read()
    {
        using var csv = _csv;
        csv.ReadHeader();
        var columns = CsvShape.Of(_text, csv.Headers, _problems);
        if (columns is not null) ReadList(columns);
        else ReadTable();
        _users.Compare(_problems, _notes);
        _items.Compare(_problems, _notes);
        _problems.ThrowIfAny();
        if (_ratings.Count == 0) throw _problems.Refuse(
            "there is no rating in it. Below the header, write at least one.");
        var table = _ratings.ToTable(_users.ToIndex(), _items.ToIndex(), _problems, _notes);
        if (columns is null && !CsvShape.IsTableCorner(csv.Headers[0]) && CsvTotals.Find(table) is { } total)
            throw _problems.Refuse(total);
        return table;
    }

    private void ReadList(CsvColumns columns)
    {
        _notes.Add(columns.Describe(_csv.Headers));
        _ratings = new(0, columns.Timestamp is not null);
        while (ReadRow())
        {
            var (user, item, rating) = (Id(columns.User), Id(columns.Item), Rating(columns.Rating));
            var timestamp = columns.Timestamp is { } column ? Timestamp(column) : 0;
            if (user is null || item is null || rating is null || timestamp is null) continue;
            _ratings.Add(_users.IndexOf(user, "line", Line, out _), _items.IndexOf(item, "line", Line, out _),
                rating.Value, timestamp.Value, Line);
        }
    }

    private void ReadTable()
    {
        for (var column = 1; column < _csv.Headers.Count; column++) AddItem(_csv.Headers[column], column);
        _problems.ThrowIfAny();
        while (ReadRow())
        {
            var name = _csv.GetString(0);
            var user = _users.IndexOf(name, "line", Line, out var isNew);
            if (string.IsNullOrWhiteSpace(name))
                _problems.AddCell(Line, _csv.Headers[0], name,
                    "the user's name is empty. Begin every row with a name.");
            else if (!isNew)
                _problems.AddCell(Line, _csv.Headers[0], name, $"this user already has {_users.PlaceOf(user)}. "
                    + "Give each user one row; a list of ratings needs the header user,item,rating.");
            else
                for (var column = 1; column < _csv.FieldCount; column++)
                {
                    if (_csv.IsEmpty(column) || Rating(column) is not { } rating) continue;
                    _ratings.Add(user, column - 1, rating, 0, Line);
                }
        }
        _notes.Add("Read as a table: "
            + $"{Counted.Of(_users.Count, "user")} in its rows, {Counted.Of(_items.Count, "item")} in its columns.");
    }

    private void AddItem(string name, int column)
    {
        var item = _items.IndexOf(name, "column", column + 1, out var isNew);
        if (string.IsNullOrWhiteSpace(name))
            _problems.Add(
                Invariant($"the header's column {column + 1} has no name. Name the item, or delete the empty column."));
        else if (!isNew)
            _problems.Add(Invariant($"the header names the item '{name}' in {_items.PlaceOf(item)} ")
                + Invariant($"and in column {column + 1}. Rename one."));
    }

    /// <summary>Goes on to the next line that has something in it and as many cells as the header.</summary>
    private bool ReadRow()
    {
        while (_csv.Read())
        {
            var filled = _csv.FieldCount;
            while (filled > 0 && _csv.IsEmpty(filled - 1)) filled--;
            // Spreadsheets leave lines of nothing but separators behind.
            if (filled == 0) continue;
            if (_csv.FieldCount == _csv.Headers.Count) return true;
            var separator = CsvText.Shown(_text.Separator);
            var remedy = filled <= _csv.Headers.Count && _csv.FieldCount > _csv.Headers.Count
                ? $"It ends with a '{separator}' too many: delete it, or name the empty column in the header too."
                : $"Leave a cell empty where there is no rating, and put names with a '{separator}' in quotes.";
            _problems.AddLine(Line, $"it has {Counted.Of(_csv.FieldCount, "cell")}, "
                + Invariant($"but the header has {_csv.Headers.Count}. {remedy}"));
        }
        return false;
    }

    private string? Id(int column)
    {
        var id = _csv.GetString(column);
        if (string.IsNullOrWhiteSpace(id))
            return Problem(column, id, "it is empty. Every rating needs a user and an item.");
        if (!ShortenedNumber().IsMatch(id)) return id;
        return Problem(column, id, "a spreadsheet has shortened a long number, so that different ones look the same. "
            + "Format the column as text there, and save it again.");
    }

    private string? Problem(int column, string value, string problem)
    {
        _problems.AddCell(Line, _csv.Headers[column], value, problem);
        return null;
    }

    /// <summary>Whole seconds; pandas writes them as <c>964982703.0</c> where a column has gaps.</summary>
    private long? Timestamp(int column)
    {
        var text = _csv.GetSpan(column);
        if (text.IndexOf((byte)'.') is > 0 and var point
            && text[(point + 1)..].IndexOfAnyExcept((byte)'0') < 0) text = text[..point];
        var isWhole = Utf8Parser.TryParse(text, out long seconds, out var used) && used == text.Length;
        if (isWhole && Math.Abs(seconds) < FirstMilliseconds) return seconds;
        Problem(column, _csv.GetString(column), isWhole
            ? "in seconds it would be after the year 5000: these are "
                + (Math.Abs(seconds) < 1000 * FirstMilliseconds ? "milliseconds. Divide them by 1,000"
                    : "microseconds. Divide them by 1,000,000") + ", or leave the column out."
            : "it is not a time. "
                + "Write whole seconds since 1970-01-01 UTC, such as 964982703, or leave the column out.");
        return null;
    }

    private float? Rating(int column)
    {
        if (TryRating(_csv.GetSpan(column), out var rating)) return rating;
        var text = _csv.GetString(column);
        Problem(column, text, WhatIsWrong(text));
        return null;
    }

    internal static bool TryRating(ReadOnlySpan<byte> text, out float rating) =>
        float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out rating) && float.IsFinite(rating);

    /// <summary>The reason why a text is no rating, and the remedy.</summary>
    internal static string WhatIsWrong(string rating)
    {
        if (float.TryParse(rating, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
            return "it is not a finite number. Leave it out where there is no rating.";
        if (rating.Length == 0) return "it is empty. In a list every line is a rating: delete the line.";
        if (CsvShape.IsMissing(rating))
            return "it is not a number but a sign for a missing one. "
                + "Leave the cell empty where there is no rating; in a list, delete the line.";
        if (Thousand().IsMatch(rating))
            return $"it could be {rating.Replace(",", "", StringComparison.Ordinal)} with a comma between the "
                + $"thousands, or {rating.Replace(',', '.')} with a decimal comma. Write the number without a comma.";
        var point = rating.Replace(',', '.');
        if (float.TryParse(point, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
            return $"it has a decimal comma. Write {point}: numbers take a decimal point.";
        // A minus and digits that only look like those of a keyboard.
        var typed = rating.Replace('\uFFFE', '\uFFFD').Normalize(NormalizationForm.FormKC).Replace('\u2212', '-')
            .Replace('\u2013', '-');
        return float.TryParse(typed, NumberStyles.Float, CultureInfo.InvariantCulture, out _)
            ? $"its signs are not those of a keyboard. Write {typed}."
            : "it is not a number. Write the rating as a number with a decimal point, such as 4 or 4.5.";
    }

    [GeneratedRegex(@"^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Thousand();

    [GeneratedRegex(@"^\d([.,]\d+)?E\+\d+$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex ShortenedNumber();
}
