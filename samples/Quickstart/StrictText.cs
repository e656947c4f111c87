using System.Text;

namespace Campaigns.Samples.Quickstart;

/// <summary>
/// Reads a text file in one encoding, and rejects invalid bytes. A character replaced by a question mark could make the ids of two people
/// equal.
/// </summary>
internal static class StrictText
{
    /// <summary>Finds an encoding by name, including those of old Windows programs.</summary>
    /// <returns>The encoding, which throws on invalid text; null if the name is unknown.</returns>
    public static Encoding? Find(string name)
    {
        try
        {
            return (CodePagesEncodingProvider.Instance.GetEncoding(
                name, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback))
                ?? Encoding.GetEncoding(name, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Opens a file in the encoding of its byte order mark, or else in the given encoding.</summary>
    public static StreamReader Open(string path, Encoding? encoding)
    {
        var stream = File.OpenRead(path);
        Span<byte> start = stackalloc byte[4];
        var marked = OfMark(start[..stream.ReadAtLeast(start, 4, throwOnEndOfStream: false)]);
        stream.Position = 0;
        return new StreamReader(stream, marked ?? encoding ?? Strict("utf-8"), detectEncodingFromByteOrderMarks: false);
    }

    private static Encoding? OfMark(ReadOnlySpan<byte> start) => start switch
    {
        [0xEF, 0xBB, 0xBF, ..] => Strict("utf-8"),
        [0xFF, 0xFE, 0, 0] => Strict("utf-32"),
        [0xFF, 0xFE, ..] => Strict("utf-16"),
        [0xFE, 0xFF, ..] => Strict("utf-16BE"),
        _ => null,
    };

    private static Encoding Strict(string name) =>
        Encoding.GetEncoding(name, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
}
