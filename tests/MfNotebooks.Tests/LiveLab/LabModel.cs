using System.Text.Json;
using Jint;

namespace MfNotebooks.Tests.LiveLab;

/// <summary>The lab's arithmetic alone, in a JavaScript engine of its own.</summary>
internal sealed class LabModel : IDisposable
{
    private readonly Engine _engine = new();

    internal LabModel()
    {
        using var stream = typeof(MfNotebooks.Lab).Assembly.GetManifestResourceStream("MfNotebooks.lab-model.js")!;
        using var reader = new StreamReader(stream);
        _engine.Execute("const model = " + reader.ReadToEnd());
    }

    public void Dispose() => _engine.Dispose();

    /// <summary>Evaluates an expression that may use <c>model</c> and what <see cref="Train"/> made.</summary>
    internal double[] Numbers(string expression) =>
        JsonSerializer.Deserialize<double[]>(_engine.Evaluate($"JSON.stringify(Array.from({expression}))").AsString())!;

    internal double Number(string expression) => _engine.Evaluate($"Number({expression})").AsNumber();

    /// <summary>
    /// Makes <c>ratings</c>, <c>hidden</c> and a <c>run</c> with the settings of a training, as the lab does.
    /// </summary>
    internal void Train(RatingsMatrix ratings, TrainingOptions options, string? optimizer = null)
    {
        var settings = new
        {
            users = ratings.UserCount, items = ratings.ItemCount, k = options.LatentDim, seed = options.Seed,
            mean = JsonNamingPolicy.CamelCase.ConvertName(options.Mean.ToString()), lambda = options.Lambda,
            squared = options.Regularization == Regularization.SquaredNorm, rate = options.LearningRate,
            optimizer = optimizer ?? (options.Optimizer == Optimizer.Sgd ? "descent" : "adam"),
        };
        Give("ratings", ratings);
        if (options.Validation is { } validation) Give("hidden", validation);
        _engine.Execute($"var run = model.train({{ ...{JsonSerializer.Serialize(settings)}, ratings }})");
    }

    /// <summary>Makes a variable of ratings.</summary>
    internal void Give(string name, RatingsMatrix ratings)
    {
        var table = ratings.ToTable();
        var list = Enumerable.Range(0, table.Count)
            .Select(n => new { user = table.Users[n], item = table.Items[n], value = table.Values[n] });
        _engine.Execute($"var {name} = {JsonSerializer.Serialize(list)}");
    }

    /// <summary>Takes steps; the number of those that could be taken.</summary>
    internal int Advance(int steps) => (int)_engine
        .Evaluate($"(() => {{ let n = 0; while (n < {steps} && run.advance()) n++; return n; }})()").AsNumber();
}
