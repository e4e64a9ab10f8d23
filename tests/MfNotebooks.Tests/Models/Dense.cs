namespace MfNotebooks.Tests.Models;

/// <summary>Small linear systems in double precision, worked out by another method than the library's.</summary>
internal static class Dense
{
    /// <summary>Gauss and Jordan, without a pivot: for positive definite matrices.</summary>
    internal static double[] Solve(double[][] matrix, double[] right)
    {
        var rows = matrix.Select((row, i) => (double[])[.. row, right[i]]).ToArray();
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = Array.ConvertAll(rows[i], number => number / rows[i][i]);
            for (var p = 0; p < rows.Length; p++)
            {
                if (p != i) rows[p] = [.. rows[p].Zip(rows[i], (a, b) => a - rows[p][i] * b)];
            }
        }
        return Array.ConvertAll(rows, row => row[^1]);
    }
}
