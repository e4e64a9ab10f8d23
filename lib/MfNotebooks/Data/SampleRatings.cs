namespace MfNotebooks;

/// <summary>The workbook's running example.</summary>
public static class SampleRatings
{
    /// <summary>
    /// Six people rate six films from 1 to 5 stars; 24 of the 36 cells are rated. Ana, Ben and Chloe love space films,
    /// Dev and Elif love romances, and Farid likes both a little.
    /// </summary>
    /// <value>A fresh <c>[6 × 6]</c> matrix at every call, on the CPU; the caller disposes it.</value>
    public static RatingsMatrix Films => RatingsMatrix.From(
        new float[,]
        {
            { 5, 4, 0, 1, 0, 1 },
            { 4, 0, 5, 1, 1, 0 },
            { 0, 5, 4, 0, 2, 1 },
            { 1, 1, 0, 5, 4, 0 },
            { 0, 2, 1, 4, 0, 5 },
            { 3, 0, 3, 0, 3, 4 },
        },
        MissingValue.Zero,
        ["Ana", "Ben", "Chloe", "Dev", "Elif", "Farid"],
        ["Star Harbour", "Nova Drift", "Iron Orbit", "Rose Letters", "Paris in June", "Two Tickets"]);
}
