namespace MfNotebooks;

/// <summary>
/// Adds a user or an item to a trained model from a few ratings, without training again: the other side stays as it is,
/// and the new row is the solution of a small regularized least-squares problem.
/// </summary>
/// <remarks>
/// For a user who gave the ratings r_i to items with the factors b_i: <c>min Σ (r_i − a·b_i)² + λ‖a‖²</c>, solved by
/// <c>(Σ b_i b_iᵀ + λI)·a = Σ r_i b_i</c> (Hu, Koren and Volinsky 2008, equation 4, for explicit ratings). With biases
/// the problem is <c>min Σ (r_i − μ − b_i − b_u − a·b_i)² + λ(b_u² + ‖a‖²)</c>: the bias is one more factor whose
/// partner is 1. Given the data of one of its own rows, it finds that row of a model whose rows minimize the same sum.
/// </remarks>
public static class FoldIn
{
    /// <summary>σ² / spread² of <see cref="VariationalLeastSquares"/>, for ratings of deviation 1.</summary>
    private const double DefaultLambda = 6;

    /// <summary>Finds the bias and factors of a new user.</summary>
    /// <param name="model">The model, which stays as it is.</param>
    /// <param name="items">The items that the user has rated, each once, <c>[n]</c>; n is at least 1.</param>
    /// <param name="ratings">The ratings in stars, one per item, <c>[n]</c>.</param>
    /// <param name="lambda">
    /// λ ≥ 0; 0 needs more ratings than unknowns. Null (the default) for what holds on any scale: 6 for the bias, and 6
    /// times <see cref="BiasedFactorModel.Deviation"/> for the factors.
    /// </param>
    /// <returns>The bias in stars, and the factors, <c>[k]</c>.</returns>
    /// <exception cref="ArgumentException">
    /// The lengths differ, there is no rating, an item stands twice or is not in the model, a rating is not finite, λ
    /// is negative, or λ = 0 leaves several solutions.
    /// </exception>
    public static FoldedRow User(
        BiasedFactorModel model, ReadOnlySpan<int> items, ReadOnlySpan<float> ratings, double? lambda = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Solve("item", model.B, model.ItemBias, model.Mean, items, ratings, Penalty.Of(lambda, model));
    }

    /// <summary>Finds the bias and factors of a new item.</summary>
    /// <param name="model">The model, which stays as it is.</param>
    /// <param name="users">The users who have rated the item, each once, <c>[n]</c>; n is at least 1.</param>
    /// <param name="ratings">The ratings in stars, one per user, <c>[n]</c>.</param>
    /// <param name="lambda">As for a user.</param>
    /// <inheritdoc cref="User(BiasedFactorModel, ReadOnlySpan{int}, ReadOnlySpan{float}, double?)"/>
    public static FoldedRow Item(
        BiasedFactorModel model, ReadOnlySpan<int> users, ReadOnlySpan<float> ratings, double? lambda = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Solve("user", model.A, model.UserBias, model.Mean, users, ratings, Penalty.Of(lambda, model));
    }

    /// <summary>Finds the factors of a new user, and the bias where the model has biases; λ has no default.</summary>
    /// <inheritdoc cref="User(BiasedFactorModel, ReadOnlySpan{int}, ReadOnlySpan{float}, double?)"/>
    public static FoldedRow User(FactorModel model, ReadOnlySpan<int> items, ReadOnlySpan<float> ratings, double lambda)
    {
        ArgumentNullException.ThrowIfNull(model);
        var biases = model.HasBiases ? model.ItemBias : [];
        return Solve("item", model.B.ToMatrix(), biases, model.Mean, items, ratings, new(lambda, lambda));
    }

    /// <summary>Finds the factors of a new item, and the bias where the model has biases; λ has no default.</summary>
    /// <inheritdoc cref="Item(BiasedFactorModel, ReadOnlySpan{int}, ReadOnlySpan{float}, double?)"/>
    public static FoldedRow Item(FactorModel model, ReadOnlySpan<int> users, ReadOnlySpan<float> ratings, double lambda)
    {
        ArgumentNullException.ThrowIfNull(model);
        var biases = model.HasBiases ? model.UserBias : [];
        return Solve("user", model.A.ToMatrix(), biases, model.Mean, users, ratings, new(lambda, lambda));
    }

    /// <summary>Finds the factors of a new user from clicks, as one row of <see cref="FactorRanker"/>.</summary>
    /// <remarks>
    /// With n clicked items <c>(Σ_clicked b_i b_iᵀ + α·G + λ(n + α·items)·I)·a = Σ_clicked b_i</c>, where
    /// <c>G = Σ_i b_i b_iᵀ</c> over all items (Hu, Koren and Volinsky 2008, equation 4, in the form of Rendle et al.
    /// 2021): half a sweep of the implicit training, for a single row.
    /// </remarks>
    /// <param name="model">A model of implicit feedback without item biases, which stays as it is.</param>
    /// <param name="items">The items that the user has clicked, each once, <c>[n]</c>; n is at least 1.</param>
    /// <param name="unclickedWeight">α, as in the training. Default 0.7.</param>
    /// <param name="lambda">λ, as in the training. Default 0.005.</param>
    /// <exception cref="ArgumentException">No item, one twice or unknown, item biases, a bad setting.</exception>
    public static FoldedRow User(
        FactorRanker model, ReadOnlySpan<int> items, double unclickedWeight = 0.7, double lambda = 0.005)
    {
        ArgumentNullException.ThrowIfNull(model);
        SettingRange.RequirePositive(unclickedWeight);
        SettingRange.RequirePositive(lambda);
        if (model.ItemBias.ContainsAnyExcept(0f))
            throw new ArgumentException($"The model '{model.Name}' has item biases, "
                + "which no row of clicks was trained with. Give one of ImplicitLeastSquares.Fit.", nameof(model));
        Require("item", items, new float[items.Length], model.ItemCount, lambda);
        var system = new LeastSquares<double>(model.LatentDim, hasIntercept: false);
        system.Reset(lambda * (items.Length + unclickedWeight * model.ItemCount), 0);
        system.AddMatrix(Gram(model.B, unclickedWeight));
        foreach (var item in items) system.Add(Row(model.B, item), 1);
        if (!system.Solve())
            throw new ArgumentException(
                Invariant($"The new row could not be solved with λ = {lambda}. Give a larger λ, such as 0.01."),
                nameof(lambda));
        return Folded(system);
    }

    /// <summary>λ of the bias and of the factors.</summary>
    /// <remarks>
    /// On a scale that is s times as wide errors and biases grow by s and each factor by √s: of the squares, the
    /// biases' keep pace with the errors', and the factors' need a λ that is s times as large.
    /// </remarks>
    internal readonly record struct Penalty(double Bias, double Factors)
    {
        internal static Penalty Of(double? lambda, BiasedFactorModel model) =>
            lambda is { } both ? new(both, both) : new(DefaultLambda, DefaultLambda * model.Deviation);
    }

    /// <summary>Kind, factors and biases are the fixed side's; without biases the new row has none either.</summary>
    private static FoldedRow Solve(string kind, float[,] factors, ReadOnlySpan<float> biases, float mean,
        ReadOnlySpan<int> rows, ReadOnlySpan<float> ratings, Penalty lambda)
    {
        Require(kind, rows, ratings, factors.GetLength(0), lambda.Bias);
        // Double precision: with λ = 0 the system can be near to singular.
        var (size, hasBias) = (factors.GetLength(1), !biases.IsEmpty);
        var system = new LeastSquares<double>(size, hasBias);
        system.Reset(lambda.Factors, lambda.Bias);
        for (var i = 0; i < rows.Length; i++)
            system.Add(Row(factors, rows[i]), ratings[i] - mean - (hasBias ? biases[rows[i]] : 0));
        if (!system.Solve())
            throw new ArgumentException(
                $"{Counted.Of(size + (hasBias ? 1 : 0), "unknown")} cannot be found from "
                + Invariant($"{Counted.Of(rows.Length, "rating")} with λ = {lambda.Factors}. ")
                + "Give a λ above 0, such as 1.", nameof(lambda));
        var row = Folded(system);
        if (!float.IsFinite(row.Bias) || !Array.TrueForAll(row.Factors, float.IsFinite))
            throw new ArgumentException(Invariant($"With λ = {lambda.Factors} the new row is too large for a float. ")
                + "Give ratings on the model's own scale, or a larger λ.", nameof(ratings));
        return row;
    }

    private static void Require(
        string kind, ReadOnlySpan<int> rows, ReadOnlySpan<float> ratings, int count, double lambda)
    {
        SettingRange.RequirePenalty(lambda);
        if (rows.Length == 0 || rows.Length != ratings.Length)
            throw new ArgumentException(
                $"What was given is {Counted.Of(rows.Length, kind)} and {Counted.Of(ratings.Length, "rating")}. "
                + $"Give at least one rating, and one {kind} for each.", nameof(ratings));
        var seen = new HashSet<int>();
        for (var i = 0; i < rows.Length; i++)
        {
            if ((uint)rows[i] >= (uint)count)
                throw new ArgumentOutOfRangeException(kind, rows[i],
                    Invariant($"The model has no {kind} {rows[i]}; they are numbered 0 to {count - 1}."));
            if (!seen.Add(rows[i]))
                throw new ArgumentException(
                    Invariant($"The {kind} {rows[i]} stands twice. Give each once."), nameof(rows));
            if (!float.IsFinite(ratings[i]))
                throw new ArgumentException(
                    Invariant($"The rating of {kind} {rows[i]} is {ratings[i]}. Give finite numbers."),
                    nameof(ratings));
        }
    }

    /// <summary>α·G, its upper half in rows, <c>[k·(k + 1) / 2]</c>.</summary>
    private static double[] Gram(float[,] factors, double weight)
    {
        var k = factors.GetLength(1);
        var upper = new double[k * (k + 1) / 2];
        for (var item = 0; item < factors.GetLength(0); item++)
        {
            var row = BiasedFactorModel.Row(factors, item);
            for (int i = 0, at = 0; i < k; i++)
                for (var j = i; j < k; j++) upper[at++] += weight * row[i] * row[j];
        }
        return upper;
    }

    private static double[] Row(float[,] factors, int row) =>
        Array.ConvertAll(BiasedFactorModel.Row(factors, row).ToArray(), number => (double)number);

    private static FoldedRow Folded(LeastSquares<double> system) =>
        new((float)system.Intercept, Array.ConvertAll(system.Solution.ToArray(), number => (float)number));
}
