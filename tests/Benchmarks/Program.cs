using System.Globalization;
using MfNotebooks.Benchmarks;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

// Without a name all of them run, one after the other: about ten minutes on two cores.
(string Name, string What, Func<int> Run)[] benchmarks =
[
    ("training", "the script's training, by autograd and in closed form, and sweeps of it", TrainingBenchmarks.Run),
    ("pytorch", "the same training in turns with PyTorch's own script", () => SideBySide.Run(rounds: 7)),
    ("sparse", "alternating least squares on up to 20 million ratings", () => SparseTraining.Run()),
    ("implicit", "weighted least squares on up to 20 million clicks", () => ImplicitSweeps.Run()),
    ("first-chart", "from `dotnet run` to the first chart", () => FirstChart.Run(rounds: 7)),
    ("lab", "frames a second of the live lab while it trains; needs Chromium", LabFrames.Run),
    ("reading", "a MovieLens file of 5 million ratings", () => Reading.Run(ratings: 5_000_000)),
];
switch (args)
{
    case [SparseTraining.ChildVerb, var size]:
        return SparseTraining.RunChild(size, "32");
    case [SparseTraining.ChildVerb, var size, var latentDim]:
        return SparseTraining.RunChild(size, latentDim);
    case ["sparse", var other]:
        return SparseTraining.Run(other);
    case ["sparse", var other, var size]:
        return SparseTraining.Run(other, size);
    case ["implicit", var millions]:
        return ImplicitSweeps.Run(millions);
    case ["search", var folder]:
        return HyperparameterSearch.Run(folder);
    case []:
        return benchmarks.Max(Announce);
    case [var name] when Array.Find(benchmarks, b => b.Name == name) is { Run: not null } chosen:
        return Announce(chosen);
    default:
        Console.Error.WriteLine($"Name one of these, or none for all: "
            + $"{string.Join(", ", benchmarks.Select(b => b.Name))}; or: search FOLDER; or: sparse "
            + "FOLDER-OF-ANOTHER-BUILD [movielens, 1, 5, 20 or k]; or: implicit [1, 5 or 20].");
        return 2;
}

static int Announce((string Name, string What, Func<int> Run) benchmark)
{
    Console.WriteLine($"\n## {benchmark.Name}: {benchmark.What}\n");
    return benchmark.Run();
}
