using System.Globalization;
using System.Text;

namespace Campaigns;

/// <summary>
/// Characters that nobody sees and that change what a text does: line breaks and other control characters, signs of a writing direction,
/// marks without width. None passes into an address, a key, a zone or a name: one that reaches a mail header makes another header.
/// </summary>
internal static class Unseen
{
    /// <summary>The text without the white space and the invisible marks around it, which copying and spreadsheets leave there.</summary>
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

    /// <summary>What must not stand in a text.</summary>
    /// <param name="text">The text, without what stands around it.</param>
    /// <returns>The first of them in words; null for none.</returns>
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
                return NameOf(text[at]); // half of a pair
            }

            if (IsUnseen(rune))
            {
                return NameOf(rune.Value);
            }

            at += length;
        }

        return null;
    }

    /// <summary>The first character that breaks a line or controls a device; null for none. What has no width is not among them.</summary>
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

    /// <summary>A character in words: as it stands if it can be seen, by its number if not.</summary>
    public static string NameOf(int character) => character switch
    {
        '\n' or '\r' or '\u2028' or '\u2029' or '\u0085' => "a line break",
        '\t' => "a tab",
        ' ' or '\u00a0' => "a space",
        '"' => "a quotation mark",
        _ when character is >= 0xD800 and <= 0xDFFF || !Rune.IsValid(character) || IsUnseen(new Rune(character)) =>
            string.Create(CultureInfo.InvariantCulture, $"the character U+{character:X4}, which nobody sees"),
        _ => $"the character \"{new Rune(character)}\"",
    };

    private static bool IsMargin(char c) => char.IsWhiteSpace(c) || char.GetUnicodeCategory(c) == UnicodeCategory.Format;

    private static bool IsUnseen(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => true,
        UnicodeCategory.OtherNotAssigned => (rune.Value & 0xFFFE) == 0xFFFE || rune.Value is >= 0xFDD0 and <= 0xFDEF, // never to be characters
        _ => IsBlank(rune.Value),
    };

    /// <summary>
    /// Letters, marks and signs without a shape: fillers of Hangul, variation selectors, joiners, the empty Braille cell.
    /// </summary>
    private static bool IsBlank(int character) => character is
        0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or 0x180B or 0x180C or 0x180D or 0x180F or 0x2800 or 0x3164 or 0xFFA0
        or (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF);
}
