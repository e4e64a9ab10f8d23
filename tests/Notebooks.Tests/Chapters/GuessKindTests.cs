using System.Text.Json;

namespace MfNotebooks.Tests.Notebooks.Chapters;

/// <summary>What a prompt asks for is what its field on the page takes.</summary>
public sealed class GuessKindTests
{
    private const string Opening = "**Predict before you run.**";

    /// <summary>One question has one answer: a number, or one of some choices. Several are answered in words.</summary>
    [Theory]
    [MemberData(nameof(NotebookRuns.Chapters), MemberType = typeof(NotebookRuns))]
    public void A_prompt_with_one_question_says_which_kind_of_guess_it_takes(string chapter)
    {
        var path = Path.Combine(RunnerProcess.RepositoryRoot, "notebooks", chapter);
        using var notebook = JsonDocument.Parse(File.ReadAllText(path));
        foreach (var cell in notebook.RootElement.GetProperty("cells").EnumerateArray())
        {
            var source = string.Concat(cell.GetProperty("source").EnumerateArray().Select(line => line.GetString()));
            var at = source.LastIndexOf(Opening, StringComparison.Ordinal);
            var isKnown = cell.GetProperty("metadata").TryGetProperty("mfnotebooks", out var own)
                && own.TryGetProperty("guess", out _);
            Assert.True(at < 0 || isKnown || source[at..].Count(letter => letter == '?') > 1,
                $"{chapter}, {cell.GetProperty("id")}: give metadata.mfnotebooks.guess, \"number\" or some choices.");
        }
    }
}
