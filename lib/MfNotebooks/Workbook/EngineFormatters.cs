using Microsoft.DotNet.Interactive.Formatting;
using Plotly.NET;

namespace MfNotebooks;

/// <summary>Teaches the engine's formatting package to show what the workbook makes.</summary>
/// <remarks>Compiled against the package but shipped without it: the engine brings its own copy.</remarks>
internal static class EngineFormatters
{
    internal static void Register()
    {
        Html<GenericChart>(ChartHtml.Render, ChartHtml.Describe);
        Html<ChartView>(view => view.ToHtml(), view => view.ToString());
        Html<CheckResult>(result => result.ToHtml(), result => result.ToString());
        Html<FilmLabView>(view => view.ToHtml(), view => view.ToString());
        Html<LabView>(view => view.ToHtml(), view => view.ToString());
        Html<ProgressView>(view => view.ToHtml(), view => view.ToString());
        Html<StartCard>(card => card.ToHtml(), card => card.ToString());
        Html<RatingsMatrix>(ratings => ratings.ToHtml(), ratings => ratings.ToString());
    }

    private static void Html<T>(Func<T, string> html, Func<T, string> text)
    {
        Formatter.Register<T>((value, writer) => writer.Write(html(value)), HtmlFormatter.MimeType);
        Formatter.Register<T>((value, writer) => writer.Write(text(value)), PlainTextFormatter.MimeType);
        Formatter.SetPreferredMimeTypesFor(typeof(T), HtmlFormatter.MimeType);
    }
}
