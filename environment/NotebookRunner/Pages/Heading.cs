namespace MfNotebooks.Runner.Pages;

/// <summary>A heading for the table of contents; its text is HTML, since formulas and code stand in headings too.</summary>
internal sealed record Heading(int Level, string Id, string Html);
