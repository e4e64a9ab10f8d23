// A stand-in for a community kernel: the C# scripting engine, with nothing of .NET Interactive. It reads cells as a JSON
// array of texts and writes what each one showed. A value that has a public parameterless ToHtml() is shown as HTML.
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.Scripting;

var cells = JsonSerializer.Deserialize<string[]>(await Console.In.ReadToEndAsync())!;
var options = ScriptOptions.Default
    .WithMetadataResolver(ScriptMetadataResolver.Default.WithBaseDirectory(Directory.GetCurrentDirectory()))
    .AddReferences(typeof(Enumerable).Assembly, typeof(List<>).Assembly, typeof(Task).Assembly)
    .AddImports("System", "System.Collections.Generic", "System.Linq", "System.Threading.Tasks");
var answer = Console.Out;
var shown = new List<object>();
ScriptState state = await CSharpScript.RunAsync("", options);
foreach (var cell in cells)
{
    using var printed = new StringWriter(CultureInfo.InvariantCulture);
    Console.SetOut(printed);
    state = await state.ContinueWithAsync(cell, options);
    shown.Add(new { Printed = printed.ToString(), Html = HtmlOf(state.ReturnValue), Text = state.ReturnValue?.ToString() });
}
answer.Write(JsonSerializer.Serialize(shown));

static string? HtmlOf(object? value) => (string?)value?.GetType()
    .GetMethod("ToHtml", BindingFlags.Public | BindingFlags.Instance, Type.EmptyTypes)?.Invoke(value, null);
