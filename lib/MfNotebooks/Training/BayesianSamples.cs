namespace MfNotebooks;

/// <summary>
/// The draws that <see cref="BayesianLeastSquares"/> keeps, as the model wants them: those of a row side by side.
/// </summary>
internal sealed class BayesianSamples
{
    private readonly GibbsSide _users, _items;
    private readonly BayesianOptions _options;
    private readonly RatingScale _scale;
    private readonly int _columns;
    private readonly float[] _userRows, _itemRows;
    private readonly double[] _validation;
    private double _noiseVariances;
    private int _kept;

    internal BayesianSamples(GibbsSide users, GibbsSide items, RatingScale scale, BayesianOptions options)
    {
        (_users, _items, _scale, _options) = (users, items, scale, options);
        _columns = GibbsSide.PredictionColumns(options.LatentDim);
        _userRows = new float[users.PredictionRows * options.Samples * _columns];
        _itemRows = new float[items.PredictionRows * options.Samples * _columns];
        _validation = new double[options.Validation?.Count ?? 0];
    }

    /// <summary>Keeps the draw of a round, if it is one to keep.</summary>
    internal void Add(int round, double precision)
    {
        if (!_options.Keeps(round)) return;
        Parallel.For(0, _users.PredictionRows, _options.Parallel,
            row => _users.CopyForPrediction(row, _items, isFirst: true, Draw(_userRows, row, _kept)));
        Parallel.For(0, _items.PredictionRows, _options.Parallel,
            row => _items.CopyForPrediction(row, _users, isFirst: false, Draw(_itemRows, row, _kept)));
        if (_options.Validation is { } held)
        {
            Parallel.For(0, held.Count, _options.Parallel, i => _validation[i] += RowVectors.Dot(
                Draw(_userRows, MeanOrRow(_users, held.Users[i]), _kept),
                Draw(_itemRows, MeanOrRow(_items, held.Items[i]), _kept)));
        }
        _noiseVariances += _scale.Deviation * _scale.Deviation / precision;
        _kept++;
    }

    /// <summary>
    /// The held-out error of the mean of the draws so far; null where there is nothing held out, or no draw yet.
    /// </summary>
    internal double? ValidationRmse()
    {
        if (_options.Validation is not { } held || _kept == 0) return null;
        var squares = 0.0;
        for (var i = 0; i < held.Count; i++)
        {
            var error = _scale.Mean + _scale.Deviation * _validation[i] / _kept - held.Values[i];
            squares += error * error;
        }
        return Math.Sqrt(squares / held.Count);
    }

    internal BayesianFactorModel ToModel() =>
        new(_options.Describe(), _scale, _noiseVariances / _kept, _kept,
        (_userRows, Known(_users)), (_itemRows, Known(_items)));

    private Span<float> Draw(float[] rows, int row, int draw) =>
        rows.AsSpan((row * _options.Samples + draw) * _columns, _columns);

    private static int MeanOrRow(GibbsSide side, int row) => side.Ratings(row).IsEmpty ? side.Count : row;

    private static bool[] Known(GibbsSide side) =>
        [.. Enumerable.Range(0, side.Count - 1).Select(row => !side.Ratings(row).IsEmpty)];
}
