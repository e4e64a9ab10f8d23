using System.Globalization;

namespace MfNotebooks;

/// <summary>Numbers ids in the order in which they come.</summary>
internal sealed class NumberIndex
{
    private readonly Dictionary<int, int> _indexes = [];
    private readonly List<int> _numbers = [];

    internal IReadOnlyList<int> Numbers => _numbers;

    /// <summary>The id's index; a new one for a new id.</summary>
    internal int IndexOf(int id)
    {
        if (_indexes.TryGetValue(id, out var index)) return index;
        _indexes.Add(id, index = _numbers.Count);
        _numbers.Add(id);
        return index;
    }

    internal NameIndex ToNames(string kind) => new(kind, _numbers.ConvertAll(id => id.ToString(CultureInfo.InvariantCulture)));
}
