namespace MfNotebooks;

/// <summary>
/// The users of <see cref="BayesianLeastSquares"/>, or its items: all that is drawn of them, row by row. A row is
/// <c>x_u = p_u + w_u Σ_{j ∈ N(u)} y_j</c>, its own part and one implied by each partner j that it rated, with
/// <c>w_u = 1/√n_u</c>. The first number of every row is a bias; its partner is 1.
/// </summary>
/// <remarks>
/// With the other side's rows z fixed, let <c>G_u = Σ_i z_i z_iᵀ</c> and <c>g_u = Σ_i z_i e_ui</c> over the items that
/// u rated, where e is what the prediction lacks now. The posterior of p_u is normal with the precision <c>Λ +
/// αG_u</c>; that of y_j has <c>Λ + α Σ_{u ∈ N(j)} w_u² G_u</c>. Each is drawn as a step from where it stands, from
/// <c>N(P⁻¹(α·gradient − Λ(old − m)), P⁻¹)</c>, and after the step <c>g_u −= w_u G_u·step</c>. So no rating is visited
/// twice in a round, although the y_j are drawn one after the other.
/// <para>
/// Every number f of the own rows and of the implied rows has a mean m_f and a precision Λ_f of its own, drawn from
/// their normal-gamma posterior. One row more than there are, without ratings, stands for a stranger.
/// </para>
/// </remarks>
internal sealed class GibbsSide
{
    private static readonly NormalEquations<float> Kernel = NormalEquations<float>.Of256;

    private const int Block = 256, PanelRows = 128, Purposes = 8;
    private const float StartSpread = 0.1f;
    private readonly RatingRows _rows;
    private readonly ParallelOptions _parallel;
    private readonly int _size, _stride, _seed, _purposes;
    private readonly bool _hasImplied;
    private readonly float[] _own, _implied, _rowsNow, _design, _gram, _gradient, _weights;
    private readonly GibbsPrior _ownPrior, _impliedPrior;

    /// <summary>Side 0 or side 1, so that the two draw different numbers; partners are the other side's rows.</summary>
    internal GibbsSide(RatingRows rows, int partners, SparseTrainingOptions options, bool hasImplied, int side)
    {
        (_rows, _seed, _purposes) = (rows, options.Seed, Purposes * side);
        (_size, _stride, _hasImplied) = (options.LatentDim + 1, Stride(options.LatentDim), hasImplied);
        _parallel = options.Parallel;
        var numbers = (_rows.Count + 1) * _stride;
        (_own, _rowsNow) = (new float[numbers], new float[numbers]);
        (_design, _gradient) = (new float[numbers], new float[numbers]);
        (_implied, _gram) = (new float[(partners + 1) * _stride], new float[numbers * _stride]);
        (_ownPrior, _impliedPrior) = (new GibbsPrior(_size), new GibbsPrior(_size));
        _weights = [.. Enumerable.Range(0, Count)
            .Select(row => Ratings(row).IsEmpty ? 0 : 1 / MathF.Sqrt(Ratings(row).Length))];
        for (var row = 0; row < Count; row++) Start(_own.AsSpan(row * _stride, _size), Stream(round: 0, 0, row));
        Combine();
    }

    /// <summary>A row's numbers, filled up with zeros to whole vectors.</summary>
    internal static int Stride(int latentDim) => Kernel.Padded(latentDim + 1);

    /// <summary>The rows, the stranger included.</summary>
    internal int Count => _rows.Count + 1;

    private int Stranger => _rows.Count;

    internal ReadOnlySpan<RatedPartner> Ratings(int row) => row == Stranger ? [] : _rows[row];

    private static void Start(Span<float> row, RandomStream random)
    {
        random.FillGaussian(row);
        for (var i = 0; i < row.Length; i++) row[i] *= i == 0 ? 0 : StartSpread;
    }

    private Span<float> Row(float[] rows, int row) => rows.AsSpan(row * _stride, _stride);

    private Span<float> Gram(int row) => _gram.AsSpan(row * _stride * _stride, _stride * _stride);

    /// <summary>A round of this side: draws α, the own rows, and the implied ones.</summary>
    /// <returns>Σ of the squared errors before, in squared deviations of the ratings; and the α drawn.</returns>
    internal (double Squares, double Precision) Update(GibbsSide other, int ratings, int round)
    {
        var squares = Measure(other);
        // The prior is worth one rating that is wrong by the ratings' own spread.
        var precision = Stream(round, 1, 0).NextGamma((ratings + 1) / 2.0) * 2 / (squares + 1);
        DrawOwn((float)precision, round);
        if (_hasImplied) DrawImplied(other, (float)precision, round);
        Combine();
        return (squares, precision);
    }

    private RandomStream Stream(int round, int purpose, int row) => new(_seed, round, _purposes + purpose, row);

    /// <summary>Brings G and g of every row up to date with the other side.</summary>
    private double Measure(GibbsSide other)
    {
        var errors = new double[Count];
        Parallel.For(0, Count, _parallel, () => new Panel(_stride), (row, _, panel) =>
        {
            errors[row] = panel.Measure(Ratings(row), Row(_rowsNow, row), other, Gram(row), Row(_gradient, row));
            return panel;
        }, _ => { });
        return errors.Sum();
    }

    /// <summary>Draws the own part of every row; rows do not depend on each other.</summary>
    private void DrawOwn(float precision, int round)
    {
        _ownPrior.Draw(_own, _stride, Count, Stream(round, 2, 0));
        Parallel.For(0, Count, _parallel, () => new NormalDraw(_size, _stride), (row, _, draw) =>
        {
            draw.SetPrecision(_ownPrior);
            draw.Add(precision, Gram(row));
            draw.Decompose();
            var step = draw.Step(precision, Row(_gradient, row), Row(_own, row), _ownPrior, Stream(round, 3, row));
            RowVectors.Add(1, step, Row(_own, row));
            RowVectors.AddProduct(-1, Gram(row), step, Row(_gradient, row));
            return draw;
        }, _ => { });
    }

    /// <summary>Draws what each partner implies, in turn; precisions are made beforehand, by blocks.</summary>
    private void DrawImplied(GibbsSide partners, float precision, int round)
    {
        _impliedPrior.Draw(_implied, _stride, partners.Count, Stream(round, 4, 0));
        var draws = Array.ConvertAll(new int[Math.Min(Block, partners.Count)], _ => new NormalDraw(_size, _stride));
        var sum = new float[_stride];
        for (var start = 0; start < partners.Count; start += Block)
        {
            var count = Math.Min(Block, partners.Count - start);
            Parallel.For(0, count, _parallel, n =>
            {
                draws[n].SetPrecision(_impliedPrior);
                foreach (var (rater, _) in partners.Ratings(start + n))
                    draws[n].Add(precision * _weights[rater] * _weights[rater], Gram(rater));
                draws[n].Decompose();
            });
            for (var n = 0; n < count; n++)
            {
                Array.Clear(sum);
                var raters = partners.Ratings(start + n);
                foreach (var (rater, _) in raters) RowVectors.Add(_weights[rater], Row(_gradient, rater), sum);
                var implied = Row(_implied, start + n);
                var step = draws[n].Step(precision, sum, implied, _impliedPrior, Stream(round, 5, start + n));
                RowVectors.Add(1, step, implied);
                foreach (var (rater, _) in raters)
                    RowVectors.AddProduct(-_weights[rater], Gram(rater), step, Row(_gradient, rater));
            }
        }
    }

    private void Combine() => Parallel.For(0, Count, _parallel, row =>
    {
        var now = Row(_rowsNow, row);
        Row(_own, row).CopyTo(now);
        if (_hasImplied)
            foreach (var (partner, _) in Ratings(row)) RowVectors.Add(_weights[row], Row(_implied, partner), now);
        now.CopyTo(Row(_design, row));
        _design[row * _stride] = 1;
    });

    /// <summary>The rows of <see cref="CopyForPrediction"/>: last a stranger as drawn, then a mean one.</summary>
    internal int PredictionRows => Count + 1;

    internal static int PredictionColumns(int latentDim) => 2 * latentDim + 4;

    /// <summary>
    /// A row as <see cref="BayesianFactorModel"/> keeps it, so that one dot product is a prediction. Whoever is
    /// predicted to rate an item has the item in N(u), as in training, and the item has the user: with <c>x = x̂ +
    /// b·y_i</c>, <c>z = ẑ + a·s_u</c>, <c>b = 1/√(n_u + 1)</c> and <c>a = 1/√(n_i + 1)</c>, the product of <c>(x̂,
    /// b·s_u, b, s_u·x̂)</c> and <c>(ẑ, a·y_i, y_i·ẑ, a)</c> is x·z. Biases stand in the last two columns.
    /// </summary>
    /// <param name="row">The row; <see cref="Count"/> for the mean of all strangers.</param>
    /// <param name="other">The other side, which holds what this row implies there.</param>
    /// <param name="isFirst">True for the side whose scalars stand first.</param>
    /// <param name="target">Takes the row, <c>[2k + 4]</c>.</param>
    internal void CopyForPrediction(int row, GibbsSide other, bool isFirst, Span<float> target)
    {
        var k = _size - 1;
        var isMean = row == Count;
        var count = isMean ? 0 : Ratings(row).Length;
        var own = isMean ? _ownPrior.Mean : Row(_own, row);
        var implies = isMean ? other._impliedPrior.Mean : Row(other._implied, row);
        var now = isMean ? own : Row(_rowsNow, row);
        var share = 1 / MathF.Sqrt(count + 1);
        var shrink = MathF.Sqrt(count) * share;
        var (bias, scalar) = (own[0] + shrink * (now[0] - own[0]), implies[0]);
        for (var f = 1; f <= k; f++)
        {
            var x = own[f] + shrink * (now[f] - own[f]);
            (target[f - 1], target[k + f - 1]) = (x, share * implies[f]);
            scalar += x * implies[f];
        }
        (target[2 * k], target[2 * k + 1]) = isFirst ? (share, scalar) : (scalar, share);
        (target[2 * k + 2], target[2 * k + 3]) = isFirst ? (bias, 1f) : (1f, bias);
    }

    /// <summary>One thread's room for the ratings of a row.</summary>
    private sealed class Panel(int stride)
    {
        private readonly float[] _partners = new float[PanelRows * stride];
        private readonly float[] _errors = new float[PanelRows], _sums = new float[2 * stride];

        internal double Measure(ReadOnlySpan<RatedPartner> ratings, ReadOnlySpan<float> row, GibbsSide other,
            Span<float> gram, Span<float> gradient)
        {
            gram.Clear();
            Array.Clear(_sums);
            var squares = 0.0;
            for (; !ratings.IsEmpty; ratings = ratings[Math.Min(PanelRows, ratings.Length)..])
            {
                var count = Math.Min(PanelRows, ratings.Length);
                for (var n = 0; n < count; n++)
                {
                    var (partner, value) = ratings[n];
                    var design = other.Row(other._design, partner);
                    design.CopyTo(_partners.AsSpan(n * stride));
                    _errors[n] = value - other._rowsNow[partner * stride] - RowVectors.Dot(row, design);
                    squares += (double)_errors[n] * _errors[n];
                }
                Kernel.AddProducts(_partners, stride, stride, count, gram, stride);
                Kernel.AddSums(_partners, stride, stride, _errors.AsSpan(0, count), _sums);
            }
            for (var i = 1; i < stride; i++)
                for (var j = 0; j < i; j++) gram[i * stride + j] = gram[j * stride + i];
            _sums.AsSpan(stride).CopyTo(gradient);
            return squares;
        }
    }
}
