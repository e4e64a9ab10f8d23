using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace MfNotebooks;

/// <summary>Starts the workbook in a notebook session.</summary>
public static class Workbook
{
    /// <summary>
    /// Does everything that start-up needs: makes Plotly.NET loadable in the engine, loads native torch, and teaches
    /// the engine to show charts and ratings. Numbers print with a decimal point from then on, as in the text around
    /// them. Calling it again is harmless.
    /// </summary>
    /// <returns>
    /// A card for the engine to show: versions, device, and what to do when something is missing. It never throws.
    /// </returns>
    public static StartCard Start()
    {
        // Before anything that touches a Plotly.NET type, or the runtime would look for FSharp.Core too early.
        FSharpCoreCure.Install();
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        var charts = Try(RegisterFormatters);
        var torch = Try(LoadTorch);
        return StartCard.Create(charts, torch);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void RegisterFormatters()
    {
        try
        {
            EngineFormatters.Register();
        }
        catch (FileNotFoundException e) when (
            e.FileName?.StartsWith("Microsoft.DotNet.Interactive.Formatting", StringComparison.Ordinal) == true)
        {
            // Another engine: what the workbook makes shows itself there (ToHtml), ClrKernel asked to look for it.
            ClrKernelFormatters.TryRegister();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void LoadTorch() => TorchBackend.Load();

    /// <summary>
    /// Runs one part of the start-up; a part that fails becomes a line of the card, not the end of the session.
    /// </summary>
    private static string? Try(Action part)
    {
        try
        {
            part();
            return null;
        }
        catch (Exception e) when (
            e is TorchBackendException or FileNotFoundException or FileLoadException or TypeLoadException)
        {
            return e.Message;
        }
    }
}

/// <summary>
/// Lets Plotly.NET 6 run in an engine that has an older FSharp.Core loaded: it asks for 10.1, the engine has 10.0, and
/// the types it uses are in both. Neither class of this file may mention a type of Plotly.NET or F#.
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
