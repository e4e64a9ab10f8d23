using System.Text;

namespace MfNotebooks;

/// <summary>
/// Files that are not a table of cells at all, told by how they begin: what they are, and how to make one of them.
/// </summary>
internal static class CsvFormats
{
    /// <summary>What the file is instead, and the remedy; null where it may be CSV.</summary>
    internal static string? WhatElse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith("PK\u0003\u0004"u8))
            return "it is a zip archive, or a spreadsheet (.xlsx, .ods), which is one. Unpack the archive; save the "
                + "spreadsheet as CSV UTF-8.";
        if (bytes.StartsWith<byte>([0x1F, 0x8B]))
            return "it is packed with gzip. Unpack it first (gunzip) and give the file inside.";
        var begin = bytes.StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : bytes;
        var text = begin.TrimStart(" \t\r\n"u8);
        var after = text.Length > 0 ? text[1..].TrimStart(" \t\r\n"u8) : text;
        if (text is [(byte)'{', ..] && after is [(byte)'"', ..] || text is [(byte)'[', ..] && after is [(byte)'{' or
            (byte)'[', ..])
            return "it is JSON, not CSV. Write one line for each rating below the header user,item,rating: pandas' "
                + "read_json and to_csv do it, and so does jq -r '[.user, .item, .rating] | @csv'.";
        return text is [(byte)'<', (byte)'!' or (byte)'?' or (byte)'h', ..]
            ? "it is a web page (HTML or XML), not CSV: perhaps the page that tells why a download failed. Download "
                + "the file again."
            : null;
    }
}
