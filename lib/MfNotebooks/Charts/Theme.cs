namespace MfNotebooks;

/// <summary>The colours of the charts: told apart with any colour vision, and readable on a light and on a dark page.</summary>
/// <remarks>
/// Lines use the palette of Okabe and Ito ("Color Universal Design", 2008). The diverging scale runs from blue over a
/// neutral middle to orange, which all common forms of colour blindness keep apart.
/// </remarks>
internal static class Theme
{
    internal const string Blue = "#0072B2", Orange = "#D55E00", Green = "#009E73", Purple = "#CC79A7", Sky = "#56B4E9", Amber = "#E69F00";

    /// <summary>A grey that is seen on white and on black, for what is not data: missing cells, guides.</summary>
    internal const string Grey = "#8A8A8A";

    /// <summary>The same grey, a veil of it: seen on white and on black, and quieter than any data.</summary>
    internal const string FaintGrey = "rgba(138,138,138,0.16)";

    /// <summary>Low to high, centred on the middle of the scale.</summary>
    internal static readonly object[][] Diverging =
        [[0.0, "#2166AC"], [0.25, "#8FBBD9"], [0.5, "#F3F1EC"], [0.75, "#F2B27A"], [1.0, "#C8590B"]];

    /// <summary>0 and 1.</summary>
    internal static readonly object[][] Mask = [[0.0, "#DADADA"], [1.0, "#00795A"]];

    private static readonly string[] Lines = [Blue, Orange, Green, Purple, Sky, Amber], Dashes = ["solid", "dash", "dot", "dashdot", "longdash", "longdashdot"];

    internal static string Color(int index) => Lines[index % Lines.Length];

    /// <summary>The n-th line's style: told apart without its colour too.</summary>
    internal static object Line(int index, int width) =>
        new { color = Color(index), dash = Dashes[(index + index / Lines.Length) % Dashes.Length], width };
}
