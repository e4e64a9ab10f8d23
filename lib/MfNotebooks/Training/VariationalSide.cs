namespace MfNotebooks;

/// <summary>
/// What <see cref="VariationalLeastSquares"/> believes of the users, or of the items: for each row <c>(bias, factors)</c>
/// a mean <c>[k + 1]</c> and a covariance <c>[(k + 1) × (k + 1)]</c>. Memory: 4·(k + 1)·(k + 2) bytes a row.
/// </summary>
internal sealed class VariationalSide
{
    private readonly RatingGroups _groups;
    private readonly int _size;
    private readonly double[] _priorPrecision;
    private readonly float[] _means, _covariances;

    /// <param name="groups">The positions of each row's ratings.</param>
    /// <param name="latentDim">k.</param>
    /// <param name="biasSpread">The prior standard deviation of the bias.</param>
    /// <param name="factorSpread">The prior standard deviation of each factor.</param>
    internal VariationalSide(RatingGroups groups, int latentDim, double biasSpread, double factorSpread)
    {
        (_groups, _size) = (groups, latentDim + 1);
        _priorPrecision = new double[_size];
        Array.Fill(_priorPrecision, 1 / (factorSpread * factorSpread));
        _priorPrecision[0] = 1 / (biasSpread * biasSpread);
        (_means, _covariances) = (new float[groups.Count * _size], new float[groups.Count * _size * _size]);
    }

    internal int Count => _groups.Count;

    /// <summary>False once a system had no solution, or one that is too large for a float.</summary>
    internal bool IsFinite => Array.TrueForAll(_means, float.IsFinite) && Array.TrueForAll(_covariances, float.IsFinite);

    internal ReadOnlySpan<float> Mean(int row) => _means.AsSpan(row * _size, _size);

    private ReadOnlySpan<float> Covariance(int row) => _covariances.AsSpan(row * _size * _size, _size * _size);

    /// <summary>Sets small random factors, and no doubt about them.</summary>
    internal void Draw(Random random, double spread)
    {
        for (var i = 0; i < _means.Length; i++)
            _means[i] = i % _size == 0 ? 0 : (float)random.NextGaussian(spread);
    }

    /// <summary>Solves for every row with the other side as it is. Rows do not depend on each other, so that threads change no bit.</summary>
    /// <param name="other">The other side.</param>
    /// <param name="otherRows">The other side's row of each rating.</param>
    /// <param name="targets">Each rating less the mean.</param>
    /// <param name="noiseVariance">σ².</param>
    internal void Update(VariationalSide other, int[] otherRows, float[] targets, double noiseVariance)
    {
        var scaledPrior = Array.ConvertAll(_priorPrecision, precision => precision * noiseVariance);
        Parallel.For(0, Count, () => (System: new VariationalSystem(_size), X: new double[_size]), (row, _, work) =>
        {
            work.System.Reset(scaledPrior);
            foreach (var rating in _groups[row]) Add(work.System, work.X, other, otherRows[rating], targets[rating]);
            // Threads cannot end a training: what has no solution is no number, and IsFinite says so.
            if (!work.System.Solve()) Array.Fill(work.System.Right, double.NaN);
            for (var i = 0; i < _size; i++) _means[row * _size + i] = (float)work.System.Right[i];
            var covariance = _covariances.AsSpan(row * _size * _size, _size * _size);
            work.System.CopyInverse(covariance);
            for (var i = 0; i < covariance.Length; i++) covariance[i] *= (float)noiseVariance;
            return work;
        }, _ => { });
    }

    /// <summary>
    /// Adds the expectation of one rating's equation. The own row meets <c>x = (1, b_1 … b_k)</c>; the other row's bias b₀
    /// belongs to the target. Being unsure of x adds its covariance to x·xᵀ, and Cov(x, b₀) to the right-hand side.
    /// </summary>
    private void Add(VariationalSystem system, double[] x, VariationalSide other, int row, double target)
    {
        var mean = other.Mean(row);
        var covariance = other.Covariance(row);
        x[0] = 1;
        for (var i = 1; i < _size; i++) x[i] = mean[i];
        system.Add(x, target - mean[0]);
        var matrix = system.Matrix;
        for (var i = 1; i < _size; i++)
        {
            var to = matrix.Slice(i * _size, i + 1);
            var from = covariance.Slice(i * _size, i + 1);
            for (var j = 1; j < to.Length; j++) to[j] += from[j];
            system.Right[i] -= from[0];
        }
    }

    internal float[] Biases() => [.. Enumerable.Range(0, Count).Select(row => _means[row * _size])];

    internal float[,] Factors()
    {
        var factors = new float[Count, _size - 1];
        for (var row = 0; row < Count; row++)
        {
            for (var k = 1; k < _size; k++) factors[row, k - 1] = _means[row * _size + k];
        }
        return factors;
    }
}
