namespace MfNotebooks;

/// <summary>Numbers the names of a file in the order in which they first appear.</summary>
internal sealed class CsvNames
{
    private readonly Dictionary<string, int> _indexes = new(StringComparer.Ordinal);
    private readonly List<string> _names = [];

    internal int Count => _names.Count;

    internal string this[int index] => _names[index];

    /// <summary>The name's number, a new one for a new name.</summary>
    internal int IndexOf(string name, out bool isNew)
    {
        isNew = _indexes.TryAdd(name, _names.Count);
        if (isNew) _names.Add(name);
        return _indexes[name];
    }

    internal NameIndex ToIndex(string kind) => new(kind, _names);
}
