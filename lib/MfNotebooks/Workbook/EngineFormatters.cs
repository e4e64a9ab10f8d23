using System.Collections;
using System.Net;
using System.Reflection;
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

/// <summary>Teaches ClrKernel, a Jupyter kernel of its own, to show what has a <c>ToHtml()</c>.</summary>
/// <remarks>
/// Reached by name, so that the library needs no engine: <c>DisplayFormatters.Register(Type, Type, Func&lt;…&gt;)</c>
/// of the assembly ClrKernel.Core.Primitives. The newest registration wins for every object, so others go to the one
/// before.
/// </remarks>
internal static class ClrKernelFormatters
{
    private const string Primitives = "ClrKernel.Core.Primitives";

    /// <summary>Registers the formatter where the process is a ClrKernel.</summary>
    /// <returns>False where it is another engine.</returns>
    internal static bool TryRegister() =>
        AppDomain.CurrentDomain.GetAssemblies().FirstOrDefault(a => a.GetName().Name == Primitives) is { } kernel
        && TryRegister(kernel);

    /// <summary>
    /// Registers the formatter with the types of one assembly; false where it has others than those known.
    /// </summary>
    internal static bool TryRegister(Assembly kernel)
    {
        Type? TypeOf(string name) => kernel.GetType($"{Primitives}.{name}");
        var (registry, value, shown, html) =
            (TypeOf("DisplayFormatters"), TypeOf("IDisplayValue"), TypeOf("DisplayObject"), TypeOf("DisplayHtml"));
        if (value is null || shown is null || html is null) return false;
        var function = typeof(Func<,>).MakeGenericType(value, value);
        var register = registry?.GetMethod("Register", [typeof(Type), typeof(Type), function]);
        if (register is null || html.GetConstructor([typeof(string)]) is null) return false;
        var formatter = Activator.CreateInstance(typeof(Formatter<>)
            .MakeGenericType(value), shown, html, Earlier(registry!, shown, html))!;
        register.Invoke(null, [shown, html, Delegate.CreateDelegate(function, formatter, nameof(Formatter<>.Format))]);
        return true;
    }

    /// <summary>
    /// What showed objects until now: the newest formatter from <paramref name="shown"/> to <paramref name="html"/>.
    /// </summary>
    private static Delegate? Earlier(Type registry, Type shown, Type html) =>
        ((registry.GetProperty("Formatters")?.GetValue(null) as IEnumerable)?.Cast<object>() ?? [])
        .Where(known => Of<Type>(known, "InputType")?.IsAssignableFrom(shown) == true
            && Of<Type>(known, "OutputType") == html)
        .Select(known => Of<Delegate>(known, "Format")).LastOrDefault();

    private static T? Of<T>(object of, string property) where T : class =>
        of.GetType().GetProperty(property)?.GetValue(of) as T;

    /// <summary>One conversion, in the kernel's own type of values.</summary>
    private sealed class Formatter<TValue>(Type shown, Type html, Delegate? earlier)
    {
        public TValue Format(TValue value)
        {
            var content = shown.GetProperty("Value")?.GetValue(value);
            var own = content?.GetType().GetMethod("ToHtml", Type.EmptyTypes)?.Invoke(content, null) as string;
            if (own is null && earlier is Func<TValue, TValue> other) return other(value);
            return (TValue)Activator.CreateInstance(html, own ?? WebUtility.HtmlEncode(content?.ToString() ?? ""))!;
        }
    }
}
