namespace MfNotebooks.Tests.Notebooks.HardTimes;

/// <summary>
/// The same seed gives the same bits in another process, and with another number of torch's threads and of processors.
/// </summary>
[Trait("Length", "Long")]
public sealed class DeterminismTests : IDisposable
{
    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Everything_that_takes_a_seed_prints_the_same_fingerprint()
    {
        var path = folder.Write("a.ipynb", new NotebookBuilder()
            .Code("setup", LibraryCells.Setup).Code("parameters", "int threads = 1;", "parameters")
                .Code("fingerprints", Fingerprints));

        var prints = await Task.WhenAll(RunAsync(path, threads: 1, processors: 2),
            RunAsync(path, threads: 1, processors: 1), RunAsync(path, threads: 2, processors: 2));

        Assert.Equal(16, prints[0].Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal(prints[0], prints[1]);
        Assert.Equal(prints[0], prints[2]);
    }

    private async Task<string> RunAsync(string path, int threads, int processors)
    {
        var output = Path.Combine(folder.Path, FormattableString.Invariant($"out-{threads}-{processors}"));
        var result = await RunnerProcess.RunInAsync(folder.Path, new Dictionary<string,
            string>
        { ["DOTNET_PROCESSOR_COUNT"] = FormattableString.Invariant($"{processors}") },
            "run", path, "--out", output, "--set", FormattableString.Invariant($"threads={threads}"));
        Assert.True(result.ExitCode == 0, result.Output + result.Errors);
        return ExecutedNotebook.Load(Path.Combine(output, "a.ipynb")).Printed("fingerprints");
    }

    /// <summary>The films, and a matrix large enough for torch to share its work among threads.</summary>
    private const string Fingerprints = """
        using System.Runtime.InteropServices;
        using System.Security.Cryptography;
        set_num_threads(threads);
        void Print(string name, IEnumerable<float> numbers)
        {
            var bytes = MemoryMarshal.AsBytes(numbers.ToArray().AsSpan());
            Console.WriteLine($"{name,-28} {Convert.ToHexString(SHA256.HashData(bytes))}");
        }
        IEnumerable<float> Of(FactorModel model) =>
            model.A.ToMatrix().Cast<float>().Concat(model.B.ToMatrix().Cast<float>());
        IEnumerable<float> Rows(BiasedFactorModel model) =>
            [.. model.UserBias, .. model.ItemBias, .. model.A.Cast<float>(), .. model.B.Cast<float>()];
        var made = SyntheticRatings.Create(400, 200, 12_000, latentDim: 8);
        Print("made-up ratings", made.Table.Values);
        Print("split at random", Split.Random(made.Table, seed: 3).Test.Values);
        Print("split by folds", Split.Folds(made.Table, seed: 3)[1].Test.Values);
        foreach (var (name, ratings, k, steps) in new[] { ("films", SampleRatings.Films, 2, 200),
            ("large", made.Table.ToMatrix(), 16, 25) })
        {
            foreach (var gradient in Enum.GetValues<Gradient>())
                foreach (var form in Enum.GetValues<Regularization>())
                    Print($"{name} {gradient} {form}",
                        Of(Trainer.Fit(ratings, new() { LatentDim = k, Steps = steps, Gradient = gradient,
                        Regularization = form }).Model));
            Print($"{name} sweep", Sweep.Fit(ratings,
                new() { LatentDims = [1, k], Seeds = [0, 1], Steps = steps }).Runs.SelectMany(run => Of(run.Model)));
        }
        Print("alternating", Rows(AlternatingLeastSquares.Fit(made.Table, new() { Sweeps = 2 })));
        Print("minibatches", Rows(MinibatchTrainer.Fit(made.Table, new() { Epochs = 1 })));
        """ + "\nPrint(\"variational\", Rows(VariationalLeastSquares.Fit(made.Table, new() { Rounds = 1 })));";
}
