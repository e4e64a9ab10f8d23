using System.Text.Json.Nodes;

namespace MfNotebooks.Runner.Doctor;

/// <summary>MovieLens, which chapters 7 and 9 use where it is: in the folder of <c>MF_DATA_DIR</c>, else in the user's cache.</summary>
internal static class DataCheck
{
    private static readonly string[] RatingFiles = ["ratings.csv", "ratings.dat", "u.data"];

    public static Diagnosis Examine()
    {
        var cache = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "MfNotebooks", "data");
        var given = Environment.GetEnvironmentVariable("MF_DATA_DIR");
        var found = new[] { given, cache }.Where(folder => !string.IsNullOrEmpty(folder)).SelectMany(folder => Datasets(folder!)).ToArray();
        var facts = new JsonObject { ["folder"] = given, ["cache"] = cache, ["datasets"] = new JsonArray([.. found.Select(path => (JsonNode)path)]) };
        if (given is { Length: > 0 } && !Directory.Exists(given))
            return Data(Standing.Missing, $"MF_DATA_DIR is {given}, and there is no such folder", "unpack a MovieLens archive there, or unset MF_DATA_DIR");
        if (found.Length > 0)
            return Data(Standing.Good, string.Join(", ", found), null);
        return Data(Standing.Optional, $"no MovieLens in {(string.IsNullOrEmpty(given) ? "" : given + " or ")}{cache}",
            "chapters 7 and 9 download ml-latest-small (1 MB), or go on with made-up ratings; or set MF_DATA_DIR");

        Diagnosis Data(Standing standing, string finding, string? remedy) => new(standing, "data", "Data", finding, remedy, facts);
    }

    /// <summary>The folder itself and the folders in it that hold a file of ratings.</summary>
    private static IEnumerable<string> Datasets(string folder) => Directory.Exists(folder)
        ? Directory.GetDirectories(folder).Prepend(folder).Where(place => RatingFiles.Any(file => File.Exists(Path.Combine(place, file))))
        : [];
}
