using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace MfNotebooks;

/// <summary>
/// The live lab: ratings to change, and a factorization that trains before the reader's eyes. It runs in the page, with
/// no kernel and no network, and draws the same start and takes the same steps as <see cref="Trainer.Fit"/>.
/// </summary>
/// <example>
/// <code>
/// Lab.Show(SampleRatings.Films, new LabOptions { LatentDim = 1, Mean = Mean.Centred })
/// </code>
/// </example>
public static class Lab
{
    /// <summary>The most users, and the most items, that the lab shows.</summary>
    public const int MostRows = 20;

    /// <summary>Makes a lab of ratings.</summary>
    /// <param name="ratings">At most 20 users and 20 items, rated from 0 to 10 stars; copied.</param>
    /// <param name="options">The start and the controls; null for the script's settings and all controls.</param>
    /// <exception cref="ArgumentException">
    /// The ratings or a setting do not fit the lab; the message has the remedy.
    /// </exception>
    public static LabView Show(RatingsMatrix ratings, LabOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        options ??= new LabOptions();
        RequireFits(ratings);
        options.Validate(ratings);
        var data = JsonSerializer.Serialize(LabData.Of(ratings, options), JsonSerializerOptions.Web);
        var text = $"The live lab, which trains in a page that runs scripts, with these ratings:\n{ratings}";
        return new LabView("lab", data, text, (id, textHtml) => LabHtml.Render(id, data, textHtml));
    }

    private static void RequireFits(RatingsMatrix ratings)
    {
        if (ratings.UserCount > MostRows || ratings.ItemCount > MostRows)
            throw new ArgumentException(Invariant($"The lab shows at most {MostRows} × {MostRows} ratings; ")
                + Invariant($"these are {ratings.UserCount} × {ratings.ItemCount}. Take the densest corner: ")
                + Invariant($"ratings.MostRated({MostRows}, {MostRows})."), nameof(ratings));
        if (ratings.Min < 0 || ratings.Max > 10)
            throw new ArgumentException("The lab rates from 0 to 10 stars; "
                + Invariant($"these ratings reach from {ratings.Min} to {ratings.Max}. Scale them to 1 to 5 first."),
                nameof(ratings));
    }
}

/// <summary>A lab that shows itself in every engine. It is text where no script runs.</summary>
public sealed class LabView
{
    private static int _labs;
    private readonly string _id, _text;
    private readonly Func<string, string, string> _around;

    /// <param name="kind">What its id begins with: lab or films.</param>
    /// <param name="data">What the script is given, as JSON.</param>
    /// <param name="text">What the lab begins with, for where no script runs.</param>
    /// <param name="around">The HTML of its id and around that text.</param>
    internal LabView(string kind, string data, string text, Func<string, string, string> around)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(data)).AsSpan(0, 4));
        _id = Invariant($"{kind}-{hash}-{Interlocked.Increment(ref _labs)}");
        (Data, _text, _around) = (data, text, around);
    }

    /// <summary>What the script is given, as JSON.</summary>
    internal string Data { get; }

    /// <summary>The ratings that the lab begins with, and a film lab's list, as text.</summary>
    public override string ToString() => _text;

    /// <summary>The lab as HTML that needs nothing but itself.</summary>
    public string ToHtml() => _around(_id, $"<pre>{WebUtility.HtmlEncode(_text)}</pre>");
}

/// <summary>What the script of a lab is given.</summary>
internal sealed record LabData(
    IReadOnlyList<string> Users, IReadOnlyList<string> Items, IReadOnlyList<float?> Values, int Low, int High,
    LabSettings Settings, int Steps, IReadOnlyList<int> At, IReadOnlyList<string> Controls, string Lead,
    LabQuestion? Guess)
{
    private const string UsualLead = "**Press Play.** Every person and every film starts with a few random numbers; "
        + "training turns them until they multiply into the ratings, and then they also say what nobody has rated. "
        + "Then change a rating, and watch.";

    internal static LabData Of(RatingsMatrix ratings, LabOptions options)
    {
        var cells = Enumerable.Range(0, ratings.UserCount * ratings.ItemCount)
            .Select(cell => ratings[cell / ratings.ItemCount, cell % ratings.ItemCount]).ToArray();
        var at = options.Cell is { } named
            ? ratings.IndexOfUser(named.User) * ratings.ItemCount + ratings.IndexOfItem(named.Item)
            : Math.Max(0, Array.FindIndex(cells, cell => cell is null));
        int[] place = [at / ratings.ItemCount, at % ratings.ItemCount];
        var controls = Enum.GetValues<LabControls>()
            .Where(c => c is not (LabControls.None or LabControls.All) && options.Controls.HasFlag(c))
            .Select(c => JsonNamingPolicy.CamelCase.ConvertName(c.ToString()));
        return new LabData(
            ratings.Users, ratings.Items, cells,
            (int)Math.Min(1, Math.Ceiling(ratings.Min)), (int)Math.Max(5, Math.Floor(ratings.Max)),
            LabSettings.Of(options), options.Steps, place, [.. controls], options.Lead ?? UsualLead,
            options.Guess is { } guess ? LabQuestion.Of(guess, place) : null);
    }
}

/// <summary>The settings of the first training, by the script's own words.</summary>
internal sealed record LabSettings(int K, string Mean, double Lambda, bool Squared, string Optimizer, double Rate,
    int Seed)
{
    internal static LabSettings Of(LabOptions options) => new(
        options.LatentDim, JsonNamingPolicy.CamelCase.ConvertName(options.Mean.ToString()), options.Lambda,
        options.Regularization == Regularization.SquaredNorm,
        options.HalfSweeps ? "sweeps" : options.Optimizer == MfNotebooks.Optimizer.Sgd ? "descent" : "adam",
        options.LearningRate, options.Seed);
}

/// <summary>The question of <see cref="LabGuess"/>.</summary>
internal sealed record LabQuestion(string Question, string Measure, int User, int Item, string Unit)
{
    internal static LabQuestion Of(LabGuess guess, int[] place) => new(
        guess.Question, JsonNamingPolicy.CamelCase.ConvertName(guess.Measure.ToString()), place[0], place[1],
        guess.Measure is LabMeasure.Loss or LabMeasure.Crosses ? "" : " stars");
}
