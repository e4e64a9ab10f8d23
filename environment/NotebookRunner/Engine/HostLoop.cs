using System.Diagnostics;
using System.Globalization;
using System.IO.Pipes;
using MfNotebooks.Runner.Protocol;
using Microsoft.CodeAnalysis.Scripting;

namespace MfNotebooks.Runner.Engine;

/// <summary>The host process: runs the cells that the runner sends, one after another, until the runner hangs up.</summary>
internal sealed class HostLoop
{
    private readonly ScriptHost host;
    private readonly ScriptSession session;

    private HostLoop(ScriptHost host)
    {
        this.host = host;
        session = new ScriptSession(
            new PackageReferences(PackageRestore.ForThisUser),
            packages => host.Send(new RestoreStarted(packages)),
            () => host.Send(new RestoreFinished()));
    }

    public static async Task RunAsync(string pipeName)
    {
        // Ctrl-C reaches every process of a terminal; the runner decides what becomes of this one.
        Console.CancelKeyPress += (_, e) => e.Cancel = true;
        await using var pipe = new NamedPipeClientStream(".", pipeName, PipeDirection.InOut, PipeOptions.Asynchronous);
        await pipe.ConnectAsync(TimeSpan.FromSeconds(30), CancellationToken.None);
        using var connection = new JsonLines(pipe);
        var loop = new HostLoop(new ScriptHost(connection));
        loop.host.Start();
        await loop.session.StartAsync();
        connection.Send<HostEvent>(new HostReady());
        await loop.ServeAsync(connection);
    }

    private async Task ServeAsync(JsonLines connection)
    {
        var running = Task.CompletedTask;
        while (await connection.ReceiveAsync<RunCell>() is { } cell)
        {
            await running;
            // On its own thread, so that a cell that never ends does not keep this loop from seeing the runner go.
            running = Task.Run(() => RunCellAsync(cell));
        }
        Process.GetCurrentProcess().Kill();
    }

    private async Task RunCellAsync(RunCell cell)
    {
        try
        {
            host.Send(await EvaluateAsync(cell));
        }
        catch (IOException)
        {
            // The runner is gone, and the loop above ends this process.
        }
    }

    private async Task<HostEvent> EvaluateAsync(RunCell cell)
    {
        var code = CellCode.Parse(cell.Code);
        if (code.Problems.Count > 0)
            return CellError.From(code.Problems);
        try
        {
            var state = await session.RunAsync(code, string.Create(CultureInfo.InvariantCulture, $"cell {cell.Number}"));
            if (state.Exception is not null)
                return CellError.From(state.Exception);
            if (ScriptSession.HasResult(state.Script))
                host.ShowResult(state.ReturnValue);
            return new CellSucceeded();
        }
        catch (CompilationErrorException e)
        {
            var failure = CellError.From(e);
            Console.Error.WriteLine(failure.Message);
            return failure;
        }
        catch (Exception e)
        {
            return CellError.From(e);
        }
    }
}
