namespace MfNotebooks.Runner.Pages;

/// <summary>
/// The whole lab as a page of its own: what a visitor can touch first, with no .NET. The library's own files are in it
/// (<see cref="LabHtml"/>), and the workbook's sample as <c>Lab.Show(SampleRatings.Films)</c> gives it to the script.
/// </summary>
internal static class LabPage
{
    public const string Name = "lab.html";

    public static string ToHtml()
    {
        const string text = "<p>The live lab trains in a page that runs scripts.</p>";
        var content = $"""
            <main id="content" class="gallery gallery-wide" tabindex="-1">
            <h1>The live lab</h1>
            {LabHtml.Render("lab", Asset.Read("lab.json"), text, ownsAddress: true)}
            </main>

            """;
        return PageShell.Around(content, "The live lab · MfNotebooks", "Skip to the lab");
    }
}
