using System.Diagnostics;
using System.Runtime.InteropServices;
using MfNotebooks.Tests.HardTimes;
using TorchSharp;
using Xunit;

namespace MfNotebooks.Tests.Models;

/// <summary>What holds for every model that only ranks: a new one is added to the list, and everything to it.</summary>
public class EveryRankerTests
{
    private const string FingerprintsVariable = "MF_TEST_FINGERPRINTS";
    private static readonly RatingsTable Groups = TwoGroups();
    private static readonly RatingsTable Wide = SyntheticRatings.Create(40, 60, 900, noise: 0.2, seed: 1).Table;
    private static readonly RatingsTable Tall = SyntheticRatings.Create(60, 40, 900, noise: 0.2, seed: 1).Table;

    private static readonly Dictionary<string, Func<RatingsTable, IItemRanker>> Models = new()
    {
        ["popularity"] = Popularity.Fit,
        ["item neighbours"] = ratings => ItemNeighbours.Fit(ratings, neighbours: 9),
        ["SVD"] = ratings => TruncatedSvd.Fit(ratings, new SvdOptions
        {
            LatentDim = Math.Min(3, Math.Min(ratings.UserCount, ratings.ItemCount)), Seed = 3,
        }),
        ["weighted least squares"] = ratings => ImplicitLeastSquares.Fit(ratings, new ImplicitOptions
        {
            LatentDim = 9, Sweeps = 5, UnclickedWeight = 0.7, Lambda = 0.05, Seed = 3,
        }),
        ["BPR"] = ratings => PersonalizedRanking.Fit(ratings, new PersonalizedRankingOptions
        {
            LatentDim = 9, Epochs = 60, Seed = 3,
        }),
        ["EASE"] = ratings => Ease.Fit(ratings, lambda: 5),
    };

    public static TheoryData<string> Names => [.. Models.Keys];

    public static TheoryData<string> PersonalNames => [.. Models.Keys.Skip(1)];

    [Theory]
    [MemberData(nameof(Names))]
    public void An_index_that_cannot_be_is_an_error(string name)
    {
        var model = Models[name](Tall);

        Assert.Contains("There is no user -2", Assert.Throws<ArgumentOutOfRangeException>(
            () => model.Score(-2, new float[model.ItemCount])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => model.Score(Tall.UserCount, new float[model.ItemCount]));
        Assert.Contains("room for 3 scores", Assert.Throws<ArgumentOutOfRangeException>(
            () => model.Score(0, new float[3])).Message, StringComparison.Ordinal);
    }

    /// <summary>Each group clicks half of its own items; nobody clicks any of the other group's.</summary>
    [Theory]
    [MemberData(nameof(PersonalNames))]
    public void A_user_is_shown_what_the_own_group_clicks(string name)
    {
        var model = Models[name](Groups);

        for (var user = 0; user < Groups.UserCount; user++)
        {
            var best = Recommender.TopN(model, Groups, user, 5);
            Assert.All(best, r => Assert.Equal(user % 2, r.Item % 2));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_user_without_clicks_is_ranked_for_as_an_unknown_one_is(string name)
    {
        var ratings = RatingsTable.From([.. Tall.UserIds, "stranger"], [.. Tall.ItemIds, "new film"],
            Tall.Users.AsSpan(), Tall.Items.AsSpan(), Tall.Values.AsSpan());
        var model = Models[name](ratings);
        var (stranger, unknown, known) = (Room(), Room(), Room());

        model.Score(Tall.UserCount, stranger);
        model.Score(-1, unknown);
        model.Score(0, known);

        Assert.Equal(unknown, stranger);
        Assert.Equal(name == "popularity", unknown.SequenceEqual(known));

        float[] Room() => new float[model.ItemCount];
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Ratings_that_are_few_equal_negative_or_of_one_side_give_finite_scores(string name)
    {
        // A sum of stars ends where a float does; to the others every rating is one click.
        var takesStars = name is "SVD" or "item neighbours";
        foreach (var (which, ratings) in HardRatings.Plain.Concat(takesStars ? [] : HardRatings.Enormous))
        {
            var scores = Scores(Models[name](ratings), ratings);
            Assert.True(scores.All(float.IsFinite), $"{which}: {string.Join(" ", scores)}");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_metric_and_list_takes_the_model(string name)
    {
        var split = Split.Random(Tall, 0.2);
        var table = Evaluate.Lists([split], [Models[name]], k: 5);

        Assert.InRange(table.Rows[0].Ranking!.Ndcg, 0.01, 1);
        Assert.Null(table.Rows[0].Ratings);
        Assert.Equal(Models[name](split.Train).Name, table.Rows[0].Model);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void No_tensor_stays_behind(string name)
    {
        Models[name](Wide);
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        Scores(Models[name](Wide), Wide);

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void The_same_seed_gives_the_same_bits()
    {
        var (first, second) = (Fingerprints(), Fingerprints());

        Assert.Equal(first, second);
        if (Environment.GetEnvironmentVariable(FingerprintsVariable) is { Length: > 0 } path)
            File.WriteAllLines(path, first);
    }

    [Fact]
    public void One_thread_gives_the_same_bits_as_two()
    {
        using var folder = new TemporaryFolder();
        foreach (var threads in (string[])["1", "2"])
        {
            var name = "MfNotebooks.Tests" + (RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? ".exe" : "");
            var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, name),
                ["-method", $"{typeof(EveryRankerTests).FullName}.{nameof(The_same_seed_gives_the_same_bits)}"])
            {
                RedirectStandardOutput = true,
            };
            foreach (var variable in (string[])["DOTNET_PROCESSOR_COUNT", "OMP_NUM_THREADS"])
                start.Environment[variable] = threads;
            start.Environment[FingerprintsVariable] = folder.File(threads);
            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            Assert.True(process.ExitCode == 0, output);
        }
        Assert.Equal(2 * Models.Count, File.ReadAllLines(folder.File("1")).Length);
        Assert.Equal(File.ReadAllLines(folder.File("1")), File.ReadAllLines(folder.File("2")));
    }

    private static string[] Fingerprints() => [.. from table in (RatingsTable[])[Wide, Tall] from entry in Models
        select entry.Key + Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(
            MemoryMarshal.AsBytes<float>(Scores(entry.Value(table), table))))];

    private static float[] Scores(IItemRanker model, RatingsTable ratings)
    {
        var scores = new float[(ratings.UserCount + 1) * ratings.ItemCount];
        for (var user = -1; user < ratings.UserCount; user++)
            model.Score(user, scores.AsSpan((user + 1) * ratings.ItemCount, ratings.ItemCount));
        return scores;
    }

    /// <summary>Even users click even items and odd ones odd items, each a random half of them.</summary>
    private static RatingsTable TwoGroups()
    {
        const int Users = 60, Items = 40;
        var random = new Random(5);
        var clicks = (from user in Enumerable.Range(0, Users)
                      from item in Enumerable.Range(0, Items)
                      where user % 2 == item % 2 && random.Next(2) == 0
                      select (user, item)).ToArray();
        return RatingsTable.From(Ids(Users), Ids(Items), [.. clicks.Select(c => c.user)],
            [.. clicks.Select(c => c.item)], [.. clicks.Select(_ => 4f)]);

        static string[] Ids(int count) =>
            [.. Enumerable.Range(0, count).Select(n => FormattableString.Invariant($"{n}"))];
    }
}
