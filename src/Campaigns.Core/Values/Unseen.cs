using System.Globalization;
using System.Text;

namespace Campaigns;

/// <summary>
/// Finds invisible characters that change the effect of a text: line breaks and other control characters, writing-direction marks, and
/// marks without width. Addresses, keys, zones and names must not hold them. In a mail header, a line break would start another header.
/// </summary>
internal static class Unseen
{
    /// <summary>Removes surrounding white space and invisible marks, which copying and spreadsheets leave behind.</summary>
    public static string Trim(string text)
    {
        var (start, end) = (0, text.Length);
        while (start < end && IsMargin(text[start]))
        {
            start++;
        }

        while (end > start && IsMargin(text[end - 1]))
        {
            end--;
        }

        return end - start == text.Length ? text : text[start..end];
    }

    /// <summary>Finds the first invisible character.</summary>
    /// <param name="text">The trimmed text.</param>
    /// <returns>The character in words; null for none.</returns>
    public static string? Find(string text)
    {
        if (text.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0)
        {
            return null;
        }

        for (var at = 0; at < text.Length;)
        {
            if (Rune.DecodeFromUtf16(text.AsSpan(at), out var rune, out var length) != System.Buffers.OperationStatus.Done)
            {
                return NameOf(text[at]); // an unpaired surrogate
            }

            if (IsUnseen(rune))
            {
                return NameOf(rune.Value);
            }

            at += length;
        }

        return null;
    }

    /// <summary>Finds the first control character or line break; null for none. Marks without width do not count.</summary>
    public static string? FindControl(string text)
    {
        foreach (var c in text)
        {
            if (char.IsControl(c) || c is '\u2028' or '\u2029')
            {
                return NameOf(c);
            }
        }

        return null;
    }

    /// <summary>Describes a character in words. A visible character is shown, an invisible one is named by its code point.</summary>
    public static string NameOf(int character) => character switch
    {
        '\n' or '\r' or '\u2028' or '\u2029' or '\u0085' => "a line break",
        '\t' => "a tab",
        ' ' or '\u00a0' => "a space",
        '"' => "a quotation mark",
        _ when character is >= 0xD800 and <= 0xDFFF || !Rune.IsValid(character) || IsUnseen(new Rune(character)) =>
            string.Create(CultureInfo.InvariantCulture, $"the character U+{character:X4}, which is invisible"),
        _ => $"the character \"{new Rune(character)}\"",
    };

    private static bool IsMargin(char c) => char.IsWhiteSpace(c) || char.GetUnicodeCategory(c) == UnicodeCategory.Format;

    private static bool IsUnseen(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => true,
        UnicodeCategory.OtherNotAssigned => (rune.Value & 0xFFFE) == 0xFFFE || rune.Value is >= 0xFDD0 and <= 0xFDEF, // noncharacters
        _ => IsBlank(rune.Value),
    };

    /// <summary>Characters without a visible shape: Hangul fillers, variation selectors, joiners, the empty Braille cell.</summary>
    private static bool IsBlank(int character) => character is
        0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or 0x180B or 0x180C or 0x180D or 0x180F or 0x2800 or 0x3164 or 0xFFA0
        or (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF);
}
