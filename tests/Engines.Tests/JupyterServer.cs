using System.Diagnostics;
using System.Text.Json.Nodes;

[assembly: AssemblyFixture(typeof(MfNotebooks.Tests.Engines.JupyterServer))]

namespace MfNotebooks.Tests.Engines;

/// <summary>
/// The machine's own Jupyter (the classic front end, <c>jupyter notebook</c>) with the published engine as its kernel,
/// on a copy of the notebooks. Its settings, kernels and signatures lie in a temporary folder.
/// </summary>
public sealed class JupyterServer : IAsyncDisposable
{
    private const string Program = "jupyter-notebook";
    private const string Token = "workbook";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly string _folder = Directory.CreateTempSubdirectory("MfNotebooks-jupyter-").FullName;
    private readonly SemaphoreSlim _gate = new(1);
    private OwnedProcess? _jupyter;
    private Uri? _root;

    /// <summary>
    /// Where a notebook of the copy opens. Without Jupyter the test is skipped, or fails where
    /// <c>MF_REQUIRE_BROWSER=1</c> says that nothing may be missing.
    /// </summary>
    public async Task<Uri> AddressAsync(string notebook)
    {
        await _gate.WaitAsync();
        try
        {
            _root ??= await StartAsync();
            return new Uri(_root, $"notebooks/notebooks/{notebook}?token={Token}");
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Puts a notebook of a test's own beside the workbook's.</summary>
    public async Task AddAsync(string notebook, string text)
    {
        await AddressAsync(notebook);
        await File.WriteAllTextAsync(Path.Combine(_folder, "notebooks", notebook), text);
    }

    private string Settings => Path.Combine(_folder, "jupyter");

    public async ValueTask DisposeAsync()
    {
        if (_jupyter is not null)
            await _jupyter.DisposeAsync();
        _gate.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<Uri> StartAsync()
    {
        await RequireClassicAsync();
        CopyWorkbook();
        await WriteKernelAsync();
        var start = new ProcessStartInfo(Program,
        [
            "--no-browser", "--allow-root", "--ip=127.0.0.1", $"--NotebookApp.token={Token}",
                $"--notebook-dir={_folder}",
        ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var kind in new[] { "DATA", "CONFIG", "RUNTIME" })
            start.Environment[$"JUPYTER_{kind}_DIR"] = Settings;
        _jupyter = new OwnedProcess(start);
        _jupyter.Process.BeginOutputReadLine(); // the kernels' servers talk, and nobody listens
        return await ReadyAsync();
    }

    /// <summary>The notebooks, and what they import: it names the library by its absolute path.</summary>
    private void CopyWorkbook()
    {
        var library = Path.Combine("lib", "MfNotebooks", "bin");
        Directory.CreateDirectory(Path.Combine(_folder, library));
        Directory.CreateDirectory(Path.Combine(_folder, "notebooks"));
        var notebooks = Directory.GetFiles(Path.Combine(RunnerProcess.RepositoryRoot, "notebooks"), "*.ipynb");
        foreach (var file in notebooks.Append(Path.Combine(RunnerProcess.RepositoryRoot, library, "workbook.csx")))
            File.Copy(file, Path.Combine(_folder, Path.GetRelativePath(RunnerProcess.RepositoryRoot, file)));
    }

    /// <summary>The tool's own kernel files, but starting it by its path, not as <c>dotnet interactive</c>.</summary>
    private async Task WriteKernelAsync()
    {
        var kernels = Directory.CreateDirectory(Path.Combine(Settings, "kernels")).FullName;
        var install = await EngineTool.StartInfoAsync("jupyter", "install", "--path", kernels);
        var result = await RunnerProcess.FinishAsync(Process.Start(install)!);
        Assert.True(result.ExitCode == 0, result.Output + result.Errors);

        var path = Path.Combine(kernels, ".net-csharp", "kernel.json");
        var kernel = JsonNode.Parse(await File.ReadAllTextAsync(path))!;
        var arguments = kernel["argv"]!.AsArray();
        Assert.Equal(["dotnet", "interactive", "jupyter"], arguments.Take(3).Select(argument => (string?)argument));
        arguments.RemoveAt(0);
        arguments[0] = install.FileName;
        kernel["env"] = new JsonObject { ["DOTNET_ROOT"] = install.Environment["DOTNET_ROOT"] };
        await File.WriteAllTextAsync(path, kernel.ToJsonString());
    }

    private static async Task RequireClassicAsync()
    {
        try
        {
            var start = new ProcessStartInfo(Program, "--version")
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            var version = (await RunnerProcess.FinishAsync(Process.Start(start)!)).Output.Trim();
            if (!version.StartsWith("6.", StringComparison.Ordinal))
                EngineTool.Missing($"{Program} is {version}; these tests drive the classic front end, 6.");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            EngineTool.Missing($"there is no {Program} on the PATH (Debian: apt-get install jupyter-notebook).");
        }
    }

    /// <summary>Waits for the file in which a server that is ready writes its address.</summary>
    private async Task<Uri> ReadyAsync()
    {
        for (var began = Stopwatch.StartNew(); began.Elapsed < Patience; await Task.Delay(100))
        {
            var file = Directory.GetFiles(Settings, "nbserver-*.json").SingleOrDefault();
            var text = file is null ? "" : await File.ReadAllTextAsync(file);
            if (text.TrimEnd().EndsWith('}'))
                return new Uri((string)JsonNode.Parse(text)!["url"]!);
            if (_jupyter!.Process.HasExited)
                break;
        }
        throw new TimeoutException($"{Program} does not start:\n{_jupyter!.Errors}");
    }
}
