namespace MfNotebooks;

/// <summary>How a <c>float[,]</c> says that a user has not rated an item.</summary>
public enum MissingValue
{
    /// <summary>A 0 means "not rated". A true rating of 0 cannot be expressed this way.</summary>
    Zero,

    /// <summary>A NaN means "not rated"; a 0 is a rating of 0.</summary>
    NaN,
}
