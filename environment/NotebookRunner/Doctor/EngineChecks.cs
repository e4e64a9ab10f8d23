using System.Text.Json.Nodes;

namespace MfNotebooks.Runner.Doctor;

/// <summary>The engines that can run notebooks; the runner itself needs none.</summary>
internal static class EngineChecks
{
    /// <summary>The last dotnet-interactive, and the only one that is known to host .NET 10.</summary>
    private static readonly Version Net10Engine = new(1, 0, 712001);

    private static readonly string[] Community = ["clrkernel", "verso"];

    public static async Task<Diagnosis> DotnetInteractiveAsync()
    {
        // On the PATH, or restored from this repository's list of tools.
        var answer = await Programs.AskAsync("dotnet-interactive", "--version")
            ?? await Programs.AskAsync("dotnet", "tool", "run", "dotnet-interactive", "--", "--version");
        if (answer is null)
            return Engine(Standing.Optional, "no dotnet-interactive; VS Code's Polyglot Notebooks brings its own", $"dotnet tool install -g Microsoft.dotnet-interactive --version {Net10Engine}");
        var text = answer.Split('+')[0].Trim();
        var facts = new JsonObject { ["version"] = text };
        if (!Version.TryParse(text, out var version) || version >= Net10Engine)
            return Engine(Standing.Good, $"dotnet-interactive {text}, which hosts .NET 10", null, facts);
        return Environment.GetEnvironmentVariable("DOTNET_ROLL_FORWARD") is "Major" or "LatestMajor"
            ? Engine(Standing.Good, $"dotnet-interactive {text}, made for an older .NET and rolled forward (DOTNET_ROLL_FORWARD)", null, facts)
            : Engine(Standing.Optional, $"dotnet-interactive {text} hosts an older .NET, which cannot load the library", $"dotnet tool update -g Microsoft.dotnet-interactive --version {Net10Engine}, or set DOTNET_ROLL_FORWARD=Major", facts);
    }

    public static async Task<Diagnosis> KernelsAsync()
    {
        var (kernels, source) = await KernelSpecs.FindAsync();
        var facts = new JsonObject { ["kernels"] = new JsonArray([.. kernels.Select(kernel => (JsonNode)kernel)]), ["source"] = source };
        return kernels.Contains(KernelSpecs.CSharp)
            ? new Diagnosis(Standing.Good, "kernels", "Kernels", $"{KernelSpecs.CSharp} is known ({source})", null, facts)
            : new Diagnosis(Standing.Optional, "kernels", "Kernels",
                $"{KernelSpecs.CSharp} is not known ({source}); {(kernels.Count == 0 ? "no kernel is" : "others are: " + string.Join(", ", kernels))}",
                "for JupyterLab or VS Code's Jupyter: dotnet interactive jupyter install", facts);
    }

    public static Diagnosis CommunityEngines()
    {
        var found = Community.Where(name => Programs.FindOnPath(name) is not null).ToArray();
        return new Diagnosis(found.Length > 0 ? Standing.Good : Standing.Optional, "community", "Community",
            found.Length > 0 ? $"{string.Join(", ", found)}: end a chart's cell with .ToView()" : "neither clrkernel nor verso; none is needed",
            null, new JsonObject { ["found"] = new JsonArray([.. found.Select(name => (JsonNode)name)]) });
    }

    private static Diagnosis Engine(Standing standing, string finding, string? remedy, JsonObject? facts = null) =>
        new(standing, "dotnetInteractive", "Engine", finding, remedy, facts);
}
