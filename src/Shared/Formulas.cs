namespace Campaigns.Spreadsheets;

/// <summary>
/// Keeps spreadsheets from running a text as a formula: an apostrophe before it. Phone numbers need none, and an apostrophe would spoil
/// them.
/// </summary>
/// <remarks>This file is compiled into each library that needs it.</remarks>
internal static class Formulas
{
    /// <summary>Puts an apostrophe before a text that a spreadsheet may run, or that begins with such apostrophes.</summary>
    public static string Escape(string text) => IsFormula(text.TrimStart('\'')) ? "'" + text : text;

    /// <summary>Removes the apostrophe that <see cref="Escape"/> has put before a text.</summary>
    public static string Unescape(string text) => text.StartsWith('\'') && IsFormula(text.TrimStart('\'')) ? text[1..] : text;

    /// <summary>Whether a spreadsheet may run the text. White space before the sign does not keep it from that.</summary>
    private static bool IsFormula(string text)
    {
        var seen = text.AsSpan().TrimStart(" \u00a0\t\r\n");
        return text is ['\t' or '\r' or '\n', ..]
            || (seen is ['=' or '+' or '-' or '@' or '\uFF1D' or '\uFF0B' or '\uFF0D' or '\uFF20', ..] && !IsNumber(seen));
    }

    private static bool IsNumber(ReadOnlySpan<char> text) =>
        text.Length > 1
        && text[0] == '+'
        && text[1..].IndexOfAnyExcept("0123456789 ()-.") < 0
        && text[1..].IndexOfAnyInRange('0', '9') >= 0;
}
