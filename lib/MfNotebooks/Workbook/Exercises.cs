using System.Globalization;

namespace MfNotebooks;

/// <summary>The exercises of all chapters; each chapter's stand in a file of their own.</summary>
internal static partial class Exercises
{
    private const int Chapters = 13;

    /// <summary>All exercises, in reading order.</summary>
    public static IEnumerable<Exercise> All =>
        Enumerable.Range(0, Chapters).SelectMany(chapter => Of(chapter.ToString(CultureInfo.InvariantCulture)));

    /// <summary>The exercise of a number, such as <c>3.2</c>; null for none.</summary>
    public static Exercise? Find(string number) =>
        Of(number.Split('.')[0]).FirstOrDefault(exercise => exercise.Number == number);

    private static Exercise[] Of(string chapter) => chapter switch
    {
        "0" => StartHere,
        "1" => Ratings,
        "2" => Factors,
        "3" => Regularizing,
        "4" => Training,
        "5" => Reconstruction,
        "6" => Dimensions,
        "7" => Evaluation,
        "8" => Sparse,
        "9" => ColdStart,
        "10" => Lists,
        "11" => Certainty,
        "12" => Recommender,
        _ => [],
    };

    /// <summary>A row of random numbers between −2 and 2.</summary>
    private static double[] Row(Random random, int length) =>
        [.. Enumerable.Range(0, length).Select(_ => Math.Round((4 * random.NextDouble()) - 2, 2))];

    /// <inheritdoc cref="Row"/>
    private static float[] FloatRow(Random random, int length) => [.. Row(random, length).Select(x => (float)x)];

    /// <summary>A root mean squared error.</summary>
    private static double Rms(IEnumerable<double> errors) => Math.Sqrt(errors.Average(error => error * error));
}
