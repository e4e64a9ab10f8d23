namespace MfNotebooks;

public static partial class FoldIn
{
    /// <summary>Finds the factors of a new user from clicks, as one row of <see cref="FactorRanker"/>.</summary>
    /// <remarks>
    /// With n clicked items <c>(Σ_clicked b_i b_iᵀ + α·G + λ(n + α·items)·I)·a = Σ_clicked b_i</c>, where
    /// <c>G = Σ_i b_i b_iᵀ</c> over all items (Hu, Koren and Volinsky 2008, equation 4, in the form of Rendle et al.
    /// 2021): half a sweep of the implicit training, for a single row.
    /// </remarks>
    /// <param name="model">A model of implicit feedback without item biases, which stays as it is.</param>
    /// <param name="items">The items that the user has clicked, each once.</param>
    /// <param name="unclickedWeight">α, as in the training. Default 0.7.</param>
    /// <param name="lambda">λ, as in the training. Default 0.005.</param>
    /// <exception cref="ArgumentException">
    /// There is no item, one stands twice or is not in the model, the model has item biases, or a setting is out of its
    /// range.
    /// </exception>
    public static FoldedRow User(
        FactorRanker model, ReadOnlySpan<int> items, double unclickedWeight = 0.7, double lambda = 0.005)
    {
        ArgumentNullException.ThrowIfNull(model);
        SettingRange.RequirePositive(unclickedWeight);
        SettingRange.RequirePositive(lambda);
        if (model.ItemBias.ContainsAnyExcept(0f))
            throw new ArgumentException($"The model '{model.Name}' has item biases, which no row of clicks was trained "
                + "with. Give one of ImplicitLeastSquares.Fit.", nameof(model));
        var clicks = new float[items.Length];
        Require("item", items, clicks, model.ItemCount, lambda);
        var system = new LeastSquares<double>(model.LatentDim, hasIntercept: false);
        system.Reset(lambda * (items.Length + unclickedWeight * model.ItemCount), 0);
        system.AddMatrix(Gram(model.B, unclickedWeight));
        foreach (var item in items) system.Add(Doubles(BiasedFactorModel.Row(model.B, item)), 1);
        if (!system.Solve())
            throw new ArgumentException(FormattableString.Invariant(
                $"The new row could not be solved with λ = {lambda}. Give a larger λ, such as 0.01."), nameof(lambda));
        return new FoldedRow(0, Array.ConvertAll(system.Solution.ToArray(), number => (float)number));
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

    private static double[] Doubles(ReadOnlySpan<float> row)
    {
        var doubles = new double[row.Length];
        for (var i = 0; i < row.Length; i++) doubles[i] = row[i];
        return doubles;
    }
}
