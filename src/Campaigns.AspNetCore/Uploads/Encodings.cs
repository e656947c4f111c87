using System.Text;

namespace Campaigns.AspNetCore.Uploads;

/// <summary>
/// The encodings of uploads. Bytes that are no text in the encoding are read as U+FFFD, and a row that holds U+FFFD is refused: replaced
/// characters could make the keys of two people equal.
/// </summary>
internal static class Encodings
{
    /// <summary>What stands for bytes that could not be read.</summary>
    public const char Lost = '\uFFFD';

    private const string LostText = "\uFFFD";

    /// <summary>Finds an encoding by its name, including those of old Windows programs.</summary>
    /// <returns>The encoding; null if the name is unknown, or names one that must not be used (UTF-7).</returns>
    public static Encoding? Find(string name)
    {
        try
        {
            var found = CodePagesEncodingProvider.Instance.GetEncoding(
                name.Trim(), new EncoderReplacementFallback("?"), new DecoderReplacementFallback(LostText))
                ?? Encoding.GetEncoding(name.Trim(), new EncoderReplacementFallback("?"), new DecoderReplacementFallback(LostText));
            return found.CodePage == 65_000 ? null : found;
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>The encoding of a byte order mark, and its length; null for none.</summary>
    public static (Encoding Encoding, int Length)? OfMark(ReadOnlySpan<byte> start) => start switch
    {
        [0xEF, 0xBB, 0xBF, ..] => (Find("utf-8")!, 3),
        [0xFF, 0xFE, 0, 0, ..] => (Find("utf-32")!, 4),
        [0, 0, 0xFE, 0xFF, ..] => (Find("utf-32BE")!, 4),
        [0xFF, 0xFE, ..] => (Find("utf-16")!, 2),
        [0xFE, 0xFF, ..] => (Find("utf-16BE")!, 2),
        _ => null,
    };

    /// <summary>Why a body is no text, judged by its first bytes; null if it may be text.</summary>
    public static string? ProblemOf(ReadOnlySpan<byte> start, Encoding? told) => start switch
    {
        [(byte)'P', (byte)'K', 3, 4, ..] or [0xD0, 0xCF, 0x11, 0xE0, ..] =>
            "The body is a workbook or an archive. In the spreadsheet, save it as CSV (UTF-8), and send that file.",
        [0x1F, 0x8B, ..] => "The body is compressed. Send it uncompressed.",
        [(byte)'%', (byte)'P', (byte)'D', (byte)'F', ..] => "The body is a PDF file. Send CSV, NDJSON or JSON.",
        [0, not 0, 0, not 0, ..] or [not 0, 0, not 0, 0, ..] when told is null && OfMark(start) is null =>
            "The body seems to be in UTF-16 without a byte order mark. Name its encoding, as in ?encoding=utf-16, or save it as UTF-8.",
        _ => null,
    };
}
