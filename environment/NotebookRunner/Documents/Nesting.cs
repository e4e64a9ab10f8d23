namespace MfNotebooks.Runner.Documents;

/// <summary>How deep brackets stand in each other: Roslyn's parser has no limit of its own for types and ends the process.</summary>
internal static class Nesting
{
    private const int Deepest = 200;

    /// <summary>True for code that can be parsed here; what is nested deeper than anybody writes is left alone.</summary>
    public static bool IsSane(string code)
    {
        var depth = 0;
        foreach (var character in code)
        {
            depth += character switch { '(' or '[' or '{' or '<' => 1, ')' or ']' or '}' or '>' => -1, _ => 0 };
            if (depth > Deepest)
                return false;
        }
        return true;
    }
}
