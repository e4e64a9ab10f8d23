using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MfNotebooks.Runner.Notebooks;

/// <summary>A variable of a notebook's parameters cell.</summary>
/// <param name="Name">The variable.</param>
/// <param name="Type">As it was written, or what a literal shows; null where only the compiler would know it.</param>
/// <param name="IsConst">Whether it is declared <c>const</c>: nothing can be given to it later.</param>
internal sealed partial record Parameter(string Name, string? Type, bool IsConst = false)
{
    /// <summary>How a list of parameters shows it.</summary>
    public override string ToString() =>
        $"{Name} ({(IsConst ? "const " : "")}{Type ?? "a type that --set cannot write"})";

    /// <summary>The variables that a parameters cell declares, in order.</summary>
    public static IReadOnlyList<Parameter> DeclaredIn(string source) =>
        [.. CellSyntax.Parse(source)?.Members.OfType<FieldDeclarationSyntax>().SelectMany(DeclaredBy) ?? []];

    /// <summary>
    /// What stands behind <c>--set name=</c> as a C# literal of the parameter's type, or null when it is no such value.
    /// </summary>
    public string? ToLiteral(string text, string callersFolder)
    {
        if (Type?.EndsWith('?') == true && text == "null")
            return "null";
        return Type?.TrimEnd('?') switch
        {
            "string" when IsPath && text.Length > 0 =>
                SymbolDisplay.FormatLiteral(Path.GetFullPath(text, callersFolder), quote: true),
            "string" => SymbolDisplay.FormatLiteral(text, quote: true),
            "bool" => bool.TryParse(text, out var flag) ? (flag ? "true" : "false") : null,
            "int" => Parse<int>(text, NumberStyles.Integer),
            "long" => Parse<long>(text, NumberStyles.Integer, "L"),
            "float" => Parse<float>(text, NumberStyles.Float, "f"),
            "double" => Parse<double>(text, NumberStyles.Float, "d"),
            "decimal" => Parse<decimal>(text, NumberStyles.Float, "m"),
            _ => null,
        };
    }

    /// <summary>Whether it names a file that must be there, as seen from the caller's folder.</summary>
    public bool IsFile => Type?.TrimEnd('?') == "string" && Name.EndsWith("File", StringComparison.Ordinal);

    private bool IsPath => IsFile || Name.EndsWith("Folder", StringComparison.Ordinal);

    private static IEnumerable<Parameter> DeclaredBy(FieldDeclarationSyntax field) =>
        field.Declaration.Variables.Select(variable => new Parameter(
            variable.Identifier.ValueText,
            field.Declaration.Type.IsVar ? TypeOf(variable.Initializer?.Value) : field.Declaration.Type.ToString(),
            field.Modifiers.Any(SyntaxKind.ConstKeyword)));

    private static string? TypeOf(ExpressionSyntax? value) => value switch
    {
        PrefixUnaryExpressionSyntax signed => TypeOf(signed.Operand),
        LiteralExpressionSyntax literal => literal.Token.Value switch
        {
            int => "int",
            long => "long",
            float => "float",
            double => "double",
            decimal => "decimal",
            bool => "bool",
            string => "string",
            _ => null,
        },
        _ => null,
    };

    /// <summary>Digits may be grouped as in C#, 10_000.</summary>
    private static string? Parse<T>(string text, NumberStyles style, string suffix = "")
        where T : struct, System.Numerics.INumber<T> =>
        T.TryParse(Grouped().Replace(text, ""), style, CultureInfo.InvariantCulture, out var value) && T.IsFinite(value)
            ? value.ToString(null, CultureInfo.InvariantCulture) + suffix
            : null;

    [GeneratedRegex(@"(?<=\d)_+(?=\d)", RegexOptions.CultureInvariant)]
    private static partial Regex Grouped();
}

/// <summary>The <c>--set name=value</c> of a command line, checked before anything runs.</summary>
internal sealed class ParameterAssignments
{
    private readonly Dictionary<string, string> _values = [];

    public ParameterAssignments(IEnumerable<string> assignments)
    {
        foreach (var assignment in assignments)
        {
            var equals = assignment.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
                throw new UsageException($"--set {assignment}: write it as --set name=value");
            _values[assignment[..equals].Trim()] = assignment[(equals + 1)..];
        }
    }

    /// <summary>Gives every notebook the values that it has parameters for.</summary>
    /// <exception cref="UsageException">No notebook has such a parameter, or the value is of another type.</exception>
    public void Inject(IReadOnlyList<Notebook> notebooks)
    {
        if (_values.Count == 0)
            return;
        var declared = notebooks.ToDictionary(notebook => notebook, ParametersOf);
        var known = declared.Values.SelectMany(cell => cell).Select(parameter => parameter.Name).ToHashSet();
        if (_values.Keys.FirstOrDefault(name => !known.Contains(name)) is { } unknown)
            throw new UsageException($"--set {unknown}: there is no such parameter.\n{Available(declared)}");
        foreach (var (notebook, parameters) in declared)
        {
            var set = parameters.Where(p => _values.ContainsKey(p.Name))
                .ToDictionary(p => p.Name, p => Literal(notebook, p));
            if (set.Count > 0)
                InjectInto(notebook, set);
        }
    }

    private static IReadOnlyList<Parameter> ParametersOf(Notebook notebook) =>
        Tagged(notebook, CellTags.Parameters) is { } cell ? Parameter.DeclaredIn(cell.Source) : [];

    private static Cell? Tagged(Notebook notebook, string tag) =>
        notebook.CodeCells.FirstOrDefault(cell => cell.Tags.Contains(tag));

    private static string Available(Dictionary<Notebook, IReadOnlyList<Parameter>> declared) =>
        string.Join('\n', declared.Select(entry =>
            $"{entry.Key.FileName} has: "
                + (entry.Value.Count == 0 ? "no parameters" : string.Join(", ", entry.Value))));

    private string Literal(Notebook notebook, Parameter parameter)
    {
        var (text, file) = (_values[parameter.Name], notebook.FileName);
        if (parameter.IsConst)
            throw Refuse($"it is a const in {file}; take the word const away there.");
        if (parameter.Type is null)
            throw Refuse($"{file} gives it a value that is no number, text or true/false; change it there.");
        var literal = parameter.ToLiteral(text, Directory.GetCurrentDirectory())
            ?? throw Refuse(
                $"{parameter.Name} has the type {parameter.Type} in {file}, and “{text}” cannot be read as that.");
        return !parameter.IsFile || text.Length == 0 || literal == "null" || File.Exists(text)
            ? literal
            : throw Refuse((Directory.Exists(text) ? $"{Path.GetFullPath(text)} is a folder; name a file in it "
                : $"there is no file {Path.GetFullPath(text)} ") +
                "(a relative name begins in the folder in which the runner was started).");

        UsageException Refuse(string problem) => new($"--set {parameter.Name}={text}: {problem}");
    }

    /// <summary>Into the cell of an earlier run where there is one: of two, only the last would count.</summary>
    private static void InjectInto(Notebook notebook, Dictionary<string, string> set)
    {
        var assignments = set.Select(entry => $"{entry.Key} = {entry.Value};");
        if (Tagged(notebook, CellTags.InjectedParameters) is { } earlier)
        {
            var kept = earlier.Source.Split('\n').Where(line => !set.ContainsKey(line.Split('=')[0].Trim()));
            earlier.Source = string.Join('\n', kept.Concat(assignments));
            return;
        }
        var parameters = Tagged(notebook, CellTags.Parameters)!;
        var metadata = (JsonObject?)parameters.Json["metadata"]?.DeepClone() ?? [];
        metadata["tags"] = new JsonArray(CellTags.InjectedParameters);
        var cell = new JsonObject
        {
            ["cell_type"] = "code",
            ["execution_count"] = null,
            ["metadata"] = metadata,
            ["outputs"] = new JsonArray(),
            ["source"] = MultilineText.Write(string.Join('\n', assignments)),
        };
        // Cells have ids from nbformat 4.5 on; before, one would make the file invalid.
        if (parameters.Json.ContainsKey("id"))
            cell.Insert(2, "id", CellTags.InjectedParameters);
        notebook.InsertAfter(parameters, cell);
    }
}
