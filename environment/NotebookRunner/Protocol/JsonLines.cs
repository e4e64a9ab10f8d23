using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;

namespace MfNotebooks.Runner.Protocol;

/// <summary>
/// Messages over a pipe, one JSON object a line. Writing is safe from any thread: a cell's own threads print too.
/// </summary>
internal sealed class JsonLines : IDisposable
{
    /// <summary>A page's plotly.js is 4 MB, and nothing larger has a use; without a limit, one value could fill the memory.</summary>
    private const int LongestMessage = 64 * 1024 * 1024;

    private readonly Lock gate = new();
    private readonly PipeReader reader;
    private readonly StreamWriter writer;

    public JsonLines(Stream pipe)
    {
        reader = PipeReader.Create(pipe, new StreamPipeReaderOptions(bufferSize: 64 * 1024, leaveOpen: true));
        writer = new StreamWriter(pipe) { NewLine = "\n" };
    }

    public void Send<T>(T message)
    {
        var line = JsonSerializer.Serialize(message);
        lock (gate)
        {
            writer.WriteLine(line);
            writer.Flush();
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
                var read = await reader.ReadAsync(cancel);
                if (read.Buffer.Slice(searched).PositionOf((byte)'\n') is { } end)
                    return Take<T>(read.Buffer, end);
                if (read.IsCompleted)
                    return null;
                if (read.Buffer.Length > LongestMessage)
                    throw new InvalidDataException($"it sent more than {LongestMessage / 1024 / 1024} MB at once");
                searched = read.Buffer.Length;
                reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
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
        reader.Complete();
        try
        {
            writer.Dispose();
        }
        catch (IOException)
        {
            // The other side went first; nothing is left to flush.
        }
    }

    private T? Take<T>(ReadOnlySequence<byte> buffer, SequencePosition end)
    {
        var json = new Utf8JsonReader(buffer.Slice(0, end));
        var message = JsonSerializer.Deserialize<T>(ref json);
        reader.AdvanceTo(buffer.GetPosition(1, end));
        return message;
    }
}
