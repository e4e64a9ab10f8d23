using System.Globalization;
using static TorchSharp.torch;

namespace MfNotebooks;

/// <summary>An exercise whose answer is a function: it runs beside the reference on the same random inputs.</summary>
/// <remarks>
/// TorchSharp's <c>matmul</c> of shapes that do not fit ends the process. So the first round of a function on tensors
/// has square ones, where every product fits; only who is right there goes on to others. Those are not square, so that
/// what is turned round cannot pass.
/// </remarks>
/// <param name="Number">Such as <c>3.2</c>.</param>
/// <param name="Reference">The right function.</param>
/// <param name="Inputs">Inputs for a round, from a random source; the first round of tensors is square.</param>
internal sealed record FunctionExercise<T>(string Number, T Reference, Func<Random, int, object[]> Inputs)
    : Exercise(Number) where T : Delegate
{
    private const int Rounds = 6;

    public IReadOnlyList<(T Function, string Sentence)> Known { get; init; } = [];

    public override Finding Judge(object answer, Given given)
    {
        if (answer is not T function)
            return Finding.Wrong("A function with the cell's types is wanted here.", answer.GetType().Name);
        using var scope = NewDisposeScope();
        var (results, wanted) = (new List<Result>(), new List<Result>());
        try
        {
            do
            {
                wanted.Add(Run(Reference, wanted.Count));
                results.Add(Run(function, results.Count));
            }
            while (results.Count < Rounds && (results[0].Equals(wanted[0]) || !wanted[0].IsTensor));
        }
        catch (Exception e)
        {
            return Finding.Failed(e);
        }
        return results.SequenceEqual(wanted)
            ? Finding.Right
            : Finding.Wrong(Sentence(results, wanted), string.Join(';', results));
    }

    public override IEnumerable<(object Answer, string Sentence)> Mistakes(Given given) =>
        Known.Select(mistake => ((object)mistake.Function, mistake.Sentence));

    private string Sentence(List<Result> results, List<Result> wanted)
    {
        if (results.Exists(result => result.Numbers.Any(double.IsNaN)))
            return "Your result is NaN, not a number: somewhere 0 is divided by 0.";
        var known = Known.FirstOrDefault(mistake => Enumerable.Range(0, results.Count)
            .All(round => results[round].Equals(TryRun(mistake.Function, round)))).Sentence;
        var first = Enumerable.Range(0, results.Count).First(round => !results[round].Equals(wanted[round]));
        var (shape, right) = (results[first].Shape, wanted[first].Shape);
        return shape != right
            ? $"Your result has the shape {shape}; {right} is wanted. {known}".TrimEnd()
            : known ?? RatioOf(results, wanted) ?? "Not yet: on random inputs it gives other results.";
    }

    /// <summary>Where every number is the same multiple of the right one.</summary>
    private static string? RatioOf(List<Result> results, List<Result> wanted)
    {
        var (got, right) = (results.SelectMany(r => r.Numbers).ToArray(), wanted.SelectMany(r => r.Numbers).ToArray());
        var ratios = got.Length != right.Length ? []
            : got.Zip(right, (a, b) => a / b).Where(double.IsFinite).ToArray();
        return ratios.Length > 1 && ratios.Max() - ratios.Min() < 1e-3 ? Ratio.Sentence(ratios[0]) : null;
    }

    /// <summary>A known mistake may itself fail where shapes do not fit; then it is not this one.</summary>
    private Result? TryRun(T function, int round)
    {
        try
        {
            return Run(function, round);
        }
        catch (Exception)
        {
            return null;
        }
    }

    /// <summary>Inputs are made afresh, so that a function that writes into them disturbs nobody.</summary>
    private Result Run(T function, int round)
    {
        var inputs = Inputs(new Random(round + 1), round);
        try
        {
            return Result.Of(
                function.DynamicInvoke(inputs) ?? throw new InvalidOperationException("it returned null."));
        }
        finally
        {
            foreach (var tensors in inputs.OfType<IDisposable>())
                tensors.Dispose();
        }
    }

    /// <summary>What a function returned, as numbers in a row.</summary>
    private sealed class Result : IEquatable<Result>
    {
        private Result(bool isTensor, string shape, double[] numbers) =>
            (IsTensor, Shape, Numbers) = (isTensor, shape, numbers);

        public bool IsTensor { get; }

        /// <summary>Of a tensor; a list may have any length.</summary>
        public string Shape { get; }

        public double[] Numbers { get; }

        public static Result Of(object result) => result switch
        {
            Tensor tensor => new Result(true, $"[{string.Join(" × ", tensor.shape)}]",
                tensor.detach().cpu().to_type(ScalarType.Float64).contiguous().data<double>().ToArray()),
            Array list => new Result(false, "", [.. list.Cast<object>().Select(Number)]),
            _ => new Result(false, "", [Number(result)]),
        };

        public bool Equals(Result? other) => other is not null && Shape == other.Shape
            && Numbers.Length == other.Numbers.Length
            && Numbers.Zip(other.Numbers).All(pair => IsNear(pair.First, pair.Second));

        public override bool Equals(object? obj) => Equals(obj as Result);

        public override int GetHashCode() => Numbers.Length;

        public override string ToString() =>
            string.Join(',', Numbers.Select(number => number.ToString("G6", CultureInfo.InvariantCulture)));

        private static double Number(object one) => Convert.ToDouble(one, CultureInfo.InvariantCulture);

        private static bool IsNear(double one, double other) =>
            Math.Abs(one - other) <= 1e-4 * Math.Max(1, Math.Abs(other));
    }
}
