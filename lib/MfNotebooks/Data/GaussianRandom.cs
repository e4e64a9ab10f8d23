namespace MfNotebooks;

/// <summary>Draws that <see cref="Random"/> does not offer.</summary>
internal static class GaussianRandom
{
    /// <summary>A number from the normal distribution with mean 0 (Box–Muller).</summary>
    internal static double NextGaussian(this Random random, double standardDeviation) =>
        // 1 − u is never 0, so the logarithm is finite.
        standardDeviation * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    /// <summary>An array of such numbers.</summary>
    internal static float[] NextGaussians(this Random random, int count, double standardDeviation)
    {
        var numbers = new float[count];
        for (var i = 0; i < count; i++) numbers[i] = (float)random.NextGaussian(standardDeviation);
        return numbers;
    }
}
