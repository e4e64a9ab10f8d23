namespace MfNotebooks.Runner.Doctor;

/// <summary>The front ends in which notebooks can be opened; the runner itself needs none.</summary>
internal static class EngineChecks
{
    public static async Task<Diagnosis> DotnetInteractiveAsync() =>
        await Programs.AskAsync("dotnet-interactive", "--version") is { } version
            ? new Diagnosis(Standing.Good, "Engine", $"dotnet-interactive {version.Split('+')[0]}")
            : new Diagnosis(Standing.Optional, "Engine", "no dotnet-interactive on the PATH; VS Code's Polyglot Notebooks brings its own");

    public static async Task<Diagnosis> JupyterAsync() => await Programs.AskAsync("jupyter", "kernelspec", "list") switch
    {
        null => new Diagnosis(Standing.Optional, "Jupyter", "not found"),
        var kernels when kernels.Contains(".net-csharp", StringComparison.Ordinal) =>
            new Diagnosis(Standing.Good, "Jupyter", "knows the kernel .net-csharp"),
        _ => new Diagnosis(Standing.Optional, "Jupyter", "does not know the kernel .net-csharp; run: dotnet interactive jupyter install"),
    };

    public static Diagnosis VisualStudioCode() => Programs.FindOnPath("code", "codium") is { } path
        ? new Diagnosis(Standing.Good, "VS Code", path)
        : new Diagnosis(Standing.Optional, "VS Code", "no code on the PATH");
}
