using System.Text.Json;

namespace MfNotebooks.Runner.Protocol;

/// <summary>
/// Messages over a pipe, one JSON object a line. Writing is safe from any thread: a cell's own threads print too.
/// </summary>
internal sealed class JsonLines : IDisposable
{
    private readonly Lock gate = new();
    private readonly StreamReader reader;
    private readonly StreamWriter writer;

    public JsonLines(Stream pipe)
    {
        reader = new StreamReader(pipe, leaveOpen: true);
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
    public async Task<T?> ReceiveAsync<T>(CancellationToken cancel = default) where T : class
    {
        try
        {
            return await reader.ReadLineAsync(cancel) is { } line ? JsonSerializer.Deserialize<T>(line) : null;
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            // Killed in the middle of a line, it leaves half a message.
            return null;
        }
    }

    public void Dispose()
    {
        reader.Dispose();
        try
        {
            writer.Dispose();
        }
        catch (IOException)
        {
            // The other side went first; nothing is left to flush.
        }
    }
}
