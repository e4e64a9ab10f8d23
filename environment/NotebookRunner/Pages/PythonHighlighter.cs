using System.Text;
using System.Text.RegularExpressions;

namespace MfNotebooks.Runner.Pages;

/// <summary>Colours the few Python lines that stand beside the C# ones.</summary>
internal static partial class PythonHighlighter
{
    private static readonly string[] Classes = ["c", "s", "n", "k", "m"];

    public static string ToHtml(string code)
    {
        var html = new StringBuilder();
        var done = 0;
        foreach (Match match in Token().Matches(code))
        {
            CodeHighlighter.Append(html, code[done..match.Index], null);
            CodeHighlighter.Append(html, match.Value, Classes.First(name => match.Groups[name].Success));
            done = match.Index + match.Length;
        }
        CodeHighlighter.Append(html, code[done..], null);
        return html.ToString();
    }

    [GeneratedRegex("""
        (?<c>\#.*)
        |(?<s>[rbfRBF]*(?:\"{3}[\s\S]*?\"{3}|'{3}[\s\S]*?'{3}|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'))
        |(?<n>\b(?:0[xXbBoO][\da-fA-F_]+|\d[\d_]*\.?\d*(?:[eE][+-]?\d+)?j?)|(?<![\w.])\.\d+(?:[eE][+-]?\d+)?)
        |(?<k>\b(?:False|None|True|and|as|assert|async|await|break|class|continue|def|del|elif|else|except|finally|for|from|global|if|import|in|is|lambda|nonlocal|not|or|pass|raise|return|try|while|with|yield)\b)
        |(?<m>\b[A-Za-z_]\w*(?=\())
        """, RegexOptions.CultureInvariant | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Token();
}
