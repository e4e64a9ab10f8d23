using System.Globalization;

namespace MfNotebooks;

public static partial class Charts
{
    /// <summary>
    /// Users and items as points in the plane of the first two factors (with one factor, on a line). Of a user and an
    /// item it also draws the dot product: the user's vector, projected onto the item's direction.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="user">A user's name; null for none.</param>
    /// <param name="item">An item's name; given when <paramref name="user"/> is.</param>
    /// <exception cref="ArgumentException">Only one of user and item is given.</exception>
    /// <exception cref="KeyNotFoundException">There is no such user or item; the message lists the nearest names.</exception>
    public static ChartView FactorMap(FactorModel model, string? user = null, string? item = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (user is null != item is null)
            throw new ArgumentException($"There is {(user is null ? $"the item '{item}' but no user" : $"the user '{user}' but no item")}. A dot product needs both: give both, or neither.", user is null ? nameof(user) : nameof(item));
        var product = user is null || item is null ? null
            : new DotProduct(user, item, FactorsOf(model.A, "user", model.Users, user), FactorsOf(model.B, "item", model.Items, item));
        return new FactorMap(model, model.A.ToMatrix(), model.B.ToMatrix()) { Product = product }.ToChart(FactorMapTitle(model.LatentDim), DescribeFactorMap(model, product));
    }

    private static string FactorMapTitle(int k) => k switch
    {
        1 => "Factor map: users and items on the one factor",
        2 => "Factor map: users and items on both factors",
        _ => string.Create(CultureInfo.InvariantCulture, $"Factor map: factors 1 and 2 of {k}"),
    };

    private static string DescribeFactorMap(FactorModel model, DotProduct? product)
    {
        var drawn = product is null ? "" : $" Drawn are a, the vector of {product.User}, and b, that of {product.Item}: {product.Texts[0].Replace("<b>", "", StringComparison.Ordinal).Replace("</b>", "", StringComparison.Ordinal)}; {product.Texts[1]}.";
        return string.Create(CultureInfo.InvariantCulture,
            $"Map of {model.Users.Count} users and {model.Items.Count} items as points; the axes are {(model.LatentDim == 1 ? "the one factor" : $"factors 1 and 2 of {model.LatentDim}")}. A prediction is the dot product of two points.{drawn}");
    }
}
