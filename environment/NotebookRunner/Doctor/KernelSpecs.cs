using System.Text.Json;
using System.Text.Json.Nodes;

namespace MfNotebooks.Runner.Doctor;

/// <summary>The kernels that Jupyter knows; without Jupyter, those in the folders where it and VS Code look.</summary>
internal static class KernelSpecs
{
    public const string CSharp = ".net-csharp";

    public static async Task<(IReadOnlyList<string> Kernels, string Source)> FindAsync()
    {
        if (await Programs.AskAsync("jupyter", "kernelspec", "list", "--json") is { } answer && Read(answer) is { } kernels)
            return (kernels, "by jupyter");
        return ([.. Folders().Where(Directory.Exists).SelectMany(Directory.GetDirectories)
            .Where(folder => File.Exists(Path.Combine(folder, "kernel.json")))
            .Select(folder => Path.GetFileName(folder)).Distinct().Order(StringComparer.Ordinal)], "by Jupyter's folders");
    }

    private static string[]? Read(string answer)
    {
        try
        {
            return JsonNode.Parse(answer)?["kernelspecs"] is JsonObject specs ? [.. specs.Select(spec => spec.Key)] : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Jupyter's data folders, as <c>jupyter --paths</c> has them.</summary>
    private static IEnumerable<string> Folders()
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var data = new List<string?>((Environment.GetEnvironmentVariable("JUPYTER_PATH") ?? "").Split(Path.PathSeparator))
        {
            Environment.GetEnvironmentVariable("JUPYTER_DATA_DIR"),
        };
        if (OperatingSystem.IsWindows())
            data.AddRange([Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "jupyter"), Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.CommonApplicationData), "jupyter")]);
        else
            data.AddRange([OperatingSystem.IsMacOS() ? Path.Combine(home, "Library", "Jupyter") : Path.Combine(home, ".local", "share", "jupyter"), "/usr/local/share/jupyter", "/usr/share/jupyter"]);
        return data.Where(folder => !string.IsNullOrEmpty(folder)).Select(folder => Path.Combine(folder!, "kernels"));
    }
}
