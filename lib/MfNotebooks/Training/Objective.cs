using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MfNotebooks;

/// <summary>How large factors are penalized, so that they do not fit the rated entries too closely.</summary>
public enum Regularization
{
    /// <summary><c>λ(‖A‖ + ‖B‖)</c>, the script's: Frobenius norms, which pull as much on small factors.</summary>
    Norm,

    /// <summary><c>λ(‖A‖² + ‖B‖²)</c>, as Koren et al. (2009), equation 2: it pulls more on large factors.</summary>
    SquaredNorm,
}

/// <summary>What the dot products of a factorization are added to.</summary>
public enum Mean
{
    /// <summary><c>r̂_ui = a_u·b_i</c>: nothing, as in the script. One factor then goes to the general level.</summary>
    Raw,

    /// <summary><c>r̂_ui = μ + a_u·b_i</c>, μ the mean of the ratings trained on: factors fit what is left.</summary>
    Centred,

    /// <summary>
    /// <c>r̂_ui = μ + b_u + b_i + a_u·b_i</c>: μ as before, and a bias for each user and item, trained with the factors
    /// from 0 and penalized like them, by <c>‖b_U‖</c> and <c>‖b_I‖</c> (Koren, Bell and Volinsky 2009, equation 4).
    /// </summary>
    Biased,
}

/// <summary>What training minimizes: the mean squared error over the rated entries, and a penalty.</summary>
/// <remarks>
/// <c>L = 1/n · Σ_(u,i rated) (r̂_ui − r_ui)² + λ · penalty(A, B)</c>, with n the number of rated entries and r̂ as
/// <see cref="Mean"/> says. Source: Koren, Bell and Volinsky (2009), equation 2, with a mean in place of the sum and
/// the penalty of <see cref="MfNotebooks.Regularization"/>. <see cref="RatedGradient"/> has its gradient, written out.
/// </remarks>
/// <param name="Regularization">The form of the penalty.</param>
/// <param name="Lambda">The weight of the penalty, λ ≥ 0.</param>
/// <param name="Mean">What the dot products are added to.</param>
public sealed record Objective(Regularization Regularization, double Lambda, Mean Mean = Mean.Raw)
{
    /// <summary>The two terms of a loss, each a scalar tensor that gradients flow through.</summary>
    /// <param name="Data">The mean squared error over the rated entries.</param>
    /// <param name="Penalty">λ times the norms.</param>
    public readonly record struct Terms(Tensor Data, Tensor Penalty)
    {
        /// <summary>The loss, <see cref="Data"/> + <see cref="Penalty"/>: a new scalar tensor each time.</summary>
        public Tensor Total => Data.Plus(Penalty);
    }

    /// <summary>Computes the loss of a pair of factor matrices.</summary>
    /// <param name="a">User factors, <c>[users × k]</c>.</param>
    /// <param name="b">Item factors, <c>[items × k]</c>.</param>
    /// <param name="ratings">The ratings and their mask, <c>[users × items]</c>, on the same device.</param>
    /// <param name="biases">b_U <c>[users]</c>, b_I <c>[items]</c> with <see cref="Mean.Biased"/>; else none.</param>
    /// <exception cref="ArgumentException">There are biases without that mean, or none with it.</exception>
    public Terms Evaluate(Tensor a, Tensor b, RatingsMatrix ratings, params ReadOnlySpan<Tensor> biases)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        if (biases.Length != (Mean == Mean.Biased ? 2 : 0))
            throw new ArgumentException($"Mean is {Mean} and the tensors of biases are {biases.Length}. "
                + "Give those of the users and of the items with Mean.Biased, and none else.", nameof(biases));
        var predictions = matmul(a, b.t());
        if (Mean != Mean.Raw) predictions = predictions.Plus((float)ratings.Mean);
        var penalty = Size(a).Plus(Size(b));
        if (Mean == Mean.Biased)
        {
            predictions = predictions.Plus(biases[0].unsqueeze(1)).Plus(biases[1]);
            penalty = penalty.Plus(Size(biases[0])).Plus(Size(biases[1]));
        }
        var data = functional.mse_loss(predictions[ratings.Mask], ratings.Values[ratings.Mask]);
        return new Terms(data, penalty.Times(Lambda));
    }

    private Tensor Size(Tensor part) => Regularization switch
    {
        Regularization.Norm => part.norm(),
        Regularization.SquaredNorm => part.Squared().sum(),
        _ => throw new NotSupportedException(
            $"There is no regularization {Regularization}; there are Norm and SquaredNorm."),
    };
}
