namespace MfNotebooks;

/// <summary>Draws distinct items for one user after another, popular items more often.</summary>
internal sealed class PopularitySampler
{
    private readonly Random _random;
    private readonly double[] _weights;

    /// <summary>For each item, the sum of the weights up to and including it.</summary>
    private readonly double[] _sums;

    /// <summary>For each item, the last round in which it was drawn.</summary>
    private readonly int[] _drawnIn;
    private int _round;

    internal PopularitySampler(double[] weights, Random random)
    {
        (_weights, _random, _sums, _drawnIn) = (weights, random, new double[weights.Length], new int[weights.Length]);
        var sum = 0.0;
        for (var i = 0; i < weights.Length; i++) _sums[i] = sum += weights[i];
    }

    /// <summary>Draws items one by one in proportion to their weights, each at most once.</summary>
    /// <param name="items">Where they go; the first ones are there already and are not drawn again.</param>
    /// <param name="given">How many are there already.</param>
    internal void Fill(Span<int> items, int given)
    {
        _round++;
        for (var i = 0; i < given; i++) _drawnIn[items[i]] = _round;
        var filled = given;
        // Drawing again when an item comes twice is fast until most of the weight is drawn; then the rest is sorted.
        for (var tries = 0; filled < items.Length && tries < _weights.Length; tries++)
        {
            var item = Draw();
            if (_drawnIn[item] == _round) continue;
            _drawnIn[item] = _round;
            items[filled++] = item;
        }
        if (filled < items.Length) FillFromRest(items[filled..]);
    }

    private int Draw()
    {
        var at = Array.BinarySearch(_sums, _random.NextDouble() * _sums[^1]);
        return Math.Min(at < 0 ? ~at : at + 1, _sums.Length - 1);
    }

    /// <summary>
    /// The same distribution without a try in vain: give each remaining item an exponential waiting time at the rate of
    /// its weight, and take those that come first (Efraimidis and Spirakis, 2006).
    /// </summary>
    private void FillFromRest(Span<int> items)
    {
        var rest = Enumerable.Range(0, _weights.Length).Where(item => _drawnIn[item] != _round).ToArray();
        var arrivals = Array.ConvertAll(rest, item => -Math.Log(1 - _random.NextDouble()) / _weights[item]);
        Array.Sort(arrivals, rest);
        rest.AsSpan(0, items.Length).CopyTo(items);
    }
}
