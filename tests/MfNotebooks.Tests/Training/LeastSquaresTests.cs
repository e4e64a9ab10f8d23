using Xunit;

namespace MfNotebooks.Tests.Training;

public class LeastSquaresTests
{
    [Fact]
    public void A_system_worked_by_hand_is_solved_and_inverted()
    {
        // [4 2; 2 3]·w = [8; 7] has w = (1.25, 1.5) and the inverse [3 −2; −2 4] / 8.
        var system = new LeastSquares(2);
        system.Reset([3, 2]);
        system.Add([1, 1], 7);
        system.Matrix[2] = 2;
        system.Right[0] = 8;

        Assert.True(system.Solve());
        var inverse = new float[4];
        system.CopyInverse(inverse);

        Assert.Equal([1.25, 1.5], system.Right.Select(x => Math.Round(x, 12)));
        Assert.Equal([0.375f, -0.25f, -0.25f, 0.5f], inverse);
    }

    [Fact]
    public void A_system_without_a_single_solution_is_noticed()
    {
        var system = new LeastSquares(2);
        system.Reset([0, 0]);
        system.Add([1, 2], 3);

        Assert.False(system.Solve());
    }
}
