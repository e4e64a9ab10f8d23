using Xunit;

namespace MfNotebooks.Tests.Workbook;

public class CheckTests
{
    [Fact]
    public void No_answer_yet_is_not_a_wrong_answer()
    {
        Assert.Equal(CheckState.NotTried, Check.That("1.1", (double?)null, 3, "count again").State);
        Assert.Equal(CheckState.NotTried, Check.That("1.2", (string?)null, "Ana", "look again").State);
        Assert.Equal(CheckState.NotTried, Check.That("1.3", (Func<int>?)null, f => f() == 3, "count").State);
        Assert.Equal(CheckState.NotTried, Check.That("1.4", (bool?)null, b => b, "look").State);
        Assert.StartsWith("◻ 1.1", Check.That("1.1", (double?)null, 3, "count again").ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3.0, CheckState.Right)]
    [InlineData(3.009, CheckState.Right)]
    [InlineData(3.02, CheckState.Wrong)]
    [InlineData(double.NaN, CheckState.Wrong)]
    public void A_number_is_right_within_the_tolerance(double answer, CheckState state) =>
        Assert.Equal(state, Check.That("1.1", answer, 3, "count again").State);

    [Theory]
    [InlineData("Ana", CheckState.Right)]
    [InlineData(" ana ", CheckState.Right)]
    [InlineData("Ben", CheckState.Wrong)]
    [InlineData("  ", CheckState.NotTried)]
    public void A_name_is_right_whatever_its_case(string answer, CheckState state) =>
        Assert.Equal(state, Check.That("1.2", answer, "Ana", "look again").State);

    [Fact]
    public void A_wrong_answer_is_repeated_with_the_hint()
    {
        var result = Check.That("1.1", 2.5, 3, "count again");

        Assert.Equal("✗ 1.1  Not 2.5. Hint: count again", result.ToString());
        Assert.Contains("data-state=\"Wrong\"", result.ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void Code_that_fails_is_a_wrong_answer_that_says_why()
    {
        Func<int> broken = () => throw new InvalidOperationException("no such row\nand more");

        var result = Check.That("1.3", broken, f => f() == 3, "count");

        Assert.Equal("✗ 1.3  Your code failed: no such row Hint: count", result.ToString());
    }

    [Fact]
    public void An_answer_cannot_write_into_the_page()
    {
        var html = Check.That("1.2", "<script>", "Ana", "look").ToHtml();

        Assert.DoesNotContain("<script>", html, StringComparison.Ordinal);
    }
}
