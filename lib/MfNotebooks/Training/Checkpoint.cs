using System.Globalization;
using static TorchSharp.torch;

namespace MfNotebooks;

/// <summary>The state of a training between two steps, kept in a file so that a training which was stopped can go on to the same bits.</summary>
/// <param name="path">The file.</param>
/// <param name="training">What the training is: its settings and its ratings. Only the same training goes on from the file.</param>
internal sealed class Checkpoint(string path, string training)
{
    private const int Version = 1;
    private static readonly ChecksummedFile<Header> Format = new("MFSTATE\n", "checkpoint", "Delete it to begin the training anew, or name another file.");

    private sealed record Header(int Version, string Training, int Step, IReadOnlyList<long> Lengths, IReadOnlyList<TrainingStep> Reports);

    /// <summary>Writes what the training has reached; an older file is replaced once the new one is whole.</summary>
    /// <param name="step">The steps done, or epochs, or sweeps.</param>
    /// <param name="state">All tensors that the next step depends on.</param>
    /// <param name="reports">The reports so far, where they are part of the result.</param>
    internal void Save(int step, IReadOnlyList<Tensor> state, IReadOnlyList<TrainingStep>? reports = null) =>
        Format.Write(path, new Header(Version, training, step, [.. state.Select(s => s.NumberOfElements)], reports ?? []), state);

    /// <summary>Puts the tensors back to what the file holds, if there is one.</summary>
    /// <param name="state">The tensors, in the order of <see cref="Save"/>.</param>
    /// <param name="steps">How many steps are asked for in all.</param>
    /// <returns>The steps done and their reports: 0 and none where there is no file.</returns>
    /// <exception cref="InvalidDataException">The file is of another training, of more steps than asked for, or damaged.</exception>
    internal (int Step, IReadOnlyList<TrainingStep> Reports) Restore(IReadOnlyList<Tensor> state, int steps)
    {
        if (!File.Exists(path)) return (0, []);
        var (header, numbers) = Format.Read(path, header => Inspect(header, state, steps));
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var start = 0;
        foreach (var part in state)
        {
            var length = (int)part.NumberOfElements;
            part.copy_(tensor(numbers[start..(start + length)]).view(part.shape));
            start += length;
        }
        return (header.Step, header.Reports);
    }

    private (long Count, string Of) Inspect(Header header, IReadOnlyList<Tensor> state, int steps)
    {
        if (header.Version != Version)
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"{path} is a checkpoint of version {header.Version}; this library reads version {Version}. Delete it to begin the training anew."));
        if (header.Training != training)
            throw new InvalidDataException($"The checkpoint {path} belongs to another training. There: {header.Training}. Here: {training}. Delete it to begin anew, or name another file.");
        if (header.Step < 1 || header.Reports is null || header.Lengths is null || !header.Lengths.SequenceEqual(state.Select(s => s.NumberOfElements)))
            throw Format.Damaged(path, "its header does not fit the training");
        if (header.Step > steps)
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"The checkpoint {path} has {header.Step} steps behind it, and only {steps} are asked for. Ask for at least as many, or name another file."));
        return (header.Lengths.Sum(), string.Create(CultureInfo.InvariantCulture, $"step {header.Step}"));
    }
}
