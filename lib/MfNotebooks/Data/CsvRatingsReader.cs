using System.Globalization;
using CsvHelper;

namespace MfNotebooks;

/// <summary>Reads one ratings file of either shape, line by line, into a <see cref="RatingsTable"/>.</summary>
internal sealed partial class CsvRatingsReader(CsvReader csv, CsvProblems problems)
{
    private const string HowToBegin = "Begin with a header: user,item,rating for a list, or the items' names for a table with one row per user.";

    private readonly CsvNames _userNames = new(), _itemNames = new();
    private readonly List<int> _users = [], _items = [], _lines = [];
    private readonly List<float> _values = [];
    private readonly List<long> _timestamps = [];

    internal static CsvReaderOptions Options(CsvProblems problems) => new()
    {
        TrimWhitespace = true,
        // One unbalanced quote must not swallow the rest of the file.
        AllowLineBreaksInQuotes = false,
        MalformedData = CsvMalformedDataHandling.Skip,
        OnMalformedRecord = problems.AddMalformed,
        TrackLineNumbers = true,
        PoolStrings = true,
    };

    /// <exception cref="CsvRatingsException">The file has problems.</exception>
    internal RatingsTable Read()
    {
        csv.ReadHeader();
        if (csv.Headers.Count == 0) problems.Add($"the file is empty. {HowToBegin}");
        var columns = LongColumns.Find(csv.Headers, problems);
        // Without a sound header every line would look wrong.
        problems.ThrowIfAny();
        if (columns is null) ReadWide();
        else ReadLong(columns);
        var (users, items) = (_users.ToArray(), _items.ToArray());
        AddDuplicates(users, items);
        problems.ThrowIfAny();
        if (_values.Count == 0) problems.Add("there is no rating in it. Below the header, write at least one.");
        problems.ThrowIfAny();
        return new RatingsTable(_userNames.ToIndex("user"), _itemNames.ToIndex("item"), users, items, [.. _values], [.. _timestamps]);
    }

    /// <summary>Goes on to the next line that has something in it and as many cells as the header.</summary>
    private bool ReadRow()
    {
        while (csv.Read())
        {
            if (IsBlank()) continue;
            if (csv.FieldCount == csv.Headers.Count) return true;
            problems.AddLine(csv.LineNumber, FormattableString.Invariant($"it has {csv.FieldCount} cells, but the header has {csv.Headers.Count}. Leave a cell empty where there is no rating, and put names with a '{(char)csv.Separator}' in quotes."));
        }
        return false;
    }

    /// <summary>Spreadsheets leave lines of nothing but separators behind.</summary>
    private bool IsBlank()
    {
        for (var i = 0; i < csv.FieldCount; i++)
        {
            if (!csv.IsEmpty(i)) return false;
        }
        return true;
    }

    private float? Rating(int column)
    {
        if (float.TryParse(csv.GetSpan(column), NumberStyles.Float, CultureInfo.InvariantCulture, out var rating) && float.IsFinite(rating)) return rating;
        var text = csv.GetString(column);
        problems.AddCell(csv.LineNumber, csv.Headers[column], text, WhatIsWrong(text));
        return null;
    }

    private static string WhatIsWrong(string rating)
    {
        if (float.TryParse(rating, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
            return "it is not a finite number. Leave it out where there is no rating.";
        var point = rating.Replace(',', '.');
        return float.TryParse(point, NumberStyles.Float, CultureInfo.InvariantCulture, out _)
            ? $"it has a decimal comma. Write {point}: numbers take a decimal point."
            : "it is not a number. Write the rating as a number with a decimal point, such as 4 or 4.5.";
    }

    private void Add(int user, int item, float rating)
    {
        _users.Add(user);
        _items.Add(item);
        _values.Add(rating);
        _lines.Add((int)csv.LineNumber);
    }

    private void AddDuplicates(int[] users, int[] items)
    {
        foreach (var (first, second) in DuplicateRatings.Find(users, items, _userNames.Count, _itemNames.Count))
            problems.AddLine(_lines[second], FormattableString.Invariant($"user '{_userNames[users[second]]}' rates item '{_itemNames[items[second]]}' with {_values[second]}, and already in line {_lines[first]} with {_values[first]}. Keep one of the two."));
    }
}
