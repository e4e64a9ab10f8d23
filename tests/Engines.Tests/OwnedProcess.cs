using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace MfNotebooks.Tests.Engines;

/// <summary>
/// A program that runs until its owner is disposed of, or the tests end in whatever way; then it and all that it has
/// started are ended, by their ids.
/// </summary>
public sealed class OwnedProcess : IAsyncDisposable
{
    private readonly StringBuilder _errors = new();
    private readonly PosixSignalRegistration _terminated;

    public OwnedProcess(ProcessStartInfo start)
    {
        Process = Process.Start(start)!;
        AppDomain.CurrentDomain.ProcessExit += Kill;
        // SIGTERM ends a program of .NET 10 without a ProcessExit.
        _terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => Kill(null, EventArgs.Empty));
        Process.ErrorDataReceived += (_, line) =>
        {
            lock (_errors)
                _errors.AppendLine(line.Data);
        };
        Process.BeginErrorReadLine();
    }

    public Process Process { get; }

    /// <summary>What it has written to stderr until now.</summary>
    public string Errors
    {
        get
        {
            lock (_errors)
                return _errors.ToString().Trim();
        }
    }

    public async ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= Kill;
        _terminated.Dispose();
        Kill(null, EventArgs.Empty);
        await Process.WaitForExitAsync();
        Process.Dispose();
    }

    private void Kill(object? sender, EventArgs e) => Process.Kill(entireProcessTree: true);
}
