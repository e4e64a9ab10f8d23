using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MfNotebooks.Runner.Kernel;

/// <summary>The one thing that the runner asks of the kernel's process. Errors name the cell by its number.</summary>
internal sealed record RunCell(int Number, string Code);

/// <summary>What the kernel's process tells the runner: one JSON object a line.</summary>
[JsonDerivedType(typeof(KernelReady), "ready")]
[JsonDerivedType(typeof(RestoreStarted), "restore-started")]
[JsonDerivedType(typeof(RestoreFinished), "restore-finished")]
[JsonDerivedType(typeof(StreamWritten), "stream")]
[JsonDerivedType(typeof(Displayed), "display")]
[JsonDerivedType(typeof(DisplayUpdated), "update")]
[JsonDerivedType(typeof(CellFailed), "failed")]
[JsonDerivedType(typeof(CellSucceeded), "succeeded")]
internal abstract record KernelMessage;

/// <summary>The kernel is up and waits for the first cell.</summary>
internal sealed record KernelReady : KernelMessage;

/// <summary>NuGet packages are being looked up or fetched: the time that this takes is not the cell's.</summary>
internal sealed record RestoreStarted(string Packages) : KernelMessage;

/// <summary>The packages are there; the cell's clock runs again.</summary>
internal sealed record RestoreFinished : KernelMessage;

/// <summary>Text that the cell printed; <paramref name="Name"/> is stdout or stderr.</summary>
internal sealed record StreamWritten(string Name, string Text) : KernelMessage;

/// <summary>A shown value by MIME type: the cell's result, or a display that can be updated by its id.</summary>
internal sealed record Displayed(IReadOnlyDictionary<string, string> Data, bool IsResult, string? DisplayId)
    : KernelMessage;

/// <summary>A new value for an earlier display, of this cell or of one before it.</summary>
internal sealed record DisplayUpdated(string DisplayId, IReadOnlyDictionary<string, string> Data) : KernelMessage;

/// <summary>The cell ended well.</summary>
internal sealed record CellSucceeded : KernelMessage;

/// <summary>
/// The cell ended with an error, which has an exception's type or one of the names below; the line counts from 1 within
/// the cell.
/// </summary>
[method: JsonConstructor]
internal sealed record CellFailed(string Name, string Message, IReadOnlyList<string> Traceback, int? Line)
    : KernelMessage
{
    /// <summary>It did not compile: nothing of it ran.</summary>
    public const string CompilationError = nameof(CompilationError);

    /// <summary>It holds a line that no cell may hold: it was not sent to the kernel.</summary>
    public const string UnsupportedDirective = nameof(UnsupportedDirective);

    /// <summary>The kernel refused it: a package that cannot be had, an imported file that fails.</summary>
    public const string KernelError = nameof(KernelError);

    /// <summary>A limit of time or memory was passed, and the process was ended.</summary>
    public const string Stopped = nameof(Stopped);

    /// <summary>The process ended by itself.</summary>
    public const string EngineEnded = nameof(EngineEnded);

    /// <summary>A failure that is no exception of the cell's.</summary>
    public CellFailed(string name, string message) : this(name, message, [], null)
    {
    }

    /// <summary>What a reader is told: an exception with its type, everything else as it is.</summary>
    [JsonIgnore]
    public string Description =>
        Name is CompilationError or UnsupportedDirective or KernelError or Stopped or EngineEnded
            ? Message
            : $"{Name}: {Message}";
}

/// <summary>
/// Messages over a pipe, one JSON object a line. Writing is safe from any thread: a cell's own threads print too.
/// </summary>
internal sealed class JsonLines : IDisposable
{
    /// <summary>Far more than one cell may show; without a limit, a line could fill the memory.</summary>
    private const int LongestMessage = 128 * 1024 * 1024;

    private readonly Lock _gate = new();
    private readonly PipeReader _reader;
    private readonly StreamWriter _writer;

    public JsonLines(Stream pipe)
    {
        _reader = PipeReader.Create(pipe, new StreamPipeReaderOptions(bufferSize: 64 * 1024, leaveOpen: true));
        _writer = new StreamWriter(pipe) { NewLine = "\n" };
    }

    public void Send<T>(T message)
    {
        var line = JsonSerializer.Serialize(message);
        lock (_gate)
        {
            _writer.WriteLine(line);
            _writer.Flush();
        }
    }

    /// <summary>The next message, or null when the other side is gone.</summary>
    /// <exception cref="InvalidDataException">The message is too long.</exception>
    public async Task<T?> ReceiveAsync<T>(CancellationToken cancel = default) where T : class
    {
        try
        {
            // Only what is new is searched: over and over from the start, a long line would take minutes.
            for (var searched = 0L; ;)
            {
                var read = await _reader.ReadAsync(cancel);
                if (read.Buffer.Slice(searched).PositionOf((byte)'\n') is { } end)
                    return Take<T>(read.Buffer, end);
                if (read.IsCompleted)
                    return null;
                if (read.Buffer.Length > LongestMessage)
                    throw new InvalidDataException($"it sent more than {LongestMessage >> 20} MB at once");
                searched = read.Buffer.Length;
                _reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            }
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            // Killed in the middle of a line, it leaves half a message.
            return null;
        }
    }

    public void Dispose()
    {
        _reader.Complete();
        try
        {
            _writer.Dispose();
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            // The other side went first, or never came: nothing is left to flush.
        }
    }

    private T? Take<T>(ReadOnlySequence<byte> buffer, SequencePosition end)
    {
        var json = new Utf8JsonReader(buffer.Slice(0, end));
        var message = JsonSerializer.Deserialize<T>(ref json);
        _reader.AdvanceTo(buffer.GetPosition(1, end));
        return message;
    }
}
