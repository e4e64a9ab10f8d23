using System.Text;
using MfNotebooks.Runner.Protocol;

namespace MfNotebooks.Runner.Engine;

/// <summary>Sends what a cell prints to the runner at once, without carriage returns, as the engine does.</summary>
internal sealed class StreamCapture : TextWriter
{
    private readonly ScriptHost host;
    private readonly string name;

    public StreamCapture(ScriptHost host, string name)
    {
        this.host = host;
        this.name = name;
        CoreNewLine = ['\n'];
    }

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value) => Write(value.ToString());

    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    public override void Write(string? value)
    {
        var text = value?.Replace("\r", "", StringComparison.Ordinal);
        if (!string.IsNullOrEmpty(text))
            host.Send(new StreamWritten(name, text));
    }

    public override void WriteLine(string? value) => Write(value + "\n");
}
