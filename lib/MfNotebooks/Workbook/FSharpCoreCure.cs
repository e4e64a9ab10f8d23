using System.Reflection;
using System.Runtime.Loader;

namespace MfNotebooks;

/// <summary>
/// Lets Plotly.NET 6 run in an engine that has an older FSharp.Core loaded: it asks for 10.1, the engine has 10.0, and
/// the types it uses are in both. This file must not mention a type of Plotly.NET or F#.
/// </summary>
internal static class FSharpCoreCure
{
    private static int _installed;

    internal static void Install()
    {
        if (Interlocked.Exchange(ref _installed, 1) == 0)
            AssemblyLoadContext.Default.Resolving += Resolve;
    }

    private static Assembly? Resolve(AssemblyLoadContext context, AssemblyName name) =>
        name.Name == "FSharp.Core"
            ? AppDomain.CurrentDomain.GetAssemblies().FirstOrDefault(a => a.GetName().Name == name.Name)
                ?? LoadEngines(context)
            : null;

    /// <summary>The engine carries FSharp.Core even where nothing has used it yet.</summary>
    private static Assembly? LoadEngines(AssemblyLoadContext context)
    {
        var path = Path.Combine(AppContext.BaseDirectory, "FSharp.Core.dll");
        return File.Exists(path) ? context.LoadFromAssemblyPath(path) : null;
    }
}
