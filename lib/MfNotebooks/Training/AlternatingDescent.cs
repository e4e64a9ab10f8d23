using TorchSharp;
using static TorchSharp.torch;

namespace MfNotebooks;

/// <summary>The state of <see cref="AlternatingLeastSquares"/> at work. The tensors belong to the dispose scope in which the object is made.</summary>
internal sealed class AlternatingDescent : IDisposable
{
    private readonly RatingsTable _ratings;
    private readonly AlternatingOptions _options;
    private readonly AlternatingSide _users, _items;
    private readonly ParallelOptions _parallel;

    internal AlternatingDescent(RatingsTable ratings, AlternatingOptions options)
    {
        var device = options.Device ?? Devices.Best();
        (_ratings, _options, _parallel) = (ratings, options, Workers(device, options.CancellationToken));
        _users = new AlternatingSide(RatingGroups.ByUser(ratings), options, device);
        _items = new AlternatingSide(RatingGroups.ByItem(ratings), options, device);
        _users.SetRatings(_items, ratings.Items.AsSpan(), ratings);
        _items.SetRatings(_users, ratings.Users.AsSpan(), ratings);
        _items.Draw(new Random(options.Seed), options.InitialSpread);
    }

    /// <summary>
    /// Each side holds its ratings as partner and target, with up to an eighth of empty places, and once more while they
    /// are copied; and a position each. The largest batch is one row with all partners, one for each worker.
    /// </summary>
    internal static MemoryEstimate EstimateMemory(RatingsTable ratings, AlternatingOptions options)
    {
        var (rows, columns) = ((long)ratings.UserCount + ratings.ItemCount, options.LatentDim + 2L);
        var largestRow = Math.Min(ratings.Count, Math.Max(ratings.UserCount, ratings.ItemCount)) * columns;
        return new MemoryEstimate(
        [
            ("ratings in batches", (long)(ratings.Count * (3 * 8 * 1.125 + 2 * 4))),
            ("parameters", sizeof(float) * rows * columns * 3),
            ("work", sizeof(float) * 3 * Environment.ProcessorCount * Math.Max(largestRow, AlternatingRows.NumbersPerBatch)),
        ]);
    }

    /// <summary>Solves for all users, then for all items.</summary>
    /// <returns>The root mean squared error afterwards; not a number where a system had no solution.</returns>
    internal double RunSweep()
    {
        _users.Solve(_items, _parallel);
        _items.Solve(_users, _parallel);
        return Math.Sqrt(_items.SquaredError / _ratings.Count);
    }

    internal BiasedFactorModel ToModel()
    {
        var (userBias, a) = _users.Read();
        var (itemBias, b) = _items.Read();
        return new BiasedFactorModel("biases + factors (alternating least squares)", _options.Describe(), (float)_ratings.Mean, userBias, itemBias, a, b);
    }

    public void Dispose()
    {
        _users.Dispose();
        _items.Dispose();
    }

    /// <summary>A core each for as many batches as torch leaves cores idle; a GPU is kept busy by one.</summary>
    private static ParallelOptions Workers(Device device, CancellationToken cancel) => new()
    {
        CancellationToken = cancel,
        MaxDegreeOfParallelism = device.type == DeviceType.CPU ? Math.Max(1, Environment.ProcessorCount / get_num_threads()) : 1,
    };
}
