using Xunit;
using static TorchSharp.torch;

namespace MfNotebooks.Tests.Training;

public class ObjectiveTests
{
    /// <summary>
    /// A = [1; 2], B = [3; 4]: predictions 3, 4, 6, 8. Rated: 3, 5 and 6; the errors are 0, −1 and 0.
    /// </summary>
    private static RatingsMatrix Worked() => RatingsMatrix.From(new float[,] { { 3, 5 }, { 6, 0 } });

    [Theory]
    [InlineData(Regularization.Norm, 2.2360679775 + 5)]
    [InlineData(Regularization.SquaredNorm, 5 + 25)]
    public void Both_terms_agree_with_a_case_worked_by_hand(Regularization regularization, double norms)
    {
        using var ratings = Worked();
        using var scope = NewDisposeScope();
        var (a, b) = (tensor(new float[,] { { 1 }, { 2 } }), tensor(new float[,] { { 3 }, { 4 } }));

        var loss = new Objective(regularization, 0.1).Evaluate(a, b, ratings);

        Assert.Equal(1.0 / 3, loss.Data.item<float>(), 1e-6);
        Assert.Equal(0.1 * norms, loss.Penalty.item<float>(), 1e-6);
        Assert.Equal(1.0 / 3 + 0.1 * norms, loss.Total.item<float>(), 1e-6);
    }

    [Fact]
    public void What_stands_in_cells_that_nobody_rated_does_not_matter()
    {
        using var ratings = Worked();
        using var scope = NewDisposeScope();
        var (a, b) = (tensor(new float[,] { { 1 }, { 2 } }), tensor(new float[,] { { 3 }, { 4 } }));
        var before = new Objective(Regularization.Norm, 0).Evaluate(a, b, ratings).Total.item<float>();

        ratings.Values[1, 1] = 1_000;

        Assert.Equal(before, new Objective(Regularization.Norm, 0).Evaluate(a, b, ratings).Total.item<float>());
    }

    [Theory]
    [InlineData(Regularization.Norm)]
    [InlineData(Regularization.SquaredNorm)]
    public void The_gradient_agrees_with_finite_differences(Regularization regularization)
    {
        using var films = SampleRatings.Films;
        using var scope = NewDisposeScope();
        using var start = FactorModel.Random(films, 2, seed: 3, CPU);
        var objective = new Objective(regularization, 0.05);
        var a = start.A.clone().requires_grad_();
        objective.Evaluate(a, start.B, films).Total.backward();
        var gradient = a.grad!.ToMatrix();

        const float h = 1e-2f;
        for (var user = 0; user < films.UserCount; user++)
            for (var factor = 0; factor < 2; factor++)
            {
                var slope = (LossAt(user, factor, h) - LossAt(user, factor, -h)) / (2 * h);
                Assert.Equal(slope, gradient[user, factor], 2e-3);
            }

        float LossAt(int user, int factor, float shift)
        {
            var moved = start.A.clone();
            moved[user, factor] = moved[user, factor].item<float>() + shift;
            return objective.Evaluate(moved, start.B, films).Total.item<float>();
        }
    }
}
