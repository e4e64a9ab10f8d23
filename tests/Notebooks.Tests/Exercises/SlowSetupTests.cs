namespace MfNotebooks.Tests.Notebooks.Exercises;

/// <summary>A chapter that takes long, or does not run at all, is no student's fault.</summary>
[Trait("Length", "Long")]
public sealed class SlowSetupTests : IDisposable
{
    private const string Wait = "System.Threading.Thread.Sleep(6_000);";

    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task The_chapters_own_time_is_not_the_students()
    {
        var result = await JudgeAsync(Wait, "5", "int? number = 206_680;");

        Assert.True(result.ExitCode == 0, result.Output + result.Errors);
        Assert.Matches(@"(?m)^ *eva +✓ +1/1", result.Output);
    }

    [Fact]
    public async Task What_nobody_could_judge_is_not_failed()
    {
        var result = await JudgeAsync("throw new Exception(\"no network\");", "60", "int? number = 206_680;");

        Assert.Equal(1, result.ExitCode);
        Assert.Matches(@"(?m)^ *eva +\? +\?", result.Output);
        Assert.Contains("no network", result.Errors, StringComparison.Ordinal);
        Assert.Contains("\"eva\",\"03-slow\",\"6.1\",\"not judged\"", Csv, StringComparison.Ordinal);
    }

    private string Csv => File.ReadAllText(Path.Combine(folder.Out, "exercises.csv"));

    private Task<RunnerResult> JudgeAsync(string content, string timeout, string answer)
    {
        var bin = Directory.CreateDirectory(Path.Combine(folder.Path, "lib", "MfNotebooks", "bin")).FullName;
        var built = Path.Combine(RunnerProcess.RepositoryRoot, "lib", "MfNotebooks", "bin");
        foreach (var file in Directory.GetFiles(built))
            File.Copy(file, Path.Combine(bin, Path.GetFileName(file)));
        File.WriteAllText(Path.Combine(folder.Path, "MfNotebooks.sln"), "");
        var returned = Directory.CreateDirectory(Path.Combine(folder.Path, "returned", "eva")).FullName;
        folder.Write("03-slow.ipynb", Chapter("int? number = null;"));
        File.WriteAllText(Path.Combine(returned, "03-slow.ipynb"), Chapter(answer).ToText());
        return folder.RunAsync("--check-exercises", Path.GetDirectoryName(returned)!, "--timeout", timeout);

        NotebookBuilder Chapter(string lines) => new NotebookBuilder()
            .Code("setup", "#r \"../lib/MfNotebooks/bin/MfNotebooks.dll\"\nusing MfNotebooks;")
            .Code("content", content)
            .Code("exercise", lines + "\nCheck.Exercise(\"6.1\", number)", "exercise");
    }
}
