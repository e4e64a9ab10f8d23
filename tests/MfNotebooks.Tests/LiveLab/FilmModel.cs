using System.Globalization;
using System.Text.Json;
using Jint;

namespace MfNotebooks.Tests.LiveLab;

/// <summary>The film lab's arithmetic alone, in a JavaScript engine of its own, with what the page is given.</summary>
internal sealed class FilmModel : IDisposable
{
    private readonly Engine _engine = new();

    internal FilmModel(LabView lab)
    {
        using var stream = typeof(FilmLab).Assembly.GetManifestResourceStream("MfNotebooks.film-lab-model.js")!;
        using var reader = new StreamReader(stream);
        _engine.Execute($"const model = {reader.ReadToEnd()}; const data = {lab.Data};");
        // Jint has no atob: the bytes come as numbers.
        foreach (var of in (string[])["stars", "lists"])
        {
            Give("Int8Array", $"{of}_steps", Base64($"data.{of}.steps").Select(b => (double)(sbyte)b));
            Give("Float32Array", $"{of}_scales", Floats($"data.{of}.scales"));
            Give("Float32Array", $"{of}_bias", of == "stars" ? Floats("data.stars.bias") : []);
            var arrays = $"{of}_steps, {of}_scales, {of}_bias";
            _engine.Execute($"const {of} = model.unpack(data.{of}, {arrays})");
        }
    }

    public void Dispose() => _engine.Dispose();

    /// <summary>
    /// Evaluates an expression that may use <c>model</c>, <c>data</c>, <c>stars</c> and <c>lists</c>.
    /// </summary>
    internal double[] Numbers(string expression) =>
        JsonSerializer.Deserialize<double[]>(_engine.Evaluate($"JSON.stringify(Array.from({expression}))").AsString())!;

    private byte[] Base64(string expression) => Convert.FromBase64String(_engine.Evaluate(expression).AsString());

    private IEnumerable<double> Floats(string expression) =>
        Base64(expression).Chunk(sizeof(float)).Select(bytes => (double)BitConverter.ToSingle(bytes));

    private void Give(string type, string name, IEnumerable<double> numbers)
    {
        var list = string.Join(',', numbers.Select(x => x.ToString(CultureInfo.InvariantCulture)));
        _engine.Execute($"const {name} = new {type}([{list}]);");
    }
}
