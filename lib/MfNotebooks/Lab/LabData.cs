using System.Text.Json;

namespace MfNotebooks;

/// <summary>What the script of a lab is given.</summary>
internal sealed record LabData(
    IReadOnlyList<string> Users, IReadOnlyList<string> Items, IReadOnlyList<float?> Values, int Low, int High,
    LabSettings Settings, int Steps, IReadOnlyList<int> At, IReadOnlyList<string> Controls, string Lead,
    LabQuestion? Guess)
{
    private const string UsualLead = "**Press Play.** Every person and every film starts with a few random numbers; "
        + "training turns them until they multiply into the ratings, and then they also say what nobody has rated. "
        + "Then change a rating, and watch.";

    /// <summary>Names as JavaScript has them; nothing in it can end a script element.</summary>
    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

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
