using System.Globalization;
using MfNotebooks.Runner.Notebooks;

namespace MfNotebooks.Runner.Rules;

/// <summary>Something that a notebook's form has wrong, and what to do about it.</summary>
internal sealed record Finding(string File, Cell? Cell, string Problem, string Remedy)
{
    public override string ToString()
    {
        var place = Cell is null ? "" : string.Create(CultureInfo.InvariantCulture, $" cell {Cell.Number} ({Cell.Id}):");
        return $"{File}:{place} {Problem} — {Remedy}";
    }
}
