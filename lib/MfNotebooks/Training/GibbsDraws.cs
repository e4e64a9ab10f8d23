using System.Runtime.Intrinsics;

namespace MfNotebooks;

/// <summary>
/// Random numbers that belong to a row and a round, not to a thread: each row begins a stream of its own from the seed,
/// so that a sampler draws the same numbers in whatever order, and on however many threads, its rows are drawn.
/// </summary>
/// <remarks>
/// The bits are SplitMix64 (Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", 2014); normal
/// numbers come from them by Box and Muller (1958), gamma numbers by Marsaglia and Tsang (2000).
/// </remarks>
internal struct RandomStream
{
    private const ulong Golden = 0x9E3779B97F4A7C15;
    private const int Lanes = 8;
    private ulong _state;

    /// <summary>Streams of different seeds, rounds, purposes or rows have nothing in common.</summary>
    internal RandomStream(int seed, int round, int purpose, int row) =>
        _state = Mix(Mix(Mix(Mix(Golden + (uint)seed) + (uint)round) + (uint)purpose) + (uint)row);

    private static ulong Mix(ulong bits)
    {
        bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9;
        bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
        return (bits ^ (bits >> 31)) + Golden;
    }

    private ulong NextBits() => Mix(_state += Golden);

    /// <summary>Between 0 and 1, both left out.</summary>
    private double NextUniform() => ((NextBits() >> 12) + 0.5) / (1UL << 52);

    /// <summary>From 0 to one below the limit, all alike but for one part in four thousand million.</summary>
    internal int NextInt(int limit) => (int)(((NextBits() >> 32) * (ulong)limit) >> 32);

    /// <summary>From N(0, 1), in double precision.</summary>
    internal double NextGaussian() => Math.Sqrt(-2 * Math.Log(NextUniform())) * Math.Cos(2 * Math.PI * NextUniform());

    /// <summary>Fills a row from N(0, 1): 24 bits for radius and angle each, so none beyond ±5.9.</summary>
    internal void FillGaussian(Span<float> numbers)
    {
        Span<float> uniforms = stackalloc float[2 * Lanes];
        for (; numbers.Length > 0; numbers = numbers[Math.Min(2 * Lanes, numbers.Length)..])
        {
            for (var i = 0; i < Lanes; i++)
            {
                var bits = NextBits();
                uniforms[i] = ((uint)(bits >> 40) + 0.5f) / (1 << 24);
                uniforms[Lanes + i] = (uint)(bits & 0xFFFFFF) / (float)(1 << 24);
            }
            var radius = Vector256.Sqrt(-2 * Vector256.Log(Vector256.Create<float>(uniforms)));
            var (sine, cosine) = Vector256.SinCos(2 * MathF.PI * Vector256.Create<float>(uniforms[Lanes..]));
            (radius * sine).CopyTo(uniforms);
            (radius * cosine).CopyTo(uniforms[Lanes..]);
            uniforms[..Math.Min(2 * Lanes, numbers.Length)].CopyTo(numbers);
        }
    }

    /// <summary>From the gamma distribution with the rate 1; its mean is the shape.</summary>
    /// <param name="shape">At least ⅓.</param>
    internal double NextGamma(double shape)
    {
        if (shape < 1) return NextGamma(shape + 1) * Math.Pow(NextUniform(), 1 / shape);
        var d = shape - 1.0 / 3;
        while (true)
        {
            var x = NextGaussian();
            var root = 1 + x / Math.Sqrt(9 * d);
            var v = root * root * root;
            if (root > 0 && Math.Log(NextUniform()) < 0.5 * x * x + d - d * v + d * Math.Log(v)) return d * v;
        }
    }
}

/// <summary>
/// A draw from a normal distribution that is given by its precision matrix P: with the Cholesky decomposition
/// <c>P = RᵀR</c>, <c>R⁻¹(R⁻ᵀb + ε)</c> has the mean <c>P⁻¹b</c> and the covariance <c>P⁻¹</c> where ε is from N(0, 1).
/// </summary>
/// <param name="size">The numbers of a row.</param>
/// <param name="stride">The same, filled up to whole vectors.</param>
internal sealed class NormalDraw(int size, int stride)
{
    private static readonly NormalEquations<float> Kernel = NormalEquations<float>.Of256;

    /// <summary>What single precision needs of a diagonal to tell it from a singular one.</summary>
    private const float Jitter = 1e-5f;
    private readonly float[] _matrix = new float[stride * stride], _kept = new float[stride * stride];
    private readonly float[] _reciprocals = new float[stride], _right = new float[stride];
    private readonly float[] _middle = new float[stride], _step = new float[stride];

    /// <summary>Begins P with a diagonal.</summary>
    internal void SetPrecision(GibbsPrior prior)
    {
        Array.Clear(_matrix);
        // The padding is no unknown: its equations are 1·step = 0.
        for (var i = 0; i < stride; i++) _matrix[i * stride + i] = i < size ? prior.Precision[i] : 1;
    }

    /// <summary>Adds <c>weight·gram</c> to P.</summary>
    internal void Add(float weight, ReadOnlySpan<float> gram) => RowVectors.Add(weight, gram, _matrix);

    /// <summary>Decomposes P. Where rounding hides the prior, it is strengthened until it shows.</summary>
    internal void Decompose()
    {
        _matrix.CopyTo(_kept, 0);
        for (var jitter = Jitter; !Kernel.Decompose(_matrix, stride, stride, _reciprocals); jitter *= 10)
        {
            _kept.CopyTo(_matrix, 0);
            for (var i = 0; i < size; i++) _matrix[i * stride + i] *= 1 + jitter;
        }
    }

    /// <summary>Draws a row's step: the gradient of the data pulls it, α strong, and the prior pulls back.</summary>
    internal ReadOnlySpan<float> Step(float precision, ReadOnlySpan<float> gradient, ReadOnlySpan<float> row,
        GibbsPrior prior, RandomStream random)
    {
        for (var i = 0; i < size; i++)
            _right[i] = precision * gradient[i] - prior.Precision[i] * (row[i] - prior.Mean[i]);
        random.FillGaussian(_middle.AsSpan(0, size));
        for (var i = 0; i < size; i++)
        {
            var solved = _right[i] * _reciprocals[i];
            _middle[i] += solved;
            // Numbers left of the triangle spoil only what is solved already.
            var from = i / RowVectors.Width * RowVectors.Width;
            RowVectors.Add(-solved, _matrix.AsSpan(i * stride + from, stride - from), _right.AsSpan(from));
        }
        Array.Clear(_step);
        Kernel.SolveUpper(_matrix, stride, _reciprocals, _middle, _step);
        return _step;
    }
}

/// <summary>The normal prior of all rows of a kind: a mean and a precision of every number, both drawn.</summary>
/// <param name="size">The numbers of a row.</param>
internal sealed class GibbsPrior(int size)
{
    /// <summary>Their own prior is worth one row of this variance around 0; ratings have the variance 1.</summary>
    private const double StartVariance = 0.1;

    /// <summary>m, <c>[size]</c>.</summary>
    internal float[] Mean { get; } = new float[size];

    /// <summary>Λ, <c>[size]</c>.</summary>
    internal float[] Precision { get; } = [.. Enumerable.Repeat(1f, size)];

    /// <summary>Draws Λ given m and the rows, then m given Λ.</summary>
    internal void Draw(ReadOnlySpan<float> rows, int stride, int count, RandomStream random)
    {
        var (sums, squares) = (new double[size], new double[size]);
        for (var row = 0; row < count; row++)
        {
            for (var f = 0; f < size; f++)
            {
                var value = rows[row * stride + f];
                sums[f] += value;
                squares[f] += (double)(value - Mean[f]) * (value - Mean[f]);
            }
        }
        for (var f = 0; f < size; f++)
        {
            var rate = (StartVariance + squares[f] + Mean[f] * Mean[f]) / 2;
            Precision[f] = (float)(random.NextGamma((count + 2) / 2.0) / rate);
            Mean[f] = (float)(sums[f] / (count + 1) + random.NextGaussian() / Math.Sqrt((count + 1) * Precision[f]));
        }
    }
}
