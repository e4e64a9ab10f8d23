using System.Reflection;

namespace MfNotebooks;

/// <summary>Shows something in the running cell and updates it later, where the engine can do that.</summary>
/// <remarks>
/// Reached by name, so that the library needs no engine. It goes through
/// <c>KernelInvocationContext.Current.Display</c>, because <c>display(x).Update(y)</c> is broken in the engine's last
/// version.
/// </remarks>
internal sealed class EngineDisplay
{
    private const string ContextName = "Microsoft.DotNet.Interactive.KernelInvocationContext";
    private readonly object _displayed;
    private readonly MethodInfo _update;

    private EngineDisplay(object displayed, MethodInfo update) => (_displayed, _update) = (displayed, update);

    /// <summary>Shows a value in the cell that is running; null where there is no engine or it cannot update.</summary>
    internal static EngineDisplay? TryShow(object value)
    {
        var context = FindType(ContextName)?.GetProperty("Current",
            BindingFlags.Public | BindingFlags.Static)?.GetValue(null);
        var display = FindType(ContextName + "Extensions")?.GetMethods(BindingFlags.Public | BindingFlags.Static)
            .FirstOrDefault(m => m.Name == "Display" && m.GetParameters().Length == 3
                && m.GetParameters()[1].ParameterType == typeof(object));
        if (context is null || display is null) return null;
        var displayed = display.Invoke(null, [context, value, Array.Empty<string>()]);
        var update = displayed?.GetType().GetMethod("Update", [typeof(object)]);
        return update is null ? null : new EngineDisplay(displayed!, update);
    }

    /// <summary>Puts another value in the place of the one shown.</summary>
    internal void Update(object value) => _update.Invoke(_displayed, [value]);

    private static Type? FindType(string name) =>
        AppDomain.CurrentDomain.GetAssemblies().Select(assembly => assembly.GetType(name))
            .FirstOrDefault(type => type is not null);
}
