using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MfNotebooks;

/// <summary>What training minimizes: the mean squared error over the rated entries, plus a penalty on large factors.</summary>
/// <remarks>
/// <c>L = 1/n · Σ_(u,i rated) (a_u·b_i − r_ui)² + λ · penalty(A, B)</c>, with n the number of rated entries.
/// Source: Koren, Bell and Volinsky (2009), equation 2, with a mean in place of the sum and the penalty of <see cref="Regularization"/>.
/// </remarks>
/// <param name="Regularization">The form of the penalty.</param>
/// <param name="Lambda">The weight of the penalty, λ ≥ 0.</param>
public sealed record Objective(Regularization Regularization, double Lambda)
{
    /// <summary>The two terms of a loss, each a scalar tensor that gradients flow through.</summary>
    /// <param name="Data">The mean squared error over the rated entries.</param>
    /// <param name="Penalty">λ times the norms.</param>
    public readonly record struct Terms(Tensor Data, Tensor Penalty)
    {
        /// <summary>The loss: <see cref="Data"/> + <see cref="Penalty"/>.</summary>
        public Tensor Total => Data.Plus(Penalty);
    }

    /// <summary>Computes the loss of a pair of factor matrices.</summary>
    /// <param name="a">User factors, <c>[users × k]</c>.</param>
    /// <param name="b">Item factors, <c>[items × k]</c>.</param>
    /// <param name="ratings">The ratings and their mask, <c>[users × items]</c>, on the same device.</param>
    public Terms Evaluate(Tensor a, Tensor b, RatingsMatrix ratings)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        return new Terms(MeanSquaredError(a, b, ratings), Penalty(a, b).Times(Lambda));
    }

    /// <summary>The data term alone: the mean squared error over the rated entries.</summary>
    internal static Tensor MeanSquaredError(Tensor a, Tensor b, RatingsMatrix ratings)
    {
        var predictions = matmul(a, b.t());
        return functional.mse_loss(predictions[ratings.Mask], ratings.Values[ratings.Mask]);
    }

    private Tensor Penalty(Tensor a, Tensor b) => Regularization switch
    {
        Regularization.Norm => a.norm().Plus(b.norm()),
        Regularization.SquaredNorm => a.Squared().sum().Plus(b.Squared().sum()),
        _ => throw new NotSupportedException($"There is no regularization {Regularization}; there are Norm and SquaredNorm."),
    };
}
