using System.CommandLine;
using System.Globalization;
using MfNotebooks.Runner.Kernel;
using MfNotebooks.Runner.Notebooks;
using Microsoft.CodeAnalysis.CSharp;

namespace MfNotebooks.Runner.Commands;

/// <summary>
/// The verb <c>evaluate</c>: how well the library's models predict a MovieLens dataset. What is printed appears at
/// once: the models take minutes.
/// </summary>
internal static class EvaluateCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("FOLDER")
        {
            Description = "The dataset's folder, such as ml-100k or ml-latest-small.",
        };
        var threshold = new Option<string?>("--threshold")
        {
            Description = "From which rating on an item is liked, for lists; by default 4 of 5 stars, and the upper "
                + "quarter of other scales.",
        };
        var command = new Command("evaluate",
            "Prints RMSE, MAE and ranking metrics of every model on a MovieLens dataset.") { folder, threshold };
        command.SetAction((parsed, cancel) =>
            EvaluateAsync(parsed.GetRequiredValue(folder), Number(parsed.GetValue(threshold)), cancel));
        return command;
    }

    /// <summary>A culture's own way to read it would take 4,5 for 45.</summary>
    private static float? Number(string? text) => text is null ? null
        : float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && float.IsFinite(number) ? number
        : throw new UsageException($"--threshold {text}: it is not a number. Write it with a decimal point, such as "
            + "4 or 4.5.");

    private static async Task<int> EvaluateAsync(string folder, float? threshold, CancellationToken cancel)
    {
        if (!Directory.Exists(folder))
            throw new UsageException($"{folder}: there is no such folder.");
        var path = SymbolDisplay.FormatLiteral(Path.GetFullPath(folder), quote: true);
        var failure = await LibrarySession.RunAsync(
            Repository.Find(), Report(path, threshold), Timeout.InfiniteTimeSpan, Console.Write, cancel);
        return failure switch
        {
            null => ExitCode.Success,
            { Name: "MfNotebooks.MovieLensException" or "MfNotebooks.CsvRatingsException" } =>
                throw new UsageException(failure.Message),
            _ => Fail(failure),
        };
    }

    private static int Fail(CellFailed failure)
    {
        Console.Error.WriteLine(failure.Description);
        return ExitCode.Failure;
    }

    /// <summary>
    /// The cell that reads the dataset, evaluates every model with a line each, and prints a table of the models for
    /// stars and one of those for lists.
    /// </summary>
    /// <param name="folder">The dataset's folder, as a C# literal.</param>
    /// <param name="threshold">From which rating on an item is liked; null for the library's choice.</param>
    private static string Report(string folder, float? threshold) => $$"""
        var data = MovieLens.Read({{folder}});
        var ratings = data.Ratings;
        Console.WriteLine($"{data.Name}: {data.Source}");
        Console.WriteLine(ratings);
        foreach (var note in data.Notes) Console.WriteLine($"Note: {note}");
        var splits = Evaluate.Splits(data);
        float? threshold = {{(threshold is { } from ? FormattableString.Invariant($"{from}f") : "null")}};
        Console.WriteLine($"{Evaluate.Models.Count} models for stars and {Evaluate.ListModels.Count} for lists "
            + $"on {splits.Count} split{(splits.Count == 1 ? "" : "s")}:");
        class Lines : IProgress<EvaluationRow>
        {
            int done;
            public void Report(EvaluationRow row) => Console.WriteLine($"{++done,3}  {row}");
        }
        var lines = new Lines();
        var table = Evaluate.Folds(splits, progress: lines, threshold: threshold);
        var lists = Evaluate.Lists(splits, progress: lines, threshold: threshold);
        Console.WriteLine();
        Console.WriteLine(table);
        Console.WriteLine("Models for lists:");
        Console.Write(lists);
        """;
}
