using Xunit;

namespace MfNotebooks.Tests;

/// <summary>
/// MovieLens for the tests that want it, from the folder that MF_DATA_DIR names; they are skipped where there is none.
/// </summary>
internal static class RealData
{
    internal static async Task<MovieLensData> LoadAsync()
    {
        Assert.SkipWhen(string.IsNullOrEmpty(Environment.GetEnvironmentVariable(MovieLens.FolderVariable)),
            "MF_DATA_DIR is not set: tests never download. Set it to a folder that holds ml-latest-small.");
        return await MovieLens.LoadAsync(cancel: TestContext.Current.CancellationToken);
    }
}
