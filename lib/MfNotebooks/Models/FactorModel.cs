using System.Globalization;
using static TorchSharp.torch;

namespace MfNotebooks;

/// <summary>
/// A matrix factorization: one row of latent factors per user and per item. A predicted rating is their dot product.
/// </summary>
/// <remarks>
/// <c>R ≈ A·Bᵀ</c>, entry by entry <c>r̂_ui = Σ_f a_uf · b_if</c>.
/// Source: Koren, Bell and Volinsky, "Matrix Factorization Techniques for Recommender Systems" (2009), equation 1.
/// The model owns its two tensors; dispose it to free them.
/// </remarks>
public sealed class FactorModel : IDisposable
{
    /// <summary>Makes a model of two factor matrices, which it owns from then on.</summary>
    /// <param name="a">User factors, <c>[users × k]</c>, float32.</param>
    /// <param name="b">Item factors, <c>[items × k]</c>, float32, on the same device.</param>
    /// <param name="users">The users' names, one per row of <paramref name="a"/>.</param>
    /// <param name="items">The items' names, one per row of <paramref name="b"/>.</param>
    /// <exception cref="ArgumentException">The shapes do not fit each other or the names, or a factor is infinite or not a number.</exception>
    public FactorModel(Tensor a, Tensor b, IReadOnlyList<string> users, IReadOnlyList<string> items)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        ArgumentNullException.ThrowIfNull(users);
        ArgumentNullException.ThrowIfNull(items);
        if (a.dim() != 2 || b.dim() != 2 || a.shape[1] != b.shape[1] || a.shape[0] != users.Count || b.shape[0] != items.Count)
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"A is [{string.Join(" × ", a.shape)}] and B is [{string.Join(" × ", b.shape)}]; for {users.Count} users and {items.Count} items they must be [{users.Count} × k] and [{items.Count} × k] with one k."), nameof(a));
        if (!IsFinite(a) || !IsFinite(b))
            throw new ArgumentException("A factor is infinite or not a number, as after a training that diverged. Train again with a lower learning rate.", IsFinite(a) ? nameof(b) : nameof(a));
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

    /// <summary>The number of latent factors, k.</summary>
    public int LatentDim => (int)A.shape[1];

    /// <summary>A model whose factors are drawn from the normal distribution N(0, 1): the start of every training.</summary>
    /// <param name="ratings">Gives the users and items.</param>
    /// <param name="latentDim">The number of latent factors, k; at least 1.</param>
    /// <param name="seed">The same seed draws the same factors as <c>torch.manual_seed(seed)</c> in PyTorch: A first, then B.</param>
    /// <param name="device">Where the factors live; null for the device of <paramref name="ratings"/>. They are drawn on the CPU, so that every device starts alike.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="latentDim"/> is below 1.</exception>
    public static FactorModel Random(RatingsMatrix ratings, int latentDim, int seed = 0, Device? device = null)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        ArgumentOutOfRangeException.ThrowIfLessThan(latentDim, 1);
        using var scope = NewDisposeScope();
        // A generator of our own: the reader's own random numbers are left alone.
        using var generator = new Generator((ulong)seed, CPU);
        var a = randn(ratings.UserCount, latentDim, generator: generator);
        var b = randn(ratings.ItemCount, latentDim, generator: generator);
        var target = device ?? ratings.Device;
        return new FactorModel(a.to(target), b.to(target), ratings.Users, ratings.Items);
    }

    /// <summary>Predicts one rating: the dot product of the user's and the item's factors.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public float Predict(int user, int item)
    {
        CheckIndex(user, Users.Count, nameof(user));
        CheckIndex(item, Items.Count, nameof(item));
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        return A[user].dot(B[item]).item<float>();
    }

    /// <summary>Predicts many ratings at once.</summary>
    /// <param name="users">User indexes, <c>[n]</c>, int64.</param>
    /// <param name="items">Item indexes, <c>[n]</c>, int64.</param>
    /// <returns>Predicted ratings, <c>[n]</c>; the caller owns them.</returns>
    public Tensor Predict(Tensor users, Tensor items)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        return (A.index_select(0, users) * B.index_select(0, items)).sum(1).MoveToOuterDisposeScope();
    }

    /// <summary>The whole reconstructed matrix, <c>A·Bᵀ</c>.</summary>
    /// <returns>Predicted ratings, <c>[users × items]</c>; the caller owns them.</returns>
    public Tensor Reconstruct()
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        return matmul(A, B.t()).MoveToOuterDisposeScope();
    }

    /// <summary>Writes the model to a file, whole or not at all.</summary>
    /// <param name="path">The file; an older one is replaced.</param>
    /// <exception cref="IOException">It cannot be written; the message says why. An older file is untouched.</exception>
    public void Save(string path) => FactorModelFile.Write(path, this);

    /// <summary>Reads a model that <see cref="Save"/> wrote.</summary>
    /// <param name="path">The file.</param>
    /// <param name="device">Where its factors shall live; null for the CPU.</param>
    /// <exception cref="InvalidDataException">It is no such file, or it is damaged; the message says how.</exception>
    public static FactorModel Load(string path, Device? device = null) => FactorModelFile.Read(path, device);

    /// <inheritdoc/>
    public void Dispose()
    {
        A.Dispose();
        B.Dispose();
    }

    internal static bool IsFinite(Tensor factors)
    {
        using var scope = NewDisposeScope();
        return factors.isfinite().all().item<bool>();
    }

    private static void CheckIndex(int index, int count, string name)
    {
        if (index < 0 || index >= count)
            throw new ArgumentOutOfRangeException(name, index, string.Create(CultureInfo.InvariantCulture, $"There is no {name} {index}; they are numbered 0 to {count - 1}."));
    }
}
