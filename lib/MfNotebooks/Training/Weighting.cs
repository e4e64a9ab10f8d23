namespace MfNotebooks;

/// <summary>How strongly a row of factors is shrunk, given its number of ratings n.</summary>
public enum Weighting
{
    /// <summary>λ for every row: the more ratings a row has, the less the penalty counts beside them.</summary>
    Constant,

    /// <summary>λ·n: every rating brings its own penalty, so that all rows are shrunk alike (Zhou, Wilkinson, Schreiber and Pan 2008, "weighted-λ-regularization").</summary>
    ByCount,
}
