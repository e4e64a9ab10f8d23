namespace MfNotebooks;

internal sealed partial class CsvRatingsReader
{
    private void ReadWide()
    {
        ReadItemNames();
        var lineOfUser = new List<long>();
        while (ReadRow())
        {
            var name = csv.GetString(0);
            var user = _userNames.IndexOf(name, out var isNew);
            if (isNew) lineOfUser.Add(csv.LineNumber);
            if (string.IsNullOrWhiteSpace(name))
                problems.AddCell(csv.LineNumber, csv.Headers[0], name, "the user's name is empty. Begin every row with a name.");
            else if (!isNew)
                problems.AddCell(csv.LineNumber, csv.Headers[0], name, FormattableString.Invariant($"this user already has line {lineOfUser[user]}. Give each user one row; a list of ratings needs the header user,item,rating."));
            else
                AddRow(user);
        }
    }

    private void ReadItemNames()
    {
        if (csv.Headers.Count == 1) problems.Add($"the header has one column only, '{csv.Headers[0]}'. {HowToBegin}");
        for (var column = 1; column < csv.Headers.Count; column++)
        {
            var name = csv.Headers[column];
            var item = _itemNames.IndexOf(name, out var isNew);
            if (string.IsNullOrWhiteSpace(name))
                problems.Add(FormattableString.Invariant($"the header's column {column + 1} has no name. Name the item, or delete the empty column."));
            else if (!isNew)
                problems.Add(FormattableString.Invariant($"the header names the item '{name}' in column {item + 2} and in column {column + 1}. Rename one."));
        }
        problems.ThrowIfAny();
    }

    private void AddRow(int user)
    {
        for (var column = 1; column < csv.FieldCount; column++)
        {
            if (!csv.IsEmpty(column) && Rating(column) is { } rating) Add(user, column - 1, rating);
        }
    }
}
