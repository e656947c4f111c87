using System.Buffers;

namespace Campaigns.Recruiting;

/// <summary>
/// Escapes the line breaks and tabs that stand unescaped inside the strings of a JSON text. Clients that put texts together by hand send
/// them, and JSON forbids them.
/// </summary>
internal static class LineBreaks
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Returns the text with valid escapes, and without a byte order mark.</summary>
    public static ReadOnlyMemory<byte> Escape(ReadOnlySpan<byte> json)
    {
        json = json.StartsWith(ByteOrderMark) ? json[ByteOrderMark.Length..] : json;
        var escaped = new ArrayBufferWriter<byte>(json.Length + 16);
        var (isInString, isEscaped) = (false, false);
        foreach (var letter in json)
        {
            if (isInString && letter is (byte)'\n' or (byte)'\r' or (byte)'\t')
            {
                // A backslash before a raw line break stands for nothing else in JSON: the line break itself is meant.
                escaped.Write(isEscaped ? EscapeOf(letter)[1..] : EscapeOf(letter));
                isEscaped = false;
                continue;
            }

            escaped.Write([letter]);
            isInString ^= letter == '"' && !isEscaped;
            isEscaped = isInString && letter == '\\' && !isEscaped;
        }

        return escaped.WrittenMemory;
    }

    private static ReadOnlySpan<byte> EscapeOf(byte letter) => letter switch
    {
        (byte)'\n' => "\\n"u8,
        (byte)'\r' => "\\r"u8,
        _ => "\\t"u8,
    };
}
