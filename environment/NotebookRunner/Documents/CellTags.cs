namespace MfNotebooks.Runner.Documents;

/// <summary>The cell tags that mean something to the runner.</summary>
internal static class CellTags
{
    /// <summary>The cell whose variables <c>--set</c> may replace.</summary>
    public const string Parameters = "parameters";

    /// <summary>The cell that <c>--set</c> adds, named as papermill names it.</summary>
    public const string InjectedParameters = "injected-parameters";

    /// <summary>Jupyter's tag for a cell that is meant to fail: the run goes on after it.</summary>
    public const string RaisesException = "raises-exception";

    /// <summary>What this cell prints is repeated in the terminal after a successful run.</summary>
    public const string Terminal = "terminal";

    /// <summary>The gallery shows this cell's chart as the chapter's picture.</summary>
    public const string Cover = "cover";

    /// <summary>A reader's answer goes into this cell, and a check judges it.</summary>
    public const string Exercise = "exercise";
}
