namespace MfNotebooks;

/// <summary>One state of a chart with a slider: what changes in which traces, and the title that says what is seen.</summary>
/// <param name="Label">What the slider says.</param>
/// <param name="Title">The chart's title.</param>
/// <param name="Changes">For each attribute, its new value in each of the slider's traces; null where a trace has none.</param>
internal sealed record SliderState(string Label, string Title, params (string Attribute, object?[] Values)[] Changes);

/// <summary>A slider that needs no kernel: every state is in the chart, and each holds only what changes.</summary>
/// <param name="States">At least one, left to right.</param>
/// <param name="Traces">The places of the traces that change.</param>
internal sealed record StateSlider(IReadOnlyList<SliderState> States, params int[] Traces)
{
    /// <summary>The pixels that a slider takes between the title and the panels' titles.</summary>
    internal const int Height = 80;

    /// <summary>What the slider says before a state's label, such as <c>k = </c>.</summary>
    internal string Prefix { get; init; } = "";

    /// <summary>Where the slider begins, as a share of the plot's width.</summary>
    internal double Left { get; init; }

    /// <summary>The state at first.</summary>
    internal required int Active { get; init; }

    /// <summary>False where the labels are too long to stand under the slider; the current one is always above it.</summary>
    internal bool HasTickLabels { get; init; } = true;

    /// <summary>The attributes of plotly.js' <c>sliders</c>.</summary>
    internal object[] ToSliders() =>
    [
        new
        {
            active = Active, x = Left, xanchor = "left", len = 1 - Left, y = 1, yanchor = "bottom", pad = new { b = HasTickLabels ? 34 : 26, t = 0 },
            currentvalue = new { prefix = Prefix, xanchor = "left", font = new { size = 14 }, offset = 6 },
            ticklen = HasTickLabels ? 4 : 0, minorticklen = 0, font = HasTickLabels ? null : new { size = 11, color = "rgba(0,0,0,0)" },
            steps = States.Select(Step).ToArray(),
        },
    ];

    private object Step(SliderState state) => new
    {
        label = state.Label, method = "update",
        args = new object[]
        {
            state.Changes.ToDictionary(change => change.Attribute, change => change.Values),
            new Dictionary<string, object> { ["title.text"] = Figure.Escape(state.Title) }, Traces,
        },
    };
}
