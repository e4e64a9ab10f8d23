using System.Diagnostics;

namespace MfNotebooks.Tests.Notebooks.Exercises;

/// <summary>Who solved what, from a folder of returned notebooks that nobody has to trust.</summary>
[Trait("Length", "Long")]
public sealed class ReturnedNotebooksTests(Classroom classroom) : IClassFixture<Classroom>
{
    [Theory]
    [InlineData("solved", "2.1", "solved", "Right.")]
    [InlineData("solved", "4.2", "solved", "Right.")]
    [InlineData("solved", "7.5", "solved", "Right.")]
    [InlineData("solved", "7.1", "solved", "Right.")]
    [InlineData("wrong", "2.1", "wrong", "Not 3.5. The second number of the person is −0.5")]
    [InlineData("wrong", "4.2", "wrong", "That walks uphill: the loss grows.")]
    [InlineData("wrong", "7.1", "not returned", "no notebook of this chapter")]
    [InlineData("untried", "2.1", "not tried", "Not tried yet")]
    [InlineData("failing", "2.1", "failed", "The name 'missing' does not exist")]
    [InlineData("failing", "4.2", "failed", "line 1: System.ArgumentException: boom")]
    [InlineData("failing", "7.5", "solved", "Right.")]
    [InlineData("dora", "2.1", "solved", "Right.")]
    [InlineData("broken", "2.1", "not judged", "broken/03-tiny.ipynb: not valid JSON")]
    [InlineData("twice", "4.2", "not judged", "twice/03-tiny.ipynb")]
    [InlineData("empty", "7.5", "not judged", "empty/03-tiny.ipynb: the file is empty")]
    [InlineData("poem", "", "not judged", "poem.ipynb: no chapter's notebook")]
    [InlineData("'=1+1", "2.1", "not tried", "Not tried yet")]
    public void Each_answer_has_its_verdict(string student, string exercise, string state, string message)
    {
        var verdict = classroom.Of(student, exercise);
        Assert.Equal(state, verdict.State);
        Assert.Contains(message, verdict.Message.Replace('\\', '/'), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hanging", "4.2", "had not ended after 60 s", "2.1", "7.5")]
    [InlineData("exiting", "2.1", "the engine's process ended with exit code 0", "4.2", "7.5")]
    public void An_answer_that_ends_its_process_costs_only_itself(string student, string culprit, string message,
        string other, string another)
    {
        Assert.Equal("failed", classroom.Of(student, culprit).State);
        Assert.Contains(message, classroom.Of(student, culprit).Message, StringComparison.Ordinal);
        Assert.Equal("solved", classroom.Of(student, other).State);
        Assert.Equal("solved", classroom.Of(student, another).State);
    }

    [Fact]
    public void However_much_an_answer_prints_or_shows_only_its_value_counts()
    {
        Assert.Equal("solved", classroom.Of("printing", "2.1").State);
        Assert.Equal("solved", classroom.Of("printing", "7.5").State);
    }

    [Fact]
    public void A_forged_verdict_does_not_count()
    {
        Assert.Equal("wrong", classroom.Of("forging", "2.1").State);
        Assert.Equal("failed", classroom.Of("forging", "4.2").State);
        Assert.Contains("changed how results are shown", classroom.Of("forging", "4.2").Message,
            StringComparison.Ordinal);
        // The engine fails in a folder that a cell has deleted, and says so at once.
        Assert.Equal("failed", classroom.Of("forging", "7.5").State);
        Assert.Contains("FileNotFoundException", classroom.Of("forging", "7.5").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_notebook_does_in_its_folder_reaches_neither_the_repository_nor_the_next_notebook()
    {
        Assert.True(new FileInfo(classroom.Library).Length > 10_000);
        Assert.Equal("solved", classroom.Of("hanging", "2.1").State); // Judged after the vandal.
    }

    [Fact]
    public void A_program_that_was_left_behind_is_ended()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other systems do not show the variables of a process.");
        Assert.DoesNotContain(Process.GetProcessesByName("sleep"), IsLeftBehind);
    }

    [Fact]
    public void An_answer_may_need_another_cell_or_stand_in_the_call()
    {
        Assert.Equal("solved", classroom.Of("dora", "2.1").State);
        Assert.Contains("With the other cells of this notebook", classroom.Of("dora", "2.1").Message,
            StringComparison.Ordinal);
        Assert.Equal("solved", classroom.Of("dora", "7.5").State);
    }

    [Theory]
    [InlineData("broken/03-tiny.ipynb: not valid JSON")]
    [InlineData("twice/03-tiny.ipynb: not valid JSON")]
    [InlineData("empty/03-tiny.ipynb: the file is empty")]
    [InlineData("poem.ipynb: no chapter's notebook")]
    public void What_cannot_be_judged_is_named(string problem)
    {
        Assert.Equal(1, classroom.Result.ExitCode);
        Assert.Contains(problem, classroom.Result.Errors.Replace('\\', '/'), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dora returned 03-tiny 2 times; judged is the newest file, 03-tiny_dora (1).ipynb")]
    [InlineData("wrong/.ipynb_checkpoints: left out, these are Jupyter's own copies")]
    public void What_was_left_out_is_named(string note) =>
        Assert.Contains($"Note: {note}", classroom.Result.Output.Replace('\\', '/'), StringComparison.Ordinal);

    [Fact]
    public void The_table_has_a_row_for_each_student()
    {
        Assert.Matches(@"(?m)^ *student +2\.1 +4\.2 +7\.5 +solved", classroom.Result.Output);
        Assert.Matches(@"(?m)^ *failing +! +! +✓ +1/3", classroom.Result.Output);
        Assert.Matches(@"(?m)^ *wrong +✗ +✗ +✗ +0/3", classroom.Result.Output);
        Assert.Matches(@"(?m)^ *solved +✓ +1/1", classroom.Result.Output);
        Assert.Matches(@"(?m)^ *wrong +– +0/1", classroom.Result.Output);
        Assert.Matches(@"(?m)^ *broken +\? +\? +\? +\?", classroom.Result.Output);
        Assert.Contains("? not judged", classroom.Result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_are_only_text()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such names.");
        Assert.Equal("not tried", classroom.Of("<script>[red] [31m", "2.1").State);
        Assert.Contains("<script>[red] [31m", classroom.Result.Output, StringComparison.Ordinal);
        Assert.Contains("link.ipynb: left out, it is a link", classroom.Result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', classroom.Result.Output + classroom.Result.Errors + classroom.Csv);
    }

    private static bool IsLeftBehind(Process process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process.Id}/cmdline")
                .Contains(Classroom.LeftBehind, StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false; // Somebody else's sleep, over by now.
        }
    }
}
