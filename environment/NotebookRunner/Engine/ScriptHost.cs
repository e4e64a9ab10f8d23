using MfNotebooks.Runner.Protocol;

namespace MfNotebooks.Runner.Engine;

/// <summary>The host process's line to the runner, as the display helpers and the console use it.</summary>
internal sealed class ScriptHost(JsonLines connection)
{
    private static ScriptHost? current;

    public static ScriptHost Current =>
        current ?? throw new InvalidOperationException("Displays only work in a notebook that the runner runs.");

    public void Start()
    {
        current = this;
        Console.SetOut(new StreamCapture(this, "stdout"));
        Console.SetError(new StreamCapture(this, "stderr"));
    }

    public void Send(HostEvent message) => connection.Send(message);

    public void Show(IReadOnlyDictionary<string, string> data, string? displayId) =>
        Send(new Displayed(data, IsResult: false, displayId));

    public void ShowResult(object? value) => Send(new Displayed(FormattedData.Of(value), IsResult: true, DisplayId: null));

    public void Update(string displayId, IReadOnlyDictionary<string, string> data) =>
        Send(new DisplayUpdated(displayId, data));
}
