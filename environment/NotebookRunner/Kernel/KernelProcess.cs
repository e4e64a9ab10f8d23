using System.ComponentModel;
using System.Diagnostics;
using System.IO.Pipes;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using MfNotebooks.Runner.Notebooks;

namespace MfNotebooks.Runner.Kernel;

/// <summary>
/// The runner's side of a kernel's process. A named pipe carries the messages: unlike an inherited handle, no process
/// that a cell starts can hold it open after the kernel is gone.
/// </summary>
internal sealed partial class KernelProcess : IAsyncDisposable
{
    private const int KeptWords = 4_000;

    private readonly Process _process;
    private readonly string _pipeName;
    private readonly NamedPipeServerStream _pipe;
    private readonly JsonLines _connection;
    private readonly StringBuilder _words = new();
    private readonly Task _drained;
    private string? _fault;

    private KernelProcess(Process process, string pipeName, NamedPipeServerStream pipe)
    {
        (_process, _pipeName, _pipe) = (process, pipeName, pipe);
        _connection = new JsonLines(pipe);
        _drained = Task.WhenAll(DrainAsync(process.StandardOutput), DrainAsync(process.StandardError));
    }

    /// <summary>The memory that the process has in use now; 0 when it has ended.</summary>
    public long MemoryBytes
    {
        get
        {
            try
            {
                _process.Refresh();
                return _process.HasExited ? 0 : _process.WorkingSet64;
            }
            catch (InvalidOperationException)
            {
                return 0; // It ended between the two questions.
            }
        }
    }

    /// <summary>Starts a process that works in a folder, with some more environment variables.</summary>
    public static KernelProcess Start(string folder, IReadOnlyDictionary<string, string>? environment = null)
    {
        var pipeName = $"MfNotebooks-{Guid.NewGuid():N}";
        var pipe = Open(pipeName);
        try
        {
            var process = Process.Start(StartInfo(pipeName, folder, environment))!;
            process.StandardInput.Close();
            return new KernelProcess(process, pipeName, pipe);
        }
        catch
        {
            pipe.Dispose();
            throw;
        }
    }

    private static NamedPipeServerStream Open(string pipeName)
    {
        try
        {
            return new NamedPipeServerStream(pipeName, PipeDirection.InOut, maxNumberOfServerInstances: 1,
                PipeTransmissionMode.Byte, PipeOptions.Asynchronous | PipeOptions.CurrentUserOnly);
        }
        catch (Exception e) when (e is SocketException or IOException or ArgumentException
            or UnauthorizedAccessException)
        {
            // Outside Windows a pipe is a file, whose path may have about a hundred characters.
            throw new UsageException($"The folder of temporary files, {Path.GetTempPath()}, cannot be used " +
                $"({e.Message}). Set TMPDIR to one that is there, can be written and has a short path.");
        }
    }

    /// <summary>Waits until the process has come to the pipe, or has ended before it could.</summary>
    public async Task ConnectAsync(CancellationToken cancel)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var exit = _process.WaitForExitAsync(either.Token);
        var connected = _pipe.WaitForConnectionAsync(either.Token);
        await Task.WhenAny(exit, connected);
        // Nobody else is to come, and a runner that is killed could no longer take its file away.
        if (!OperatingSystem.IsWindows())
            File.Delete(Path.Combine(Path.GetTempPath(), "CoreFxPipe_" + _pipeName));
        cancel.ThrowIfCancellationRequested();
        await either.CancelAsync();
    }

    public void Run(RunCell cell)
    {
        try
        {
            _connection.Send(cell);
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            // The process is gone; the next receive says so.
        }
    }

    /// <summary>The kernel's next message, or null when the process has ended.</summary>
    public async Task<KernelMessage?> ReceiveAsync(CancellationToken cancel)
    {
        try
        {
            return _pipe.IsConnected ? await _connection.ReceiveAsync<KernelMessage>(cancel) : null;
        }
        catch (Exception e) when (e is InvalidDataException or JsonException or NotSupportedException)
        {
            // Only code that reaches into the engine writes what is no message; nothing after it can be understood.
            _fault = e.Message;
            Kill();
            return null;
        }
    }

    /// <summary>How the process ended, for an error message.</summary>
    public async Task<string> DescribeEndAsync()
    {
        if (_fault is not null)
            return $"the engine's process was stopped: {_fault}";
        // Without a limit this would wait for grandchildren that hold the output open.
        await Task.WhenAll(_process.WaitForExitAsync(CancellationToken.None), _drained)
            .WaitAsync(TimeSpan.FromSeconds(5)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return Describe(_process.HasExited ? _process.ExitCode : null, Words());
    }

    /// <summary>What is told of a process that ended with an exit code and these last words.</summary>
    public static string Describe(int? exitCode, string words)
    {
        var ended = "the engine's process ended" + (exitCode is { } code ? $" with exit code {code}" : "");
        return NativeError().Match(words) is { Success: true } native
            ? $"{ended}: torch ended it from native code and said: {native.Groups["what"].Value.Trim()}\n" +
                "Such an error cannot be caught. torch.matmul is one that does so where shapes do not fit: " +
                "write a.mm(b), which throws an ordinary exception."
            : words.Length == 0 ? ended : $"{ended}:\n{words}";
    }

    public async ValueTask DisposeAsync()
    {
        Kill();
        _connection.Dispose();
        await _pipe.DisposeAsync();
        DeletePackageProject();
        _process.Dispose();
    }

    /// <summary>Ends the process, and every process that it started.</summary>
    public void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It has ended already, which is what was wanted.
        }
    }

    /// <summary>
    /// The engine's package manager works in a folder that carries its process's number; a killed process leaves it.
    /// </summary>
    private void DeletePackageProject()
    {
        try
        {
            if (!_process.WaitForExit(TimeSpan.FromSeconds(2)))
                return;
            var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
            var projects = Path.Combine(home, ".packagemanagement", "nuget", "Projects");
            foreach (var folder in Directory.GetDirectories(projects, $"{_process.Id}--*"))
                Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            // There is none, or it is not ours to delete: it holds a few kilobytes.
        }
    }

    private static ProcessStartInfo StartInfo(
        string pipeName, string folder, IReadOnlyDictionary<string, string>? environment)
    {
        var program = Environment.ProcessPath!;
        var start = new ProcessStartInfo(program)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // Started as "dotnet NotebookRunner.dll", the program is dotnet and needs to be told of the dll.
        if (Path.GetFileNameWithoutExtension(program).Equals("dotnet", StringComparison.OrdinalIgnoreCase))
            start.ArgumentList.Add(typeof(KernelProcess).Assembly.Location);
        // This process ends by being killed, and would leave the pipes of its diagnostics in the temporary folder.
        start.Environment.TryAdd("DOTNET_EnableDiagnostics", "0");
        start.ArgumentList.Add(KernelHost.Verb);
        start.ArgumentList.Add(pipeName);
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        return start;
    }

    /// <summary>What the process wrote past the cells' console: native libraries and crashes speak there.</summary>
    private string Words()
    {
        lock (_words)
            return _words.ToString().Trim();
    }

    /// <summary>Reads to the end, so that the process never waits, and keeps the beginning.</summary>
    private async Task DrainAsync(StreamReader output)
    {
        var buffer = new char[KeptWords];
        try
        {
            while (await output.ReadAsync(buffer.AsMemory()) is > 0 and var read)
            {
                lock (_words)
                    _words.Append(buffer, 0, Math.Min(read, KeptWords - _words.Length));
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The process was disposed of; nobody reads its words any more.
        }
    }

    [GeneratedRegex("""terminate called[^\n]*\n(?:.*what\(\):)?(?<what>[^\n]*)""", RegexOptions.CultureInvariant)]
    private static partial Regex NativeError();
}
