using System.Globalization;

namespace MfNotebooks.Runner.Doctor;

/// <summary>What the library says of itself and of the machine, asked in a notebook's own engine after its set-up cell.</summary>
internal sealed class Probe
{
    /// <summary>A cell that prints a name, a tab and a value a line. A part that fails leaves its lines out.</summary>
    public const string Cell = """
        void Tell(string name, object value) => Console.WriteLine(name + "\t" + Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture));
        foreach (var problem in Workbook.Start().Problems) Tell("problem", problem.Replace("\r", "").Replace("\n", "\v"));
        try
        {
            var backend = TorchBackend.Load();
            Tell("kind", backend.Kind);
            Tell("libtorchVersion", backend.LibtorchVersion);
            Tell("torchSharpVersion", typeof(torch).Assembly.GetName().Version.ToString(3));
            Tell("libtorch", backend.Libtorch);
            Tell("bridge", backend.Bridge);
            Tell("isPatchedCopy", backend.IsPatchedCopy);
            Tell("device", Devices.Best());
            Tell("cudaDevices", cuda.is_available() ? cuda.device_count() : 0);
            Tell("threads", get_num_threads());
        }
        catch (TorchBackendException) { } // among the problems already
        """;

    private readonly Dictionary<string, string> facts = [];

    private Probe(string printed)
    {
        foreach (var line in printed.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = line.Split('\t', 2) is [var key, var rest] ? (key, rest.Replace('\v', '\n')) : ("", "");
            facts[name] = facts.TryGetValue(name, out var earlier) ? $"{earlier}\n{value}" : value;
        }
    }

    /// <summary>Why something is missing; null when all is well.</summary>
    public string? Problem => facts.GetValueOrDefault("problem");

    /// <summary><c>cpu</c> or <c>cuda</c>; null where libtorch did not load.</summary>
    public string? Kind => facts.GetValueOrDefault("kind");

    public string? Device => facts.GetValueOrDefault("device");

    public int CudaDevices => int.Parse(facts.GetValueOrDefault("cudaDevices", "0"), CultureInfo.InvariantCulture);

    public string LibtorchVersion => facts["libtorchVersion"];

    public string TorchSharpVersion => facts["torchSharpVersion"];

    /// <summary>The loaded file; null where TorchSharp's own loader chose.</summary>
    public string? Libtorch => Path("libtorch");

    /// <inheritdoc cref="Libtorch"/>
    public string? Bridge => Path("bridge");

    public bool IsPatchedCopy => facts["isPatchedCopy"] == bool.TrueString;

    public int Threads => int.Parse(facts["threads"], CultureInfo.InvariantCulture);

    public static Probe Read(string printed) => new(printed.Replace("\r", "", StringComparison.Ordinal));

    private string? Path(string name) => facts[name].Length > 0 ? facts[name] : null;
}
