using TorchSharp;
using static TorchSharp.torch;

namespace MfNotebooks;

/// <summary>The users, or the items, of <see cref="AlternatingLeastSquares"/>: their parameters, and how all of them are solved at once.</summary>
/// <remarks>
/// <para>
/// A row of the parameters is <c>[−b, 1, f_1 … f_k]</c>. Gathered for a row's n ratings, with the targets <c>r − μ</c>
/// added to the first column, they are <c>Z = [y X]</c> with <c>y = r − μ − b</c> and <c>X = [1 F]</c>: the observations of a
/// least-squares problem with the unknowns <c>w = (b, f_1 … f_k)</c> of the own row.
/// </para>
/// <para>The tensors belong to the dispose scope in which the object is made.</para>
/// </remarks>
internal sealed class AlternatingSide : IDisposable
{
    private const int BiasColumn = 0, FactorColumn = 2;
    private readonly AlternatingRows _rows;
    private readonly int _latentDim;
    private readonly Tensor _penalty;
    private readonly BatchedLeastSquares _leastSquares = new();
    private readonly Scalar _one = 1;
    private Tensor? _partners, _targets;

    /// <param name="groups">The positions of each row's ratings.</param>
    /// <param name="options">The settings.</param>
    /// <param name="device">Where to solve.</param>
    internal AlternatingSide(RatingGroups groups, AlternatingOptions options, Device device)
    {
        _latentDim = options.LatentDim;
        _rows = new AlternatingRows(groups, Columns);
        // One row more, of zeros: the partner of the places that no rating fills.
        Parameters = zeros(groups.Count + 1, Columns, device: device);
        Parameters.narrow(0, 0, groups.Count).narrow(1, 1, 1).fill_(_one);
        _penalty = tensor(Penalty(options), [groups.Count, Unknowns], device: device);
    }

    /// <summary>The largest k with which the numbers of a side are still one array.</summary>
    internal static long MaxLatentDim(RatingsTable ratings) => Array.MaxLength / Math.Max(ratings.UserCount, ratings.ItemCount) - 1;

    /// <summary>The parameters, <c>[rows + 1 × k + 2]</c>, in the order of the ranks.</summary>
    internal Tensor Parameters { get; }

    private int Columns => FactorColumn + _latentDim;

    private int Unknowns => 1 + _latentDim;

    /// <summary>The square of each rating's error, summed of the side solved last; not a number where a system had no solution.</summary>
    internal double SquaredError { get; private set; }

    /// <summary>Tells the side its ratings.</summary>
    /// <param name="other">The other side.</param>
    /// <param name="partners">The other side's row of each rating.</param>
    /// <param name="ratings">The ratings.</param>
    internal void SetRatings(AlternatingSide other, ReadOnlySpan<int> partners, RatingsTable ratings)
    {
        var (laid, targets) = _rows.LayOut(partners, other._rows.Rank, ratings.Values.AsSpan(), (float)ratings.Mean);
        (_partners, _targets) = (tensor(laid, device: Parameters.device), tensor(targets, device: Parameters.device));
    }

    /// <summary>Draws small random factors.</summary>
    internal void Draw(Random random, double spread)
    {
        var drawn = new float[_rows.Order.Length * _latentDim];
        for (var row = 0; row < _rows.Order.Length; row++)
            random.NextGaussians(_latentDim, spread).CopyTo(drawn.AsSpan(_rows.Rank[row] * _latentDim));
        using var factors = tensor(drawn, [_rows.Order.Length, _latentDim]);
        Parameters.narrow(0, 0, _rows.Order.Length).narrow(1, FactorColumn, _latentDim).copy_(factors);
    }

    /// <summary>Solves for every row with the other side as it is. Rows do not depend on each other, so that threads change no bit.</summary>
    internal void Solve(AlternatingSide other, ParallelOptions parallel)
    {
        var errors = new double[_rows.Batches.Count];
        Parallel.For(0, errors.Length, parallel, i => errors[i] = Solve(other, _rows.Batches[i]));
        SquaredError = errors.Sum();
    }

    private double Solve(AlternatingSide other, AlternatingRows.Batch batch)
    {
        using var scope = NewDisposeScope();
        var gathered = other.Parameters.index_select(0, _partners!.narrow(0, batch.Start, batch.PlaceCount)).view(batch.RowCount, batch.Length, Columns);
        gathered.select(2, BiasColumn).add_(_targets!.narrow(0, batch.Start, batch.PlaceCount).view(batch.RowCount, batch.Length), _one);
        var (solution, squaredError) = _leastSquares.Solve(gathered, _penalty.narrow(0, batch.FirstRank, batch.RowCount));
        Store(batch, solution);
        return squaredError;
    }

    private void Store(AlternatingRows.Batch batch, Tensor solution)
    {
        var own = Parameters.narrow(0, batch.FirstRank, batch.RowCount);
        own.narrow(1, BiasColumn, 1).copy_(solution.narrow(1, 0, 1)).neg_();
        own.narrow(1, FactorColumn, _latentDim).copy_(solution.narrow(1, 1, _latentDim));
    }

    /// <summary>The biases and factors in the order of the table's rows.</summary>
    internal (float[] Biases, float[,] Factors) Read()
    {
        var numbers = Parameters.cpu().data<float>().ToArray();
        var (biases, factors) = (new float[_rows.Order.Length], new float[_rows.Order.Length, _latentDim]);
        for (var row = 0; row < biases.Length; row++)
        {
            var start = _rows.Rank[row] * Columns;
            biases[row] = -numbers[start + BiasColumn];
            Buffer.BlockCopy(numbers, (start + FactorColumn) * sizeof(float), factors, row * _latentDim * sizeof(float), _latentDim * sizeof(float));
        }
        return (biases, factors);
    }

    public void Dispose()
    {
        _leastSquares.Dispose();
        _one.Dispose();
    }

    /// <summary>The diagonal Λ of each row's system, <c>[rows × k + 1]</c>, in the order of the ranks.</summary>
    private float[] Penalty(AlternatingOptions options)
    {
        var penalty = new float[_rows.Order.Length * Unknowns];
        for (var rank = 0; rank < _rows.Order.Length; rank++)
        {
            var weight = options.Weighting == Weighting.ByCount ? _rows.CountOf(_rows.Order[rank]) : 1;
            var row = penalty.AsSpan(rank * Unknowns, Unknowns);
            row.Fill((float)(options.FactorLambda * weight));
            row[0] = (float)(options.BiasLambda * weight);
        }
        return penalty;
    }
}
