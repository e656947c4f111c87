using System.Buffers;
using System.Text;

namespace Campaigns;

/// <summary>Escapes values for use in content.</summary>
public static class ContentEscaping
{
    private const char Replacement = '\uFFFD';

    /// <summary>The five characters with a meaning in markup, and all characters that markup may not preserve.</summary>
    private static readonly SearchValues<char> Special = SearchValues.Create(
        ['&', '<', '>', '"', '\'', '\uFFFE', '\uFFFF', .. Range('\0', '\u001F'), .. Range('\u007F', '\u009F'),
            .. Range('\uD800', '\uDFFF')]);

    /// <summary>
    /// Escapes a value so that it cannot act as markup between tags or in a quoted attribute. The result is not safe elsewhere: a value in
    /// a URL must also be URL-encoded, and values must not go into scripts or styles. Characters that markup cannot hold, such as control
    /// characters, become U+FFFD.
    /// </summary>
    /// <param name="format">The format. Values in plain text are not changed.</param>
    /// <param name="value">The value.</param>
    public static string Escape(this ContentFormat format, string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (format == ContentFormat.Text || !value.AsSpan().ContainsAny(Special))
        {
            return value;
        }

        var escaped = new StringBuilder(value.Length + 16);
        for (var i = 0; i < value.Length; i++)
        {
            if (i + 1 < value.Length && char.IsSurrogatePair(value[i], value[i + 1]))
            {
                escaped.Append(value[i]).Append(value[++i]);
            }
            else
            {
                Append(escaped, value[i]);
            }
        }

        return escaped.ToString();
    }

    /// <summary>Puts a subject on one line for a header, so that a contact's data cannot add another header.</summary>
    internal static string OnOneLine(string subject) =>
        subject.AsSpan().ContainsAny(Breaking)
            ? string.Create(subject.Length, subject, (line, text) => text.AsSpan().ReplaceAny(line, Breaking, ' '))
            : subject;

    private static readonly SearchValues<char> Breaking =
        SearchValues.Create(['\u2028', '\u2029', .. Range('\0', '\u001F'), .. Range('\u007F', '\u009F')]);

    private static void Append(StringBuilder escaped, char c)
    {
        _ = c switch
        {
            '&' => escaped.Append("&amp;"),
            '<' => escaped.Append("&lt;"),
            '>' => escaped.Append("&gt;"),
            '"' => escaped.Append("&quot;"),
            '\'' => escaped.Append("&#39;"), // &apos; is not HTML 4
            '\t' => escaped.Append("&#9;"), // unescaped, these three would become spaces in an attribute
            '\n' => escaped.Append("&#10;"),
            '\r' => escaped.Append("&#13;"),
            _ => escaped.Append(Special.Contains(c) ? Replacement : c),
        };
    }

    private static IEnumerable<char> Range(char from, char to) => Enumerable.Range(from, to - from + 1).Select(c => (char)c);
}
