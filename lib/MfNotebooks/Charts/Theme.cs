namespace MfNotebooks;

/// <summary>The colours of the charts, for a light page; chart.js knows each one's sister for a dark page.</summary>
/// <remarks>
/// Lines follow the order of Okabe and Ito's palette ("Color Universal Design", 2008), darkened until each has a
/// contrast of at least 3 to 1 on white. The diverging scale runs from blue over a neutral middle to orange, which all
/// common forms of colour blindness keep apart; black numbers have at least 4.5 to 1 on every colour of it.
/// </remarks>
internal static class Theme
{
    internal const string Blue = "#0072B2", Orange = "#C44E00", Green = "#00805C", Purple = "#A8447E",
        Violet = "#6B5CA5", Amber = "#8A6100";

    /// <summary>For what is not data: guides, missing cells, the origin.</summary>
    internal const string Grey = "#757575";

    /// <summary>The same grey, a veil of it: quieter than any data.</summary>
    internal const string FaintGrey = "#75757529";

    /// <summary>What is written in a heatmap's cells, on a light and on a dark page.</summary>
    internal const string CellInk = "#111111";

    /// <summary>Low to high, centred on the middle of the scale.</summary>
    internal static readonly object[][] Diverging =
        [[0.0, "#6FA8D6"], [0.25, "#B5D3EA"], [0.5, "#F3F1EC"], [0.75, "#F6C898"], [1.0, "#EE9A55"]];

    /// <summary>Low to high for what has no middle, such as a loss; quiet enough for lines to be drawn on it.</summary>
    internal static readonly object[][] Sequential = [[0.0, "#FDFEFF"], [0.5, "#DCE9F3"], [1.0, "#B9D2E6"]];

    /// <summary>0 and 1.</summary>
    internal static readonly object[][] Mask = [[0.0, "#DADADA"], [1.0, "#5FB79A"]];

    private static readonly string[] Lines = [Blue, Orange, Green, Purple, Violet, Amber];
    private static readonly string[] Dashes = ["solid", "dash", "dot", "dashdot", "longdash", "longdashdot"];

    internal static string Color(int index) => Lines[index % Lines.Length];

    /// <summary>The n-th line's style: told apart without its colour too.</summary>
    internal static object Line(int index) => new
    {
        color = Color(index), dash = Dashes[(index + index / Lines.Length) % Dashes.Length], width = 2.5,
    };
}
