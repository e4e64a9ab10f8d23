using System.Globalization;
using System.Numerics;
using System.Reflection;
using System.Text;
using System.Text.Json;

namespace MfNotebooks;

/// <summary>An exercise: what is right, which mistakes are known, and three hints from small to large.</summary>
/// <remarks>
/// The order of what is said: not tried, an exception, not a number, a wrong shape, a known mistake, a wrong sign or
/// factor, and last that it is wrong.
/// </remarks>
/// <param name="Number">Such as <c>3.2</c>.</param>
internal abstract record Exercise(string Number)
{
    /// <summary>From small to large.</summary>
    public required IReadOnlyList<string> Hints { get; init; }

    /// <summary>Whether the answer is right, and what to say where it is not.</summary>
    public abstract Finding Judge(object answer, Given given);

    /// <summary>Answers that are known to be wrong, with what is said of each.</summary>
    public abstract IEnumerable<(object Answer, string Sentence)> Mistakes(Given given);

    /// <summary>What a page needs to judge answers in the browser; null where it cannot.</summary>
    public virtual string? Page(Given given) => null;
}

/// <summary>What became of an answer.</summary>
/// <param name="IsRight">Whether it is right.</param>
/// <param name="Sentence">What to say of a wrong one.</param>
/// <param name="Fingerprint">The same for answers that are the same.</param>
internal readonly record struct Finding(bool IsRight, string Sentence, string Fingerprint)
{
    public static Finding Right { get; } = new(true, "", "");

    public static Finding Wrong(string sentence, string fingerprint) => new(false, sentence, fingerprint);

    /// <summary>The answer, a function, threw.</summary>
    public static Finding Failed(Exception e)
    {
        var cause = e is TargetInvocationException { InnerException: { } inner } ? inner : e;
        var sentence = $"Your code failed: {cause.Message.Split('\n')[0].TrimEnd()}";
        return Wrong(sentence, sentence);
    }
}

/// <summary>The reader's own objects, as the cell hands them to the check.</summary>
internal sealed class Given(IReadOnlyList<object> own)
{
    public const string Remedy = "The line with Check.Exercise has to stay as the chapter has it.";

    private readonly Dictionary<string, object> _kept = [];

    /// <summary>The object of a type; of several, the one at a place.</summary>
    public T The<T>(int at = 0) => own.OfType<T>().Skip(at).Take(1).ToArray() is [var found]
        ? found
        : throw new MissingGivenException($"The check needs a {typeof(T).Name} of the chapter. {Remedy}");

    /// <summary>What takes time is computed once a check.</summary>
    public T Once<T>(string name, Func<T> compute) where T : notnull =>
        (T)(_kept.TryGetValue(name, out var kept) ? kept : _kept[name] = compute());
}

/// <summary>The cell hands fewer objects to the check than it needs.</summary>
internal sealed class MissingGivenException(string message) : Exception(message);

/// <summary>A wrong value that readers are known to give, and the sentence on it.</summary>
internal readonly record struct Mistake<T>(Func<Given, T> Value, string Sentence)
{
    public Mistake(T value, string sentence) : this(_ => value, sentence) { }

    /// <summary>Whether the value is such; with some settings there is none.</summary>
    public bool Is(Given given, Func<T, bool> such)
    {
        try
        {
            return such(Value(given));
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}

/// <summary>An exercise whose answer is a number.</summary>
internal sealed record NumberExercise(string Number, Func<Given, double> Right) : Exercise(Number)
{
    public NumberExercise(string number, double right) : this(number, _ => right) { }

    public IReadOnlyList<Mistake<double>> Known { get; init; } = [];

    /// <summary>How far off an answer may be and still be right.</summary>
    public double Tolerance { get; init; } = 0.01;

    /// <summary>False where the right answer takes too long to compute for a reader who has not asked.</summary>
    public bool IsQuick { get; init; } = true;

    public override Finding Judge(object answer, Given given)
    {
        if (answer is string or bool or not IConvertible)
            return Finding.Wrong("A number is wanted here.", answer.ToString() ?? "");
        var number = Convert.ToDouble(answer, CultureInfo.InvariantCulture);
        var shown = number.ToString("G6", CultureInfo.InvariantCulture);
        if (!double.IsFinite(number))
            return Finding.Wrong($"Your answer is {shown}: somewhere a number was divided by zero.", shown);
        var right = Right(given);
        if (IsNear(number, right))
            return Finding.Right;
        var known = Known.FirstOrDefault(mistake => mistake.Is(given, value => IsNear(number, value)));
        var sentence = known.Sentence ?? Ratio.Sentence(number / right) ?? "It is another number.";
        return Finding.Wrong($"Not {shown}. {sentence}", shown);
    }

    public override IEnumerable<(object Answer, string Sentence)> Mistakes(Given given) =>
        Known.Select(mistake => ((object)mistake.Value(given), mistake.Sentence));

    public override string? Page(Given given) => !IsQuick ? null : PageAnswer.Of("number", Tolerance, Number, given,
        given => Keys(Right(given)),
        Known.Select(known => (new Func<Given, string[]>(g => Keys(known.Value(g))), known.Sentence)));

    private bool IsNear(double one, double other) => Math.Abs(one - other) <= Tolerance;

    /// <summary>The steps of one tolerance that a right answer may round to.</summary>
    private string[] Keys(double value)
    {
        if (!double.IsFinite(value))
            return [];
        var step = new BigInteger(Math.Floor((value / Tolerance) + 0.5));
        return [.. new[] { step - 1, step, step + 1 }.Select(key => key.ToString(CultureInfo.InvariantCulture))];
    }
}

/// <summary>An exercise whose answer is a word or a name; case and spaces around it do not matter.</summary>
internal sealed record WordExercise(string Number, Func<Given, string> Right) : Exercise(Number)
{
    public IReadOnlyList<Mistake<string>> Known { get; init; } = [];

    public override Finding Judge(object answer, Given given)
    {
        var word = Key(answer.ToString() ?? "");
        if (word == Key(Right(given)))
            return Finding.Right;
        var known = Known.FirstOrDefault(mistake => mistake.Is(given, value => word == Key(value)));
        return Finding.Wrong($"Not “{answer.ToString()!.Trim()}”. {known.Sentence ?? "It is another one."}", word);
    }

    public override IEnumerable<(object Answer, string Sentence)> Mistakes(Given given) =>
        Known.Select(mistake => ((object)mistake.Value(given), mistake.Sentence));

    public override string? Page(Given given) => PageAnswer.Of("word", null, Number, given,
        given => [Key(Right(given))],
        Known.Select(known => (new Func<Given, string[]>(g => [Key(known.Value(g))]), known.Sentence)));

    private static string Key(string word) => word.Trim().ToLowerInvariant();
}

/// <summary>An exercise with many right answers, told by a rule.</summary>
/// <param name="Number">Such as <c>3.2</c>.</param>
/// <param name="IsRight">The rule.</param>
internal sealed record RuleExercise<T>(string Number, Func<T, Given, bool> IsRight) : Exercise(Number) where T : notnull
{
    /// <summary>An answer of each known mistake, how the mistake is seen, and the sentence on it.</summary>
    public IReadOnlyList<(T Example, Func<T, Given, bool> IsIt, string Sentence)> Known { get; init; } = [];

    public override Finding Judge(object answer, Given given)
    {
        if (answer is not T typed)
            return Finding.Wrong("The answer has another type than the cell's.", answer.GetType().Name);
        var fingerprint = JsonSerializer.Serialize(answer);
        var known = Known.Where(mistake => mistake.IsIt(typed, given)).Select(mistake => mistake.Sentence);
        if (known.FirstOrDefault() is { } sentence)
            return Finding.Wrong(sentence, fingerprint);
        return IsRight(typed, given) ? Finding.Right : Finding.Wrong("Not yet.", fingerprint);
    }

    public override IEnumerable<(object Answer, string Sentence)> Mistakes(Given given) =>
        Known.Select(mistake => ((object)mistake.Example, mistake.Sentence));
}

/// <summary>What is said of an answer that is a plain multiple of the right one.</summary>
internal static class Ratio
{
    private const double Near = 1e-3;

    private static readonly double[] Factors = [2, 3, 4, 10, 100, 1_000];

    public static string? Sentence(double ratio)
    {
        if (Math.Abs(ratio + 1) < Near)
            return "The size is right, the sign is not.";
        var large = Factors.FirstOrDefault(factor => Math.Abs((ratio / factor) - 1) < Near);
        var small = Factors.FirstOrDefault(factor => Math.Abs((ratio * factor) - 1) < Near);
        return (large, small) switch
        {
            ( > 0, _) => $"It is {large} times too large.",
            (_, > 0) => $"It is {small} times too small.",
            _ => null,
        };
    }
}

/// <summary>
/// Right and known wrong values for a page without a kernel, as salted hashes: they hide the answer from the eye that
/// looks into the page's source, and from nothing else.
/// </summary>
internal static class PageAnswer
{
    public static string? Of(string kind, double? step, string number, Given given,
        Func<Given, string[]> right, IEnumerable<(Func<Given, string[]> Keys, string Sentence)> known)
    {
        var salt = $"mf-{number}-";
        try
        {
            var mistakes = known.Select(mistake => new
            {
                keys = Hashes(mistake.Keys(given)),
                say = Convert.ToBase64String(Encoding.UTF8.GetBytes(mistake.Sentence)),
            });
            return JsonSerializer.Serialize(new { kind, step, salt, right = Hashes(right(given)), mistakes });
        }
        catch (Exception)
        {
            // The cell hands over something else than the chapter does; trying an answer says so.
            return null;
        }

        string[] Hashes(string[] keys) => [.. keys.Select(key => Hash(salt + key))];
    }

    /// <summary>FNV-1a of 64 bits over UTF-8: the same few lines in the page's script.</summary>
    public static string Hash(string text)
    {
        var hash = 14695981039346656037UL;
        foreach (var one in Encoding.UTF8.GetBytes(text))
            hash = unchecked((hash ^ one) * 1099511628211UL);
        return hash.ToString("x16", CultureInfo.InvariantCulture);
    }
}
