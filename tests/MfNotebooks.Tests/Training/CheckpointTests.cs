using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace MfNotebooks.Tests.Training;

public sealed class CheckpointTests : IDisposable
{
    private static readonly RatingsTable Table = SyntheticRatings.Create(60, 40, 900, seed: 2).Table;
    private readonly TemporaryFolder _folder = new();
    private readonly RatingsMatrix _films = SampleRatings.Films;

    private string CheckpointFile => Path.Combine(_folder.Path, "training.state");

    public void Dispose()
    {
        _films.Dispose();
        _folder.Dispose();
    }

    public static TheoryData<Gradient, Optimizer> Descents => new()
    {
        { Gradient.Autograd, Optimizer.Adam },
        { Gradient.ClosedForm, Optimizer.Adam },
        { Gradient.ClosedForm, Optimizer.Sgd },
    };

    [Theory]
    [MemberData(nameof(Descents))]
    public void A_training_that_was_stopped_goes_on_to_the_same_bits(Gradient gradient, Optimizer optimizer)
    {
        var options = new TrainingOptions { Steps = 300, ReportEvery = 40, Device = CPU, Gradient = gradient, Optimizer = optimizer, LearningRate = 0.01 };
        using var whole = Trainer.Fit(_films, options);
        using var cancel = new CancellationTokenSource();
        var stopping = options with { CheckpointFile = CheckpointFile, CancellationToken = cancel.Token, Progress = new Immediate<TrainingStep>(s => { if (s.Step == 120) cancel.Cancel(); }) };

        Assert.ThrowsAny<OperationCanceledException>(() => Trainer.Fit(_films, stopping));
        using var resumed = Trainer.Fit(_films, options with { CheckpointFile = CheckpointFile });

        Assert.Equal(whole.Model.A.ToMatrix(), resumed.Model.A.ToMatrix());
        Assert.Equal(whole.Model.B.ToMatrix(), resumed.Model.B.ToMatrix());
        Assert.Equal(whole.History.Steps.Select(s => s with { Seconds = 0 }), resumed.History.Steps.Select(s => s with { Seconds = 0 }));
        Assert.Equal(resumed.History.Steps.Select(s => s.Seconds).Order(), resumed.History.Steps.Select(s => s.Seconds));
    }

    [Fact]
    public void A_finished_training_can_ask_for_more_steps()
    {
        var options = new TrainingOptions { Steps = 100, ReportEvery = 50, Device = CPU };
        using var whole = Trainer.Fit(_films, options with { Steps = 200 });
        using var first = Trainer.Fit(_films, options with { CheckpointFile = CheckpointFile });
        using var same = Trainer.Fit(_films, options with { CheckpointFile = CheckpointFile });
        using var more = Trainer.Fit(_films, options with { CheckpointFile = CheckpointFile, Steps = 200 });

        Assert.Equal(first.Model.A.ToMatrix(), same.Model.A.ToMatrix());
        Assert.Equal(whole.Model.A.ToMatrix(), more.Model.A.ToMatrix());
        Assert.Equal([1, 50, 100, 150, 200], more.History.Steps.Select(s => s.Step));
    }

    [Fact]
    public void Minibatches_go_on_to_the_same_bits()
    {
        var options = new MinibatchOptions { LatentDim = 4, Epochs = 6, BatchSize = 100 };
        var whole = MinibatchTrainer.Fit(Table, options);
        using var cancel = new CancellationTokenSource();
        var stopping = options with { CheckpointFile = CheckpointFile, CancellationToken = cancel.Token, Progress = new Immediate<TrainingEpoch>(e => { if (e.Epoch == 3) cancel.Cancel(); }) };

        Assert.ThrowsAny<OperationCanceledException>(() => MinibatchTrainer.Fit(Table, stopping));
        var epochs = new List<int>();
        var resumed = MinibatchTrainer.Fit(Table, options with { CheckpointFile = CheckpointFile, Progress = new Immediate<TrainingEpoch>(e => epochs.Add(e.Epoch)) });

        AssertSameBits(whole, resumed);
        Assert.Equal([4, 5, 6], epochs);
    }

    [Fact]
    public void Resuming_leaves_no_tensors_behind()
    {
        var options = new TrainingOptions { Steps = 100, ReportEvery = 50, Device = CPU, CheckpointFile = CheckpointFile };
        Trainer.Fit(_films, options).Dispose();
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        Trainer.Fit(_films, options with { Steps = 200 }).Dispose();

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void A_checkpoint_of_another_training_is_refused()
    {
        var options = new TrainingOptions { Steps = 50, Device = CPU, CheckpointFile = CheckpointFile };
        Trainer.Fit(_films, options).Dispose();
        using var fewer = _films.WithHidden(0.2, 0).Kept;

        Refused("Here: k 3", () => Trainer.Fit(_films, options with { LatentDim = 3 }));
        Refused("belongs to another training", () => Trainer.Fit(fewer, options));
        Refused("has 50 steps behind it, and only 10 are asked for", () => Trainer.Fit(_films, options with { Steps = 10 }));
    }

    [Fact]
    public void A_damaged_checkpoint_is_refused()
    {
        var options = new TrainingOptions { Steps = 50, Device = CPU, CheckpointFile = CheckpointFile };
        Trainer.Fit(_films, options).Dispose();
        var bytes = File.ReadAllBytes(CheckpointFile);

        File.WriteAllBytes(CheckpointFile, bytes[..^5]);
        Refused("is damaged", () => Trainer.Fit(_films, options));
        bytes[^40] ^= 1;
        File.WriteAllBytes(CheckpointFile, bytes);
        Refused("its checksum does not match", () => Trainer.Fit(_films, options));
        File.WriteAllText(CheckpointFile, "not a checkpoint, but long enough to be looked into, one would think");
        Refused("is not a checkpoint of MfNotebooks", () => Trainer.Fit(_films, options));
    }

    [Fact]
    public void What_a_checkpoint_does_not_keep_cannot_be_combined_with_it()
    {
        var error = Assert.Throws<ArgumentException>(() => Trainer.Fit(_films, new TrainingOptions { CheckpointFile = CheckpointFile, SnapshotEvery = 10 }));

        Assert.Contains("CheckpointFile cannot be combined with Patience or SnapshotEvery", error.Message, StringComparison.Ordinal);
    }

    private static void Refused(string message, Action fit) => Assert.Contains(message, Assert.Throws<InvalidDataException>(fit).Message, StringComparison.Ordinal);

    private static void AssertSameBits(BiasedFactorModel expected, BiasedFactorModel actual)
    {
        Assert.Equal(expected.A, actual.A);
        Assert.Equal(expected.B, actual.B);
        Assert.Equal(expected.UserBias.ToArray(), actual.UserBias.ToArray());
        Assert.Equal(expected.ItemBias.ToArray(), actual.ItemBias.ToArray());
    }
}
