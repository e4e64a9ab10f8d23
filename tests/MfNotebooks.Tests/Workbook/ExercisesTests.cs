using Xunit;

namespace MfNotebooks.Tests.Workbook;

/// <summary>The records of all exercises: every known mistake is told, and each by its own sentence.</summary>
public sealed class ExercisesTests(ChapterObjects chapters) : IClassFixture<ChapterObjects>
{
    public static TheoryData<string> Numbers => [.. Exercises.All.Select(exercise => exercise.Number)];

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Every_known_mistake_gets_its_own_sentence(string number)
    {
        var (exercise, own) = (Exercises.Find(number)!, chapters.Of(number));
        var mistakes = exercise.Mistakes(new Given(own)).ToArray();
        Assert.True(mistakes.Length >= 2, $"{number} knows {mistakes.Length} mistakes");
        foreach (var (answer, sentence) in mistakes.Where(mistake => mistake.Answer is not double.NaN))
        {
            var result = Check.Exercise(number, answer, own);
            Assert.Equal(CheckState.Wrong, result.State);
            Assert.EndsWith(sentence, result.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Every_exercise_has_three_hints(string number) => Assert.Equal(3, Exercises.Find(number)!.Hints.Count);

    [Fact]
    public void No_two_sentences_coincide()
    {
        var all = Exercises.All.SelectMany(exercise => exercise.Mistakes(new Given(chapters.Of(exercise.Number))))
            .Select(mistake => mistake.Sentence).Concat(Exercises.All.SelectMany(exercise => exercise.Hints)).ToArray();
        var twice = all.GroupBy(sentence => sentence).Where(same => same.Count() > 1).Select(same => same.Key);
        Assert.Empty(twice);
    }

    [Fact]
    public void A_right_answer_follows_the_readers_own_objects()
    {
        var other = RatingsMatrix.From(new float?[,] { { 1, null, 3 }, { null, null, 2 } });
        Assert.Equal(CheckState.Right, Check.Exercise("0.1", 3, other).State);
        Assert.Equal(CheckState.Right, Check.Exercise("0.1", 12, SampleRatings.Films).State);
        Assert.Equal(CheckState.Wrong, Check.Exercise("0.1", 12, other).State);
        Assert.Equal(CheckState.Right, Check.Exercise("1.2", 2 / 3.0, other).State);
    }
}

/// <summary>Objects as the chapters have them; smaller where that changes no mistake.</summary>
public sealed class ChapterObjects
{
    private static readonly TrainingOptions Quick = new() { Gradient = Gradient.ClosedForm, ReportEvery = 100 };

    private readonly Dictionary<string, Lazy<object[]>> _own;

    public ChapterObjects()
    {
        var films = SampleRatings.Films;
        var (kept, hidden) = films.WithHidden(0.25, 1);
        var (model, full) = (Trainer.Fit(films, Quick).Model, RatingsMatrix.From(
            films.Values.ToMatrix(), MissingValue.NaN, films.Users, films.Items));
        var sparse = SyntheticRatings.Create(200, 120, 6_000, seed: 1).Table;
        _own = new Dictionary<string, Lazy<object[]>>
        {
            ["0.1"] = Own(() => [films]),
            ["0.3"] = Own(() => [films, Quick]),
            ["1.1"] = Own(() => [films]),
            ["1.2"] = Own(() => [films]),
            ["1.4"] = Own(() => [films, Trainer.Fit(full, Quick).Model, model]),
            ["2.4"] = Own(() => [model]),
            ["3.1"] = Own(() => [Path(kept, hidden)]),
            ["3.4"] = Own(() => [films, Quick with { LatentDim = 3 }]),
            ["4.1"] = Own(() => [Trainer.Fit(films, Quick).History]),
            ["4.3"] = Own(() => [films, Quick]),
            ["5.1"] = Own(() => [films, model]),
            ["5.2"] = Own(() => [films, model]),
            ["5.4"] = Own(() => [model]),
            ["6.3"] = Own(() => [films]),
            ["7.4"] = Own(() => [sparse]),
            ["8.4"] = Own(() => [Sweeps(sparse).Log]),
            ["8.5"] = Own(() => [.. Sweeps(sparse).Trained]),
            ["9.4"] = Own(() => [Content(sparse)]),
        };
    }

    public object[] Of(string number) => _own.TryGetValue(number, out var own) ? own.Value : [];

    private static Lazy<object[]> Own(Func<object[]> make) => new(make);

    private static SweepResult Path(RatingsMatrix kept, RatingsMatrix hidden) => Sweep.Fit(kept, new SweepOptions
    {
        LatentDims = [3],
        Lambdas = [0, 0.05, 0.2, 0.5, 2],
        Seeds = [0, 1, 2, 3, 4, 5, 6, 7],
        Validation = hidden,
    });

    private static (EpochLog Log, object[] Trained) Sweeps(RatingsTable ratings)
    {
        var (_, train, test) = Split.Random(ratings, 0.2, seed: 0);
        var log = new EpochLog();
        var options = new AlternatingOptions
        {
            LatentDim = 8,
            Sweeps = 12,
            RowLambda = 0,
            Validation = test,
            Progress = log,
        };
        var model = AlternatingLeastSquares.Fit(train, options);
        return (log, [train, test, options with { RowLambda = 4, FactorLambda = 0.07, Progress = null }, model]);
    }

    private static ContentModel Content(RatingsTable ratings)
    {
        string[] names = ["Drama", "Comedy", "War"];
        var genres = Enumerable.Range(0, ratings.ItemCount).Select(item => (IReadOnlyList<string>)(
            item % 4 == 0 ? [names[item % 3], names[(item + 1) % 3]] : [names[item % 3]])).ToArray();
        return ContentModel.Fit(VariationalLeastSquares.Fit(ratings), ratings, genres);
    }
}
