using TorchSharp;
using static TorchSharp.torch;

namespace MfNotebooks;

/// <summary>
/// Many small regularized least-squares problems at once: for each row the w that minimizes <c>|y − X·w|² + wᵀΛw</c>, with
/// the observations given as <c>Z = [y X]</c>, <c>[rows × n × 1 + unknowns]</c>, and Λ as a diagonal, <c>[rows × unknowns]</c>.
/// </summary>
/// <remarks>
/// There are two ways to the same answer, and the smaller system is the faster one. The normal equations
/// <c>(XᵀX + Λ)·w = Xᵀy</c> have as many unknowns as w; their dual <c>(XΛ⁻¹Xᵀ + I)·α = y</c> with <c>w = Λ⁻¹Xᵀα</c> has one for
/// each observation (Saunders, Gammerman and Vovk 1998, "Ridge Regression Learning Algorithm in Dual Variables").
/// Observations that are all zeros count for nothing in either.
/// </remarks>
internal sealed class BatchedLeastSquares : IDisposable
{
    private readonly Scalar _one = 1;

    /// <summary>Solves all rows.</summary>
    /// <param name="observations">Z.</param>
    /// <param name="penalty">Λ; every number above 0.</param>
    /// <returns>
    /// The solutions, <c>[rows × unknowns]</c>, and the sum of all squared errors <c>|y − X·w|²</c>: not a number where a
    /// system had no solution in the tensors' precision.
    /// </returns>
    internal (Tensor Solution, double SquaredError) Solve(Tensor observations, Tensor penalty) =>
        observations.shape[1] < penalty.shape[1] ? SolveDual(observations, penalty) : SolvePrimal(observations, penalty);

    /// <summary>One product ZᵀZ holds all that the normal equations need, and yᵀy for the error besides.</summary>
    internal (Tensor Solution, double SquaredError) SolvePrimal(Tensor observations, Tensor penalty)
    {
        var unknowns = penalty.shape[1];
        var products = bmm(observations.transpose(1, 2), observations);
        var matrix = products.narrow(1, 1, unknowns).narrow(2, 1, unknowns);
        var right = products.narrow(1, 1, unknowns).narrow(2, 0, 1);
        matrix.diagonal(0, 1, 2).add_(penalty, _one);
        var (lower, info) = linalg.cholesky_ex(matrix);
        var solution = right.cholesky_solve(lower).squeeze(2);
        // |y − Xw|² = yᵀy − wᵀXᵀy − wᵀΛw, because w solves the system.
        var explained = solution.Squared().mul_(penalty).add_(solution.mul(right.squeeze(2)), _one).sum();
        var squaredError = (double)products.select(2, 0).select(1, 0).sum().item<float>() - explained.item<float>();
        return (solution, IsSolved(info) ? squaredError : double.NaN);
    }

    internal (Tensor Solution, double SquaredError) SolveDual(Tensor observations, Tensor penalty)
    {
        var y = observations.narrow(2, 0, 1);
        var x = observations.narrow(2, 1, penalty.shape[1]);
        var scaled = x.div(penalty.unsqueeze(1));
        var matrix = bmm(scaled, x.transpose(1, 2));
        // The second number is the default, and given so that TorchSharp makes no temporary for it (see Tensors).
        matrix.diagonal(0, 1, 2).add_(_one, _one);
        var (lower, info) = linalg.cholesky_ex(matrix);
        // α is the error: y − X·w = y − (XΛ⁻¹Xᵀ)·α = α.
        var alpha = y.cholesky_solve(lower);
        var solution = bmm(scaled.transpose(1, 2), alpha).squeeze(2);
        return (solution, IsSolved(info) ? alpha.Squared().sum().item<float>() : double.NaN);
    }

    public void Dispose() => _one.Dispose();

    private static bool IsSolved(Tensor info) => info.count_nonzero().item<long>() == 0;
}
