using System.Globalization;
using System.Text;

namespace Campaigns.PhoneNumbers;

/// <summary>Extracts the digits of a number that a numbering plan must complete or interpret.</summary>
internal static class Spelling
{
    /// <summary>
    /// In some countries, a slash separates the area code from the number. After more digits than this, the slash may separate two numbers.
    /// </summary>
    private const int MostBeforeSlash = 6;
    private const int MostBeforeDecimals = 7;

    /// <summary>The digits of a number, after a plus sign if it has one.</summary>
    /// <param name="text">The number as people write it.</param>
    /// <returns>Null if the text may hold no number or more than one. Such a text is refused under every plan.</returns>
    public static string? Digits(string? text)
    {
        var trimmed = text.AsSpan().Trim();
        trimmed = trimmed.StartsWith("tel:", StringComparison.OrdinalIgnoreCase) ? trimmed[4..] : trimmed;
        var digits = new StringBuilder(trimmed.Length);
        for (var i = 0; i < trimmed.Length; i++)
        {
            var c = trimmed[i];
            if (CharUnicodeInfo.GetDecimalDigitValue(c) is var digit and >= 0)
            {
                digits.Append((char)('0' + digit));
            }
            else if (c is '+' or '\uFF0B' && digits.Length == 0)
            {
                digits.Append('+');
            }
            else if (!IsSilent(c)
                && !(c == '/' && digits.Length <= MostBeforeSlash)
                && !(c == '.' && !IsDecimalPoint(trimmed, i, digits.Length)))
            {
                return null;
            }
        }

        return digits.Length is 0 or > 30 ? null : digits.ToString();
    }

    private static bool IsSilent(char c) => c is '(' or ')' or '\t' or '\u2212'
        || char.GetUnicodeCategory(c) is UnicodeCategory.SpaceSeparator or UnicodeCategory.DashPunctuation or UnicodeCategory.Format;

    /// <summary>Whether a spreadsheet has written the number with decimals.</summary>
    private static bool IsDecimalPoint(ReadOnlySpan<char> text, int at, int digits) =>
        digits >= MostBeforeDecimals && text[(at + 1)..] is { Length: > 0 } rest && rest.TrimStart('0').Length == 0
        && (rest.Length == 1 || !text[..at].Contains('.'));
}
