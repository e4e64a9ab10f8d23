using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using MfNotebooks.Runner.Documents;

namespace MfNotebooks.Runner.Engine;

/// <summary>
/// Finds the assemblies of a set of NuGet packages: <c>dotnet restore</c> on a generated project, whose answer is
/// kept per set of packages in the user's cache folder.
/// </summary>
internal sealed class PackageRestore(string cacheFolder)
{
    private const string Framework = "net10.0";

    /// <summary>The last line of every answer: without it the file is not whole.</summary>
    private const string End = "# end";

    public static PackageRestore ForThisUser { get; } = new(Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify),
        "MfNotebooks", "packages"));

    /// <summary>
    /// The assemblies' paths. <paramref name="beforeRestore"/> is called when the cache has no answer and the
    /// network may be needed.
    /// </summary>
    public async Task<IReadOnlyList<string>> ResolveAsync(IReadOnlyCollection<PackageRequest> packages, Action beforeRestore)
    {
        var project = ProjectText(packages);
        var cached = Path.Combine(cacheFolder, Key(project) + ".txt");
        if (await KnownAsync(cached) is { } known)
            return known;
        beforeRestore();
        var assemblies = await RestoreAsync(project);
        Keep(cached, assemblies);
        return assemblies;
    }

    /// <summary>The kept answer; null when there is none, or none that still holds.</summary>
    private static async Task<IReadOnlyList<string>?> KnownAsync(string cached)
    {
        try
        {
            return File.Exists(cached) && await File.ReadAllLinesAsync(cached) is [.. var assemblies, End] && assemblies.All(File.Exists) ? assemblies : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private void Keep(string cached, IReadOnlyList<string> assemblies)
    {
        try
        {
            Directory.CreateDirectory(cacheFolder);
            AtomicFile.WriteAllText(cached, string.Join('\n', assemblies.Append(End)) + "\n");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or OutputException)
        {
            // A cache that cannot be written costs time at the next run, and nothing else.
        }
    }

    private static string ProjectText(IEnumerable<PackageRequest> packages) => new XElement("Project",
        new XAttribute("Sdk", "Microsoft.NET.Sdk"),
        new XElement("PropertyGroup",
            new XElement("TargetFramework", Framework),
            new XElement("RuntimeIdentifier", System.Runtime.InteropServices.RuntimeInformation.RuntimeIdentifier),
            new XElement("SelfContained", "false"),
            new XElement("UseAppHost", "false"),
            new XElement("NuGetAudit", "false")),
        new XElement("ItemGroup", packages
            .OrderBy(package => package.Name, StringComparer.OrdinalIgnoreCase)
            .Select(package => new XElement("PackageReference",
                new XAttribute("Include", package.Name), new XAttribute("Version", $"[{package.Version}]"))))).ToString();

    private static string Key(string project) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(project)))[..16];

    private static async Task<IReadOnlyList<string>> RestoreAsync(string project)
    {
        var folder = Directory.CreateTempSubdirectory("MfNotebooks-restore-");
        try
        {
            var projectFile = Path.Combine(folder.FullName, "packages.csproj");
            await File.WriteAllTextAsync(projectFile, project);
            await RunRestoreAsync(projectFile);
            return AssetsFile.Assemblies(Path.Combine(folder.FullName, "obj", "project.assets.json"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task RunRestoreAsync(string projectFile)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            ArgumentList = { "restore", projectFile, "--verbosity", "quiet", "-nodeReuse:false" },
            WorkingDirectory = Path.GetDirectoryName(projectFile)!,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var restore = Process.Start(start)!;
        var output = restore.StandardOutput.ReadToEndAsync();
        var errors = restore.StandardError.ReadToEndAsync();
        await restore.WaitForExitAsync();
        if (restore.ExitCode != 0)
            throw new PackageException(Explain(await output + await errors, projectFile));
    }

    private static string Explain(string output, string projectFile)
    {
        var errors = output.Split('\n')
            .Where(line => line.Contains("error", StringComparison.Ordinal))
            .Select(line => line.Replace(projectFile, "", StringComparison.Ordinal).Trim(' ', ':', '\r'))
            .Distinct();
        return "the packages could not be restored; check their names, their versions and the network.\n" +
            string.Join('\n', errors);
    }
}
