using ClrKernel.Core.Primitives;
using Xunit;

// The shapes of ClrKernel's own types, read in its sources; the kernel itself is on no feed here.
#pragma warning disable IDE0130 // their namespace, by which the library looks for them
namespace ClrKernel.Core.Primitives
{
    public interface IDisplayValue;

    public sealed record DisplayObject(object? Value) : IDisplayValue;

    public sealed record DisplayHtml(string Html) : IDisplayValue;

    public sealed record DisplayFormatter(Type InputType, Type OutputType, Func<IDisplayValue, IDisplayValue> Format);

    public static class DisplayFormatters
    {
        private static readonly List<DisplayFormatter> Known = [];

        public static IEnumerable<DisplayFormatter> Formatters => Known;

        public static DisplayFormatter Register(Type inputType, Type outputType, Func<IDisplayValue,
            IDisplayValue> format)
        {
            Known.Add(new DisplayFormatter(inputType, outputType, format));
            return Known[^1];
        }

        public static string Show(object value) => ((DisplayHtml)Known[^1].Format(new DisplayObject(value))).Html;
    }
}

namespace MfNotebooks.Tests.Workbook
{
    public sealed class ClrKernelFormattersTests
    {
        [Fact]
        public void Charts_show_themselves_and_everything_else_goes_to_the_formatter_before()
        {
            DisplayFormatters.Register(typeof(DisplayObject), typeof(DisplayHtml), value =>
                new DisplayHtml($"earlier: {((DisplayObject)value).Value}"));

            Assert.True(ClrKernelFormatters.TryRegister(typeof(DisplayFormatters).Assembly));

            Assert.Contains("mf-chart", DisplayFormatters.Show(MfNotebooks.Charts.Ratings(SampleRatings.Films)),
                StringComparison.Ordinal);
            Assert.Contains("mf-check", DisplayFormatters.Show(Check.Exercise("2.1", 2.5)), StringComparison.Ordinal);
            Assert.Equal("earlier: 12", DisplayFormatters.Show(12));
        }

        [Fact]
        public void Another_engine_is_left_alone() =>
            Assert.False(ClrKernelFormatters.TryRegister(typeof(string).Assembly));
    }
}
