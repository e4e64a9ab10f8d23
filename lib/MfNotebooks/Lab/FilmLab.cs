using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace MfNotebooks;

/// <summary>
/// The film lab: a reader types titles and rates them, the page folds them into a trained model at once, and each line
/// of the list of ten says which rating pushed it. It runs in the page, with no kernel and no network.
/// </summary>
/// <remarks>
/// The item factors travel in the page with 8 bits a number (<see cref="Rounded(float[,])"/>); the page computes with
/// exactly those, by the least squares of <see cref="FoldIn"/>, so that both agree to a hundred-thousandth of a star.
/// </remarks>
public static class FilmLab
{
    /// <summary>The longest page it makes, in characters; about 100,000 films with 20 and 32 factors.</summary>
    public const int MostCharacters = 8_000_000;

    private const int Largest = 127;

    /// <summary>Makes a film lab of two trained models and what there is to rate.</summary>
    /// <param name="stars">The model that predicts stars.</param>
    /// <param name="lists">The model for lists, of <see cref="ImplicitLeastSquares"/> (no item biases).</param>
    /// <param name="ratings">What both were trained on: the numbers of ratings, and the scale.</param>
    /// <param name="titles">One title for each item, in its order.</param>
    /// <param name="options">The settings; null for the defaults.</param>
    /// <exception cref="ArgumentException">
    /// The models, the ratings and the titles do not know the same items, a setting is out of its range, or the page
    /// would become too large.
    /// </exception>
    public static LabView Show(BiasedFactorModel stars, FactorRanker lists, RatingsTable ratings,
        IReadOnlyList<string> titles, FilmLabOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stars);
        ArgumentNullException.ThrowIfNull(lists);
        ArgumentNullException.ThrowIfNull(ratings);
        ArgumentNullException.ThrowIfNull(titles);
        options ??= new FilmLabOptions();
        RequireOneCatalogue(stars, lists, ratings, titles);
        options.Validate(ratings);
        // Whatever does not fit the models is said now, not by an empty page.
        if (options.Start.Count > 0) FoldIn.User(lists, Items(options), options.UnclickedWeight, options.Lambda);
        var data = JsonSerializer.Serialize(
            FilmLabData.Of(stars, lists, ratings, titles, options), JsonSerializerOptions.Web);
        if (data.Length > MostCharacters)
            throw new ArgumentException(
                Invariant($"The film lab would be {data.Length / 1e6:F1} million characters long, ")
                + Invariant($"and at most {MostCharacters / 1e6:F0} million are shown. ")
                + "Train both models with fewer factors (LatentDim), or on fewer films.", nameof(ratings));
        return new LabView("films", data, Text(Rounded(stars), ratings, titles, options), (id, textHtml) => $"""
            <div data-mf-lab="{id}" class="mf-film-lab">{textHtml}</div>
            {LabHtml.Script(id, data, MakesLab)}
            """);
    }

    private static string Style => LabHtml.Part("lab.css") + "\n" + LabHtml.Part("film-lab.css");

    private static string MakesLab => $$"""
        const model = {{LabHtml.Part("film-lab-model.js")}};
        const { el, set } = {{LabHtml.Part("lab-views.js")}};
        const pageTheme = {{LabHtml.Part("page-theme.js")}};
        const style = {{LabHtml.ForScript(LabHtml.Quote(Style))}};
        const lab = ({{LabHtml.Part("film-lab.js")}})({ model, el, set, pageTheme, style });
        """;

    /// <summary>A star model with its item factors as the page has them: 8 bits a number.</summary>
    /// <param name="model">The model, which stays as it is.</param>
    public static BiasedFactorModel Rounded(BiasedFactorModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return new BiasedFactorModel(model.Name, model.Settings, model.Mean, model.UserBias.ToArray(),
            model.ItemBias.ToArray(), model.A, Rounded(model.B))
        { Deviation = model.Deviation };
    }

    /// <summary>A list model with its item factors as the page has them: 8 bits a number.</summary>
    /// <param name="model">The model, which stays as it is.</param>
    public static FactorRanker Rounded(FactorRanker model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return new FactorRanker(model.Name, model.Settings, model.ItemBias.ToArray(), model.A, Rounded(model.B));
    }

    /// <summary>Rounds every row to 255 steps: a whole number from −127 to 127 times the row's own scale.</summary>
    /// <param name="factors"><c>[rows × k]</c>; copied.</param>
    /// <returns><c>[rows × k]</c>; each number is off by at most 1/254 of its row's largest.</returns>
    public static float[,] Rounded(float[,] factors)
    {
        ArgumentNullException.ThrowIfNull(factors);
        var (steps, scales) = Pack(factors);
        var rounded = new float[factors.GetLength(0), factors.GetLength(1)];
        for (var n = 0; n < steps.Length; n++)
            rounded[n / rounded.GetLength(1), n % rounded.GetLength(1)] = steps[n] * scales[n / rounded.GetLength(1)];
        return rounded;
    }

    /// <summary>Whole numbers, row after row, and each row's scale, by which they are multiplied.</summary>
    internal static (sbyte[] Steps, float[] Scales) Pack(float[,] factors)
    {
        var (rows, k) = (factors.GetLength(0), factors.GetLength(1));
        var (steps, scales) = (new sbyte[rows * k], new float[rows]);
        for (var row = 0; row < rows; row++)
        {
            var largest = 0f;
            for (var f = 0; f < k; f++) largest = Math.Max(largest, Math.Abs(factors[row, f]));
            scales[row] = largest / Largest;
            for (var f = 0; f < k && largest > 0; f++)
                steps[(row * k) + f] = (sbyte)MathF.Round(factors[row, f] / largest * Largest);
        }
        return (steps, scales);
    }

    private static void RequireOneCatalogue(
        BiasedFactorModel stars, FactorRanker lists, RatingsTable ratings, IReadOnlyList<string> titles)
    {
        if (stars.ItemCount == ratings.ItemCount && lists.ItemCount == ratings.ItemCount
            && titles.Count == ratings.ItemCount) return;
        throw new ArgumentException(
            $"The star model knows {Counted.Of(stars.ItemCount, "item")}, "
            + Invariant($"the list model {lists.ItemCount}, ")
            + Invariant($"the ratings {ratings.ItemCount}, and the titles are {titles.Count}. ")
            + "Give models trained on these ratings, and one title for each item.", nameof(ratings));
    }

    internal static int[] Items(FilmLabOptions options) => [.. options.Start.Select(rated => rated.Item)];

    /// <summary>The ratings and the list of the start, for where no script runs.</summary>
    private static string Text(BiasedFactorModel stars, RatingsTable ratings, IReadOnlyList<string> titles,
        FilmLabOptions options)
    {
        var text = new StringBuilder("The film lab, which folds you in in a page that runs scripts.\n");
        if (options.Start.Count == 0) return text.ToString();
        float[] values = [.. options.Start.Select(rated => rated.Stars)];
        var row = FoldIn.User(stars, Items(options), values);
        var counts = FilmLabData.CountsOf(ratings);
        foreach (var (item, value) in options.Start)
            text.Append(Invariant($"rated {value} {(value == 1 ? "star" : "stars")}: {titles[item]}\n"));
        foreach (var best in Recommender.TopN(stars, row, Items(options), stars.ItemCount)
            .Where(best => counts[best.Item] >= options.LeastRatings).Take(10))
            text.Append(Invariant($"{best.Score:F2}   {titles[best.Item]}\n"));
        return text.ToString();
    }
}

/// <summary>How a film lab begins.</summary>
public sealed record FilmLabOptions
{
    /// <summary>What is rated when the lab opens, each item once; empty by default.</summary>
    public IReadOnlyList<(int Item, float Stars)> Start { get; init; } = [];

    /// <summary>
    /// The star model lists films with at least so many ratings, at the start; a reader can change it. Default 50.
    /// </summary>
    public int LeastRatings { get; init; } = 50;

    /// <summary>α of the list model's training. Default 0.7.</summary>
    public double UnclickedWeight { get; init; } = 0.7;

    /// <summary>λ of the list model's training. Default 0.005.</summary>
    public double Lambda { get; init; } = 0.005;

    internal void Validate(RatingsTable ratings)
    {
        ArgumentNullException.ThrowIfNull(Start);
        SettingRange.Require(LeastRatings >= 0, LeastRatings, "at least 0");
        SettingRange.RequirePositive(UnclickedWeight);
        SettingRange.RequirePositive(Lambda);
        var (low, high) = (ratings.Values.Min(), ratings.Values.Max());
        if (high - Math.Ceiling(low) is < 1 or > 9)
            throw new ArgumentException("The film lab has a button for each whole star, 2 to 10 of them; "
                + Invariant($"these ratings reach from {low} to {high}. Scale them to 1 to 5 first."), nameof(ratings));
        foreach (var (_, stars) in Start)
        {
            if (!(stars >= low && stars <= high))
                throw new ArgumentException(
                    Invariant($"A rating of the start is {stars}; the ratings reach from {low} to {high}."),
                    nameof(ratings));
        }
    }
}

/// <summary>What the script of a film lab is given.</summary>
internal sealed record FilmLabData(IReadOnlyList<string> Titles, int[] Counts, int People, int Low, int High,
    int Least, FilmLabFactors Stars, FilmLabFactors Lists, IEnumerable<float[]> Start)
{
    internal static FilmLabData Of(BiasedFactorModel stars, FactorRanker lists, RatingsTable ratings,
        IReadOnlyList<string> titles, FilmLabOptions options)
    {
        var penalty = FoldIn.Penalty.Of(null, stars);
        return new FilmLabData(titles, CountsOf(ratings), ratings.UserCount,
            (int)Math.Max(1, Math.Ceiling(ratings.Values.Min())), (int)Math.Floor(ratings.Values.Max()),
            options.LeastRatings,
            FilmLabFactors.Of(stars.B) with
            {
                Mean = stars.Mean,
                Lambda = penalty.Factors,
                BiasLambda = penalty.Bias,
                Bias = Base64(stars.ItemBias),
            },
            FilmLabFactors.Of(lists.B) with { Lambda = options.Lambda, UnclickedWeight = options.UnclickedWeight },
            options.Start.Select(rated => new float[] { rated.Item, rated.Stars }));
    }

    internal static int[] CountsOf(RatingsTable ratings)
    {
        var counts = new int[ratings.ItemCount];
        foreach (var item in ratings.Items) counts[item]++;
        return counts;
    }

    /// <summary>The bytes of the numbers, as a script reads them.</summary>
    internal static string Base64<T>(ReadOnlySpan<T> numbers) where T : struct =>
        Convert.ToBase64String(MemoryMarshal.AsBytes(numbers));
}

/// <summary>Item factors in 8 bits, and what folding in takes beside them.</summary>
internal sealed record FilmLabFactors(int K, string Steps, string Scales)
{
    public float Mean { get; init; }

    public double Lambda { get; init; }

    public double BiasLambda { get; init; }

    public double UnclickedWeight { get; init; }

    public string? Bias { get; init; }

    internal static FilmLabFactors Of(float[,] factors)
    {
        var (steps, scales) = FilmLab.Pack(factors);
        return new FilmLabFactors(factors.GetLength(1), FilmLabData.Base64<sbyte>(steps),
            FilmLabData.Base64<float>(scales));
    }
}
