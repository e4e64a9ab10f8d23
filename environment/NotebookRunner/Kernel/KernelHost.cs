using System.CommandLine;
using System.Diagnostics;
using System.IO.Pipes;
using System.Reflection;
using System.Runtime.Loader;
using System.Text;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.Scripting;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.CSharp;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.PackageManagement;

namespace MfNotebooks.Runner.Kernel;

/// <summary>
/// The child process: the published engine's own C# kernel, put together as its tool <c>dotnet-interactive</c> does it.
/// It runs the cells that the runner sends, one after another, until the runner hangs up.
/// </summary>
internal sealed class KernelHost
{
    /// <summary>The hidden verb under which the runner starts itself once for each notebook.</summary>
    public const string Verb = "host";

    private const string NobodyToAsk =
        "the cell waits for a reader, and a headless run has none. Make the value a parameter and pass it with --set.";

    private static readonly FieldInfo? ScriptOptionsField =
        typeof(CSharpKernel).GetField("_scriptOptions", BindingFlags.NonPublic | BindingFlags.Instance);

    private readonly string _folder = Directory.GetCurrentDirectory();
    private readonly JsonLines _connection;
    private readonly CSharpKernel _csharp;
    private readonly CompositeKernel _kernel;
    private readonly KernelReport _report;

    private KernelHost(JsonLines connection)
    {
        _connection = connection;
        _csharp = new CSharpKernel().UseNugetDirective(AddReferences).UseKernelHelpers().UseWho().UseValueSharing();
        _csharp.RegisterCommandHandler<RequestInput>(RefuseAsync);
        _csharp.RegisterCommandHandler<RequestInputs>(RefuseAsync);
        _kernel = new CompositeKernel { _csharp }.UseImportMagicCommand();
        _kernel.DefaultKernelName = _csharp.Name;
        LoadExtensionsOfPackages();
        _report = new KernelReport(connection.Send<KernelMessage>);
        _kernel.KernelEvents.Subscribe(_report.Add);
    }

    public static Command CreateCommand()
    {
        var pipe = new Argument<string>("pipe");
        var command = new Command(Verb) { pipe };
        command.Hidden = true;
        command.SetAction((parsed, _) => RunAsync(parsed.GetRequiredValue(pipe)));
        return command;
    }

    private static async Task RunAsync(string pipeName)
    {
        // The compiler is compiled itself at its first use: on another core, while the kernel is put together.
        _ = Task.Run(() => CSharpScript.Create("System.Console.WriteLine(1)").Compile());
        // Ctrl-C reaches every process of a terminal; the runner decides what becomes of this one.
        Console.CancelKeyPress += (_, e) => e.Cancel = true;
        await using var pipe = new NamedPipeClientStream(".", pipeName, PipeDirection.InOut, PipeOptions.Asynchronous);
        await pipe.ConnectAsync(TimeSpan.FromSeconds(30), CancellationToken.None);
        using var connection = new JsonLines(pipe);
        var host = new KernelHost(connection);
        // An empty cell brings the compiler up, and the helpers that every cell has in scope.
        await host._kernel.SendAsync(new SubmitCode(""));
        connection.Send<KernelMessage>(new KernelReady());
        await host.ServeAsync();
    }

    private async Task ServeAsync()
    {
        var running = Task.CompletedTask;
        while (await _connection.ReceiveAsync<RunCell>() is { } cell)
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
            _connection.Send<KernelMessage>(await EvaluateAsync(cell));
        }
        catch (IOException)
        {
            // The runner is gone, and the loop above ends this process.
        }
    }

    private async Task<KernelMessage> EvaluateAsync(RunCell cell)
    {
        // The folder as it was at the start: a cell may have deleted it since.
        var file = Path.Combine(_folder, $"cell {cell.Number}");
        TellCompilerOf(file);
        _report.Begin(file);
        var before = _csharp.ScriptState;
        try
        {
            var result = await _kernel.SendAsync(new SubmitCode(cell.Code));
            if (result.Events.OfType<CommandFailed>().LastOrDefault() is { } failed)
                return _report.FailureOf(failed);
            // The kernel calls an import a success, whatever became of the imported cells.
            var imported = _csharp.ScriptState == before ? null : _csharp.ScriptState?.Exception;
            return _report.LateProblem(imported) ?? (KernelMessage)new CellSucceeded();
        }
        catch (Exception e)
        {
            // What the kernel's own parser throws reaches nobody in a front end, which then waits for ever.
            return _report.FailureOf(e);
        }
    }

    /// <summary>With a file's name and debug information errors name the cell and its line.</summary>
    private void TellCompilerOf(string file)
    {
        if (ScriptOptionsField?.GetValue(_csharp) is ScriptOptions options)
        {
            ScriptOptionsField.SetValue(_csharp,
                options.WithEmitDebugInformation(true).WithFileEncoding(Encoding.UTF8).WithFilePath(file));
        }
    }

    private static Task AddReferences(CSharpKernel kernel, IReadOnlyList<ResolvedPackageReference> packages)
    {
        kernel.AddAssemblyReferences(packages.SelectMany(package => package.AssemblyPaths));
        return Task.CompletedTask;
    }

    private static Task RefuseAsync(KernelCommand command, KernelInvocationContext context)
    {
        context.Fail(command, message: NobodyToAsk);
        return Task.CompletedTask;
    }

    /// <summary>As the tool does it: a package may bring an extension, such as Plotly.NET.Interactive's.</summary>
    private void LoadExtensionsOfPackages()
    {
        var added = new Queue<string>();
        var loaded = new HashSet<string>(StringComparer.Ordinal);
        _kernel.KernelEvents.Subscribe(e =>
        {
            if (e is PackageAdded { PackageReference.PackageRoot: { } root } && loaded.Add(root))
                added.Enqueue(Path.Combine(root, "interactive-extensions", "dotnet"));
        });
        _kernel.AddMiddleware(async (command, context, next) =>
        {
            await next(command, context);
            while (added.TryDequeue(out var folder))
            {
                foreach (var file in Directory.Exists(folder) ? Directory.GetFiles(folder, "*.dll") : [])
                    await LoadExtensionsAsync(file);
            }
        });
    }

    private async Task LoadExtensionsAsync(string file)
    {
        var types = AssemblyLoadContext.Default.LoadFromAssemblyPath(file).ExportedTypes;
        foreach (var type in types.Where(type => type is { IsAbstract: false, IsClass: true }))
        {
            if (typeof(IKernelExtension).IsAssignableFrom(type))
                await ((IKernelExtension)Activator.CreateInstance(type)!).OnLoadAsync(_kernel);
        }
    }
}
