using System.ComponentModel;
using System.Diagnostics;
using System.IO.Pipes;
using System.Text;
using System.Text.Json;
using MfNotebooks.Runner.Commands;
using MfNotebooks.Runner.Protocol;

namespace MfNotebooks.Runner.Running;

/// <summary>
/// A fresh process with the script engine in it. A named pipe carries the messages: unlike an inherited handle,
/// no process that a cell starts can hold it open after the host is gone.
/// </summary>
internal sealed class HostProcess : IAsyncDisposable
{
    private const int KeptDiagnostics = 4_000;

    private readonly Process process;
    private readonly NamedPipeServerStream pipe;
    private readonly JsonLines connection;
    private readonly StringBuilder diagnostics = new();
    private readonly Task drained;
    private string? fault;

    private HostProcess(Process process, NamedPipeServerStream pipe)
    {
        this.process = process;
        this.pipe = pipe;
        connection = new JsonLines(pipe);
        drained = Task.WhenAll(DrainAsync(process.StandardOutput), DrainAsync(process.StandardError));
    }

    /// <summary>The memory that the process has in use now; 0 when it has ended.</summary>
    public long MemoryBytes
    {
        get
        {
            try
            {
                process.Refresh();
                return process.HasExited ? 0 : process.WorkingSet64;
            }
            catch (InvalidOperationException)
            {
                return 0; // It ended between the two questions.
            }
        }
    }

    /// <summary>What the process wrote past the script's console: native libraries and crashes speak here.</summary>
    public string Diagnostics
    {
        get
        {
            lock (diagnostics)
                return diagnostics.ToString().Trim();
        }
    }

    public static Task<HostProcess> StartAsync(string workingDirectory, CancellationToken cancel) =>
        StartAsync(workingDirectory, new Dictionary<string, string>(), cancel);

    /// <summary>Starts a host with more environment variables.</summary>
    public static async Task<HostProcess> StartAsync(
        string workingDirectory, IReadOnlyDictionary<string, string> environment, CancellationToken cancel)
    {
        var pipeName = $"MfNotebooks-{Guid.NewGuid():N}";
        var pipe = new NamedPipeServerStream(pipeName, PipeDirection.InOut, maxNumberOfServerInstances: 1,
            PipeTransmissionMode.Byte, PipeOptions.Asynchronous | PipeOptions.CurrentUserOnly);
        var host = new HostProcess(Process.Start(StartInfo(pipeName, workingDirectory, environment))!, pipe);
        host.process.StandardInput.Close();
        try
        {
            using var exited = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            var exit = host.process.WaitForExitAsync(exited.Token);
            var connected = pipe.WaitForConnectionAsync(exited.Token);
            await Task.WhenAny(exit, connected);
            cancel.ThrowIfCancellationRequested();
            await exited.CancelAsync();
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    public void Run(RunCell cell)
    {
        try
        {
            connection.Send(cell);
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            // The process is gone; the next receive says so.
        }
    }

    /// <summary>The host's next message, or null when the process has ended.</summary>
    public async Task<HostEvent?> ReceiveAsync(CancellationToken cancel)
    {
        try
        {
            return pipe.IsConnected ? await connection.ReceiveAsync<HostEvent>(cancel) : null;
        }
        catch (Exception e) when (e is InvalidDataException or JsonException or NotSupportedException)
        {
            // Only code that reaches into the engine writes what is no message; nothing after it can be understood.
            fault = e.Message;
            Kill();
            return null;
        }
    }

    /// <summary>How the process ended, for an error message.</summary>
    public async Task<string> DescribeEndAsync()
    {
        if (fault is not null)
            return $"the engine's process was stopped: {fault}";
        // Without a limit this would wait for grandchildren that hold the output open.
        await Task.WhenAll(process.WaitForExitAsync(CancellationToken.None), drained)
            .WaitAsync(TimeSpan.FromSeconds(5)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var code = process.HasExited ? $" with exit code {process.ExitCode}" : "";
        return Diagnostics.Length == 0 ? $"the engine's process ended{code}" : $"the engine's process ended{code}:\n{Diagnostics}";
    }

    public async ValueTask DisposeAsync()
    {
        Kill();
        connection.Dispose();
        await pipe.DisposeAsync();
        process.Dispose();
    }

    private void Kill()
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It has ended already, which is what was wanted.
        }
    }

    private static ProcessStartInfo StartInfo(string pipeName, string workingDirectory, IReadOnlyDictionary<string, string> environment)
    {
        var program = Environment.ProcessPath!;
        var start = new ProcessStartInfo(program)
        {
            WorkingDirectory = workingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // Started as "dotnet NotebookRunner.dll", the program is dotnet and needs to be told of the dll.
        if (Path.GetFileNameWithoutExtension(program).Equals("dotnet", StringComparison.OrdinalIgnoreCase))
            start.ArgumentList.Add(typeof(HostProcess).Assembly.Location);
        start.ArgumentList.Add(HostCommand.Name);
        start.ArgumentList.Add(pipeName);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return start;
    }

    /// <summary>Reads to the end, so that the process never waits, and keeps the beginning.</summary>
    private async Task DrainAsync(StreamReader output)
    {
        var buffer = new char[KeptDiagnostics];
        try
        {
            while (await output.ReadAsync(buffer.AsMemory()) is > 0 and var read)
            {
                lock (diagnostics)
                    diagnostics.Append(buffer, 0, Math.Min(read, KeptDiagnostics - diagnostics.Length));
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The process was disposed of; nobody reads its words any more.
        }
    }
}
