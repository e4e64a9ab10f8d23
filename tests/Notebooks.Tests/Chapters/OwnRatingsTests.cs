namespace MfNotebooks.Tests.Notebooks.Chapters;

/// <summary>Chapter 0 with a reader's own ratings, and with files that cannot be read.</summary>
public sealed class OwnRatingsTests : IDisposable
{
    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("user,Alien,Amelie,Heat\nAna,5,,4\nBen,,2,5\n")]
    [InlineData("user,item,rating\nAna,Alien,5\nAna,Heat,4\nBen,Amelie,2\nBen,Heat,5\n")]
    public async Task Both_shapes_of_CSV_train(string csv)
    {
        var result = await Run("ratingsFile=" + WriteCsv(csv), "steps=500");

        Assert.True(result.ExitCode == 0, result.Errors);
        Assert.Contains("4 of 6 cells are rated.", folder.Executed("00-start-here.ipynb")
            .Printed("ratings"), StringComparison.Ordinal);
        Assert.Contains("Amelie", result.Output, StringComparison.Ordinal);
    }

    /// <summary>Which mistakes there are, the library's tests of CSV files know.</summary>
    [Fact]
    public async Task A_mistake_in_the_file_is_named_and_ends_with_1()
    {
        var result = await Run("ratingsFile=" + WriteCsv("user,Alien,Heat\nAna,5,good\n"));

        Assert.Equal(1, result.ExitCode);
        Assert.All(["mine.csv", "line 2", "good"], part =>
            Assert.Contains(part, result.Errors, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_missing_file_is_named_with_its_full_path_before_anything_runs()
    {
        var path = Path.Combine(folder.Path, "nowhere.csv");

        var result = await Run("ratingsFile=" + path);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(path, result.Errors, StringComparison.Ordinal);
    }

    private string WriteCsv(string content)
    {
        var path = Path.Combine(folder.Path, "mine.csv");
        File.WriteAllText(path, content);
        return path;
    }

    private Task<RunnerResult> Run(params string[] settings) => RunnerProcess.RunAsync(
        ["run", Path.Combine("notebooks", "00-start-here.ipynb"), "--out", folder.Out,
            .. settings.SelectMany(setting => (string[])["--set", setting])]);
}
