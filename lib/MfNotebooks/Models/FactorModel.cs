using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace MfNotebooks;

/// <summary>
/// A matrix factorization: one row of latent factors per user and per item. A predicted rating is their dot product, on
/// top of a mean and of biases where the model has them (see <see cref="MfNotebooks.Mean"/>).
/// </summary>
/// <remarks>
/// <c>R ≈ A·Bᵀ</c>, entry by entry <c>r̂_ui = μ + b_u + b_i + Σ_f a_uf · b_if</c>. Source: Koren, Bell and Volinsky,
/// "Matrix Factorization Techniques for Recommender Systems" (2009), equations 1 and 4. The model owns its two tensors;
/// dispose it to free them.
/// </remarks>
public sealed partial class FactorModel : IRatingModel, IDisposable
{
    private readonly float[] _userBias, _itemBias;

    /// <summary>Makes a model of two factor matrices, which it owns from then on.</summary>
    /// <param name="a">User factors, <c>[users × k]</c>, float32.</param>
    /// <param name="b">Item factors, <c>[items × k]</c>, float32, on the same device.</param>
    /// <param name="users">The users' names, one per row of <paramref name="a"/>.</param>
    /// <param name="items">The items' names, one per row of <paramref name="b"/>.</param>
    /// <param name="mean">μ; 0 (the default) for a model without.</param>
    /// <param name="userBias">b_U, <c>[users]</c>; null (the default) for a model without.</param>
    /// <param name="itemBias">b_I, <c>[items]</c>; null (the default) for a model without.</param>
    /// <exception cref="ArgumentException">Shapes or names do not fit, or a number is not finite.</exception>
    public FactorModel(Tensor a, Tensor b, IReadOnlyList<string> users, IReadOnlyList<string> items,
        float mean = 0, float[]? userBias = null, float[]? itemBias = null)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        ArgumentNullException.ThrowIfNull(users);
        ArgumentNullException.ThrowIfNull(items);
        HasBiases = userBias is not null || itemBias is not null;
        (Mean, _userBias, _itemBias) = (mean, userBias ?? new float[users.Count], itemBias ?? new float[items.Count]);
        RequireShapes(a, b, users.Count, items.Count);
        if (!IsFinite(a) || !IsFinite(b) || !((float[])[mean, .. _userBias, .. _itemBias]).All(float.IsFinite))
            throw new ArgumentException("A factor is infinite or not a number, as after a training that diverged. "
                + "Train again with a lower learning rate.",
                !IsFinite(a) ? nameof(a) : !IsFinite(b) ? nameof(b) : nameof(mean));
        (A, B, Users, Items) = (a.DetachFromDisposeScope(), b.DetachFromDisposeScope(), users, items);
    }

    /// <summary>User factors, <c>[users × k]</c>.</summary>
    public Tensor A { get; }

    /// <summary>Item factors, <c>[items × k]</c>.</summary>
    public Tensor B { get; }

    /// <summary>The users' names, in the order of <see cref="A"/>'s rows.</summary>
    public IReadOnlyList<string> Users { get; }

    /// <summary>The items' names, in the order of <see cref="B"/>'s rows.</summary>
    public IReadOnlyList<string> Items { get; }

    /// <summary>μ; 0 in a model without.</summary>
    public float Mean { get; }

    /// <summary>b_U, <c>[users]</c>; zeros in a model without.</summary>
    public ReadOnlySpan<float> UserBias => _userBias;

    /// <summary>b_I, <c>[items]</c>; zeros in a model without.</summary>
    public ReadOnlySpan<float> ItemBias => _itemBias;

    /// <summary>True where the model has biases, even if all of them are 0.</summary>
    public bool HasBiases { get; }

    /// <summary>The number of latent factors, k.</summary>
    public int LatentDim => (int)A.shape[1];

    /// <inheritdoc/>
    public string Name => HasBiases ? "biases + factors" : Mean != 0 ? "mean + factors" : "factors";

    /// <inheritdoc/>
    public string Settings { get; init; } = "";

    /// <inheritdoc/>
    public int UserCount => Users.Count;

    /// <inheritdoc/>
    public int ItemCount => Items.Count;

    /// <summary>A model whose factors are drawn from N(0, 1): the start of every training.</summary>
    /// <param name="ratings">Gives the users and items.</param>
    /// <param name="latentDim">The number of latent factors, k; from 1 to 1,000, or more for more rows.</param>
    /// <param name="seed">As <c>torch.manual_seed(seed)</c> in PyTorch: first A, then B.</param>
    /// <param name="device">Where they live; null for that of <paramref name="ratings"/>. The CPU draws them.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="latentDim"/> is below 1, or above 1,000 and all users and items together.
    /// </exception>
    public static FactorModel Random(RatingsMatrix ratings, int latentDim, int seed = 0, Device? device = null)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        RequireLatentDim(ratings, latentDim);
        using var scope = NewDisposeScope();
        // A generator of our own: the reader's own random numbers are left alone.
        using var generator = new Generator((ulong)seed, CPU);
        var a = randn(ratings.UserCount, latentDim, generator: generator);
        var b = randn(ratings.ItemCount, latentDim, generator: generator);
        var target = device ?? ratings.Device;
        return new FactorModel(a.to(target), b.to(target), ratings.Users, ratings.Items);
    }

    /// <summary>
    /// The rank of a matrix is at most its shorter side; the limit leaves room to show what more factors do.
    /// </summary>
    internal static void RequireLatentDim(RatingsMatrix ratings, int latentDim,
        [CallerArgumentExpression(nameof(latentDim))] string setting = "")
    {
        var most = Math.Max(1_000, ratings.UserCount + ratings.ItemCount);
        SettingRange.Require(latentDim >= 1, latentDim, "at least 1", setting);
        SettingRange.Require(latentDim <= most, latentDim, Invariant(
            $"at most {most}: more factors than users or items fit nothing that fewer do not"), setting);
    }

    /// <inheritdoc/>
    public float Predict(int user, int item)
    {
        RowIndexes.Require(user, UserCount, item, ItemCount);
        var known = Mean + (user < 0 ? 0 : _userBias[user]) + (item < 0 ? 0 : _itemBias[item]);
        return user < 0 || item < 0 ? known : known + BiasedFactorModel.Dot(Row(A, user), Row(B, item));
    }

    /// <inheritdoc/>
    public void Score(int user, Span<float> scores)
    {
        RowIndexes.Require("user", user, UserCount);
        RowIndexes.RequireScores(scores.Length, ItemCount);
        var (row, k) = (user < 0 ? new float[LatentDim] : Row(A, user), LatentDim);
        var start = Mean + (user < 0 ? 0 : _userBias[user]);
        var numbers = Numbers(B);
        for (var item = 0; item < scores.Length; item++)
            scores[item] = start + _itemBias[item] + BiasedFactorModel.Dot(row, numbers.Slice(item * k, k));
        GC.KeepAlive(this);
    }

    /// <summary>The whole reconstructed matrix, <c>A·Bᵀ</c> with the mean and the biases.</summary>
    /// <returns>Predicted ratings, <c>[users × items]</c>; the caller owns them.</returns>
    public Tensor Reconstruct()
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var product = matmul(A, B.t());
        if (HasBiases || Mean != 0)
        {
            var (byUser, byItem) = (tensor(_userBias, device: A.device), tensor(_itemBias, device: A.device));
            product = product.Plus(Mean).Plus(byUser.unsqueeze(1)).Plus(byItem);
        }
        return product.MoveToOuterDisposeScope();
    }

    /// <summary>Writes the model to a file, whole or not at all.</summary>
    /// <param name="path">The file; an older one is replaced.</param>
    /// <exception cref="IOException">It cannot be written. An older file is untouched.</exception>
    public void Save(string path) => ModelFile.Write(path, this);

    /// <summary>Reads a model that <see cref="Save"/> wrote.</summary>
    /// <param name="path">The file.</param>
    /// <param name="device">Where its factors shall live; null for the CPU.</param>
    /// <exception cref="InvalidDataException">It is no such file, or it is damaged; the message says how.</exception>
    public static FactorModel Load(string path, Device? device = null) => ModelFile.Read(path, device);

    /// <inheritdoc/>
    public void Dispose()
    {
        A.Dispose();
        B.Dispose();
    }

    private static bool IsFinite(Tensor factors)
    {
        using var scope = NewDisposeScope();
        return factors.isfinite().all().item<bool>();
    }

    /// <summary>The numbers where torch keeps them, or else a copy; valid while the tensor lives.</summary>
    private static ReadOnlySpan<float> Numbers(Tensor factors)
    {
        var isAtHand = factors.dtype == ScalarType.Float32 && factors.is_contiguous()
            && factors.device_type == TorchSharp.DeviceType.CPU;
        return isAtHand ? MemoryMarshal.Cast<byte, float>(factors.bytes) : factors.ToArray();
    }

    private static float[] Row(Tensor factors, int row)
    {
        using var one = factors.select(0, row);
        return one.ToArray();
    }

    private void RequireShapes(Tensor a, Tensor b, int users, int items)
    {
        if (a.dim() != 2 || b.dim() != 2 || a.shape[1] != b.shape[1] || a.shape[0] != users || b.shape[0] != items)
            throw new ArgumentException(
                Invariant($"A is [{string.Join(" × ", a.shape)}] and B is [{string.Join(" × ", b.shape)}]; ")
                + $"for {Counted.Of(users, "user")} and {Counted.Of(items, "item")} they must be "
                + Invariant($"[{users} × k] and [{items} × k] with one k."), nameof(a));
        if (_userBias.Length != users || _itemBias.Length != items)
            throw new ArgumentException(
                Invariant($"The user biases are {_userBias.Length} and the item biases {_itemBias.Length}, ")
                + $"for {Counted.Of(users, "user")} and {Counted.Of(items, "item")}. Give one each.", nameof(a));
    }
}
