using System.Globalization;
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

    private static int _labs;

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
        var data = JsonSerializer.Serialize(LabData.Of(ratings, options), LabData.Json);
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(data)).AsSpan(0, 4));
        return new LabView(Invariant($"lab-{hash}-{Interlocked.Increment(ref _labs)}"), data,
            ratings.ToString());
    }

    private static void RequireFits(RatingsMatrix ratings)
    {
        if (ratings.UserCount > MostRows || ratings.ItemCount > MostRows)
            throw new ArgumentException(Invariant(
                $"The lab shows at most {MostRows} × {MostRows} ratings; these are {ratings.UserCount} × ")
                + Invariant($"{ratings.ItemCount}. Take the densest corner: ")
                + Invariant($"ratings.MostRated({MostRows}, {MostRows})."), nameof(ratings));
        if (ratings.Min < 0 || ratings.Max > 10)
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"The lab rates from 0 to 10 stars; these ratings reach from {ratings.Min} to {ratings.Max}. ")
                + "Scale them to 1 to 5 first.", nameof(ratings));
    }
}

/// <summary>A lab that shows itself in every engine. It is text where no script runs.</summary>
public sealed class LabView
{
    private readonly string _id, _text;

    internal LabView(string id, string data, string text) => (_id, Data, _text) = (id, data, text);

    /// <summary>What the script is given, as JSON.</summary>
    internal string Data { get; }

    /// <summary>The ratings, as text.</summary>
    public override string ToString() =>
        "The live lab, which trains in a page that runs scripts, with these ratings:\n" + _text;

    /// <summary>The lab as HTML that needs nothing but itself.</summary>
    public string ToHtml() => LabHtml.Render(_id, Data, $"<pre>{WebUtility.HtmlEncode(ToString())}</pre>");
}
