using System.Text.Json;

namespace MfNotebooks.Tests.Golden;

/// <summary>One run of PyTorch 1.13 on the running example, as recorded in <c>pytorch_runs.json</c>.</summary>
public sealed record GoldenRun(
    int Seed, int LatentDim, double Regularization, double LearningRate, int Steps,
    GoldenFactors Initial, GoldenFactors GradientAtStep1, Dictionary<string, double> Loss, float[][] Reconstruction)
{
    private static readonly GoldenFile File = Read();

    public static IReadOnlyList<GoldenRun> All => File.Runs;

    public static GoldenFile Recorded => File;

    public override string ToString() => FormattableString.Invariant($"seed {Seed}, k {LatentDim}, λ {Regularization}");

    private static GoldenFile Read()
    {
        using var stream = typeof(GoldenRun).Assembly.GetManifestResourceStream("pytorch_runs.json")!;
        return JsonSerializer.Deserialize<GoldenFile>(stream, JsonSerializerOptions.Web)!;
    }
}

/// <summary>Two matrices in PyTorch's nested lists.</summary>
public sealed record GoldenFactors(float[][] A, float[][] B);

/// <summary>The whole recording.</summary>
public sealed record GoldenFile(string[] Users, string[] Films, float[][] Ratings, GoldenRun[] Runs);
