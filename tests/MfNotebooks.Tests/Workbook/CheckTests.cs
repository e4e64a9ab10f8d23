using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace MfNotebooks.Tests.Workbook;

/// <summary>What a reader is told, in which order, and how hints open.</summary>
public sealed class CheckTests : IDisposable
{
    public CheckTests() => Check.Forget();

    public void Dispose() => Check.Forget();

    [Fact]
    public void No_answer_yet_is_not_a_wrong_answer()
    {
        Assert.Equal(CheckState.NotTried, Check.Exercise("2.1", (double?)null).State);
        Assert.Equal(CheckState.NotTried, Check.Exercise("7.5", "  ").State);
        Assert.Equal(CheckState.NotTried, Check.Exercise("4.2", null).State);
        Assert.StartsWith("◻ 2.1", Check.Exercise("2.1", null).ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2.5, CheckState.Right)]
    [InlineData(2.509, CheckState.Right)]
    [InlineData(2.52, CheckState.Wrong)]
    [InlineData(double.NaN, CheckState.Wrong)]
    public void A_number_is_right_within_the_tolerance(double answer, CheckState state) =>
        Assert.Equal(state, Check.Exercise("2.1", answer).State);

    [Fact]
    public void A_number_of_any_type_is_a_number()
    {
        Assert.Equal(CheckState.Right, Check.Exercise("2.2", 6).State);
        Assert.Equal(CheckState.Right, Check.Exercise("2.2", 6f).State);
        Assert.Contains("A number is wanted", Check.Exercise("2.2", "6").Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("low", CheckState.Right)]
    [InlineData(" Low ", CheckState.Right)]
    [InlineData("high", CheckState.Wrong)]
    public void A_word_is_right_whatever_its_case(string answer, CheckState state) =>
        Assert.Equal(state, Check.Exercise("7.5", answer).State);

    [Fact]
    public void Each_different_wrong_answer_opens_one_more_hint()
    {
        Assert.Equal(0, Check.Exercise("2.1", null).Opened);
        Assert.Equal(1, Check.Exercise("2.1", 3.5).Opened);
        Assert.Equal(1, Check.Exercise("2.1", 3.5).Opened);
        Assert.Equal(2, Check.Exercise("2.1", 7).Opened);
        Assert.Equal(3, Check.Exercise("2.1", 8).Opened);
        Assert.Equal(3, Check.Exercise("2.1", 9).Opened);
        Assert.Equal(1, Check.Exercise("2.2", 9).Opened);
    }

    [Fact]
    public void Hints_stand_inside_each_other_and_those_that_are_open_are_in_the_text()
    {
        var result = Check.Exercise("2.1", 3.5);
        Assert.Equal("✗ 2.1  Not 3.5. The second number of the person is −0.5: its product counts against the film. "
            + "Hint: It is a dot product, as in section 4.", result.ToString());
        var html = result.ToHtml();
        Assert.Equal(3, html.Split("<details").Length - 1);
        Assert.Equal(2, html.Split("<details class=\"mf-hint\" style=\"margin:.3em 0 0\" open>").Length);
        Assert.EndsWith("</details></details></details></div>", html.ReplaceLineEndings(""), StringComparison.Ordinal);
        Assert.DoesNotContain("<details", Check.Exercise("2.1", 2.5).ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void Code_that_fails_is_a_wrong_answer_that_says_why()
    {
        Func<double, double, double, double> broken = (_, _, _) =>
            throw new InvalidOperationException("no such row\nand more");
        Assert.StartsWith("✗ 4.2  Your code failed: no such row Hint: ",
            Check.Exercise("4.2", broken).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_a_number_is_said()
    {
        Func<double[], double[], double, double> nan = (_, _, _) => double.NaN;
        Assert.Contains("NaN", Check.Exercise("9.2", nan).Message, StringComparison.Ordinal);
        var infinite = Check.Exercise("2.1", double.PositiveInfinity).Message;
        Assert.Contains("divided by zero", infinite, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_sign_and_a_plain_factor_are_said()
    {
        Assert.Contains("the sign is not", Check.Exercise("2.1", -2.5).Message, StringComparison.Ordinal);
        Assert.Contains("2 times too large", Check.Exercise("2.1", 5).Message, StringComparison.Ordinal);
        Func<double[], double[], double, double> thrice = (b, r, l) =>
            3 * b.Zip(r, (x, y) => x * y).Sum() / (b.Sum(x => x * x) + l);
        Assert.Contains("3 times too large", Check.Exercise("9.2", thrice).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_shape_is_said_before_everything_else()
    {
        Func<Tensor, Tensor, int, Tensor> one = (e, a, n) => e.sum();
        Assert.StartsWith("Your result has the shape []; [3 × 3] is wanted.",
            Check.Exercise("2.3", one).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_product_of_shapes_that_do_not_fit_does_not_end_the_process()
    {
        Func<Tensor, Tensor, int, Tensor> swapped = (e, a, n) => 2.0 / n * matmul(a, e);
        Func<Tensor, Tensor, int, Tensor> upright = (e, a, n) => 2.0 / n * matmul(e, a);
        Func<Tensor, Tensor, int, Tensor> right = (e, a, n) => 2.0 / n * matmul(e.t(), a);
        Assert.Contains("wrong order", Check.Exercise("2.3", swapped).Message, StringComparison.Ordinal);
        Assert.Contains("not transposed", Check.Exercise("2.3", upright).Message, StringComparison.Ordinal);
        Assert.Equal(CheckState.Right, Check.Exercise("2.3", right).State);
    }

    [Fact]
    public void Another_line_than_the_chapters_gets_a_sentence()
    {
        Assert.Contains("There is no exercise 99.1", Check.Exercise("99.1", 1).Message, StringComparison.Ordinal);
        Assert.Contains("to stay as the chapter has it", Check.Exercise("0.1", 1).Message, StringComparison.Ordinal);
        Assert.Equal(CheckState.NotTried, Check.Exercise("0.1", null).State);
    }

    [Fact]
    public void An_answer_cannot_write_into_the_page() =>
        Assert.DoesNotContain("<script>", Check.Exercise("7.5", "<script>").ToHtml(), StringComparison.Ordinal);

    [Fact]
    public void A_page_gets_hashes_of_the_answer_and_never_the_answer()
    {
        Assert.Equal("af63dc4c8601ec8c", PageAnswer.Hash("a")); // FNV-1a's own test vector.
        var result = Check.Exercise("7.5", null);
        Assert.Contains(PageAnswer.Hash("mf-7.5-low"), result.Page!, StringComparison.Ordinal);
        Assert.DoesNotContain("low\"", result.Page!, StringComparison.Ordinal);
        Assert.Null(Check.Exercise("4.2", null).Page);
        Assert.Contains("data-answer=", result.ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void Checking_leaves_no_tensors_behind()
    {
        Func<Tensor, Tensor, int, Tensor> right = (e, a, n) => 2.0 / n * e.t().mm(a);
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        Check.Exercise("2.3", right);
        Check.Exercise("6.3", new float?[] { null, 1, null, 5, null, null }, SampleRatings.Films);
        var ratings = DisposeScopeManager.Statistics.ThreadTotalLiveCount - before;
        Assert.InRange(ratings, 0, 2); // The sample's own values and mask.
    }
}
