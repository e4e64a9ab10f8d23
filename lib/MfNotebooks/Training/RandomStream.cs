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

    /// <param name="seed">The training's seed.</param>
    /// <param name="round">The round, from 0.</param>
    /// <param name="purpose">What is drawn: streams of different purposes have nothing in common.</param>
    /// <param name="row">The row it is drawn for.</param>
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

    /// <summary>
    /// Fills a row with numbers from N(0, 1): 24 bits each for the radius and the angle, and so none beyond ±5.9.
    /// </summary>
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
