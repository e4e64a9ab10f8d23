namespace MfNotebooks.Tests.Training;

/// <summary>
/// The sampler of <see cref="BayesianLeastSquares"/> written down naively, to compare with: double precision, every
/// factor of every row on its own from the residuals of all ratings, no matrix, other random numbers.
/// </summary>
internal sealed class NaiveGibbs
{
    private const double PriorVariance = 0.1;
    private readonly RatingsTable _ratings;
    private readonly Random _random;
    private readonly bool _implicit;
    private readonly double _mean, _scale;
    private readonly int[][] _itemsOf, _usersOf;
    private readonly double[][] _p, _y, _q, _s;
    private readonly (double[] Mean, double[] Precision)[] _priors;
    private double _precision = 1;

    private NaiveGibbs(RatingsTable ratings, int k, bool implicitTerms, int seed)
    {
        (_ratings, _implicit, _random, _mean) = (ratings, implicitTerms, new Random(seed), ratings.Mean);
        _scale = Math.Sqrt(ratings.Values.Average(value => (value - _mean) * (value - _mean)));
        _itemsOf = [.. Enumerable.Range(0, ratings.UserCount)
            .Select(u => Enumerable.Range(0, ratings.Count).Where(n => ratings.Users[n] == u)
            .Select(n => ratings.Items[n]).ToArray())];
        _usersOf = [.. Enumerable.Range(0, ratings.ItemCount)
            .Select(i => Enumerable.Range(0, ratings.Count).Where(n => ratings.Items[n] == i)
            .Select(n => ratings.Users[n]).ToArray())];
        (_p, _q) = (Rows(ratings.UserCount, k, 0.1), Rows(ratings.ItemCount, k, 0.1));
        (_y, _s) = (Rows(ratings.ItemCount, k, 0), Rows(ratings.UserCount, k, 0));
        _priors = [.. Enumerable.Range(0, 4).Select(_ => (new double[k + 1], Enumerable.Repeat(1.0, k + 1).ToArray()))];
    }

    /// <summary>
    /// The mean and the standard deviation of what the draws predict, in stars, <c>[users × items]</c>.
    /// </summary>
    internal static (double[,] Mean, double[,] Spread) Predict(RatingsTable ratings, int k, bool implicitTerms,
        int rounds, int burnIn, int seed)
    {
        var sampler = new NaiveGibbs(ratings, k, implicitTerms, seed);
        var (sum, squares) = (new double[ratings.UserCount, ratings.ItemCount],
            new double[ratings.UserCount, ratings.ItemCount]);
        for (var round = 0; round < rounds; round++)
        {
            sampler.Round();
            if (round < burnIn) continue;
            for (var u = 0; u < ratings.UserCount; u++)
            {
                for (var i = 0; i < ratings.ItemCount; i++)
                {
                    var draw = sampler.Expect(u, i);
                    (sum[u, i], squares[u, i]) = (sum[u, i] + draw, squares[u, i] + draw * draw);
                }
            }
        }
        double kept = rounds - burnIn;
        for (var u = 0; u < ratings.UserCount; u++)
        {
            for (var i = 0; i < ratings.ItemCount; i++)
            {
                sum[u, i] /= kept;
                squares[u, i] = sampler._scale * Math.Sqrt(squares[u, i] / kept - sum[u, i] * sum[u, i]);
                sum[u, i] = sampler._mean + sampler._scale * sum[u, i];
            }
        }
        return (sum, squares);
    }

    private double[][] Rows(int count, int k, double spread) =>
        [.. Enumerable.Range(0, count)
            .Select(_ => Enumerable.Range(0, k + 1).Select(f => f == 0 ? 0 : spread * Normal()).ToArray())];

    private double Normal() =>
        Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());

    /// <summary>
    /// A gamma number whose shape is a whole number of halves: half the sum of so many squared normal numbers.
    /// </summary>
    private double Gamma(int halves) => Enumerable.Range(0, halves).Sum(_ => Math.Pow(Normal(), 2)) / 2;

    private static double[] Combine(double[] own, double[][] implied, int[] partners) =>
        [.. own.Select((value, f) => value + partners
            .Sum(j => implied[j][f]) / Math.Sqrt(Math.Max(1, partners.Length)))];

    private static double Product(double[] x, double[] z) =>
        x[0] + z[0] + x.Skip(1).Zip(z.Skip(1), (a, b) => a * b).Sum();

    /// <summary>What a draw expects of a rating that is given: the item counts as rated by the user.</summary>
    private double Expect(int user, int item) => Product(
        Combine(_p[user], _y, _itemsOf[user].Union([item]).ToArray()),
            Combine(_q[item], _s, _usersOf[item].Union([user]).ToArray()));

    private double Residual(int rating)
    {
        var (user, item) = (_ratings.Users[rating], _ratings.Items[rating]);
        return (_ratings.Values[rating] - _mean) / _scale - Product(Combine(_p[user], _y, _itemsOf[user]),
            Combine(_q[item], _s, _usersOf[item]));
    }

    private void Round()
    {
        _precision = Gamma(_ratings.Count + 1)
            * 2 / (1 + Enumerable.Range(0, _ratings.Count).Sum(n => Math.Pow(Residual(n), 2)));
        Update(_p, 0, (row, user, _) => row == user ? 1 : 0, isUserSide: true);
        if (_implicit) Update(_y, 1, (row, user, _) => _itemsOf[user].Contains(row)
            ? 1 / Math.Sqrt(_itemsOf[user].Length) : 0, isUserSide: true);
        Update(_q, 2, (row, _, item) => row == item ? 1 : 0, isUserSide: false);
        if (_implicit) Update(_s, 3, (row, _, item) => _usersOf[item].Contains(row)
            ? 1 / Math.Sqrt(_usersOf[item].Length) : 0, isUserSide: false);
    }

    private void Update(double[][] rows, int kind, Func<int, int, int, double> weight, bool isUserSide)
    {
        var (mean, precision) = _priors[kind];
        for (var f = 0; f < mean.Length; f++)
        {
            var squares = rows.Sum(row => Math.Pow(row[f] - mean[f], 2));
            precision[f] = Gamma(rows.Length + 2) * 2 / (PriorVariance + squares + mean[f] * mean[f]);
            mean[f] = rows.Sum(row => row[f]) / (rows.Length + 1)
                + Normal() / Math.Sqrt((rows.Length + 1) * precision[f]);
        }
        for (var row = 0; row < rows.Length; row++)
        {
            for (var f = 0; f < mean.Length; f++)
            {
                var (total, right) = (precision[f], precision[f] * mean[f]);
                for (var n = 0; n < _ratings.Count; n++)
                {
                    var (user, item) = (_ratings.Users[n], _ratings.Items[n]);
                    var share = weight(row, user, item);
                    if (share == 0) continue;
                    var partner = isUserSide ? Combine(_q[item], _s, _usersOf[item])
                        : Combine(_p[user], _y, _itemsOf[user]);
                    var slope = share * (f == 0 ? 1 : partner[f]);
                    total += _precision * slope * slope;
                    right += _precision * slope * (Residual(n) + slope * rows[row][f]);
                }
                rows[row][f] = right / total + Normal() / Math.Sqrt(total);
            }
        }
    }
}
