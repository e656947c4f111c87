namespace Campaigns.Handlebars;

/// <summary>A tag of a template.</summary>
/// <param name="Body">The content without braces and white-space control marks.</param>
/// <param name="Line">The line in which the tag begins, from 1.</param>
internal readonly record struct Tag(string Body, int Line);

/// <summary>Finds the tags of a template that compiles.</summary>
internal static class Tags
{
    private const string Opening = "{{";

    public static IEnumerable<Tag> Of(string text)
    {
        var (line, counted) = (1, 0);
        for (var at = Next(text, 0); at >= 0;)
        {
            var (start, end, after) = Bounds(text, at);
            if (end < 0)
            {
                yield break;
            }

            line += text.AsSpan(counted, at - counted).Count('\n');
            counted = at;
            yield return new Tag(text[start..end].Trim('~').Trim(), line);
            at = Next(text, after);
        }
    }

    /// <summary>The next tag that is not escaped by a backslash.</summary>
    private static int Next(string text, int from)
    {
        var at = text.IndexOf(Opening, from, StringComparison.Ordinal);
        while (at > 0 && text[at - 1] == '\\')
        {
            at = text.IndexOf(Opening, at + Opening.Length, StringComparison.Ordinal);
        }

        return at;
    }

    private static (int Start, int End, int After) Bounds(string text, int at)
    {
        var start = at + Opening.Length;
        var closing = text.AsSpan(start).StartsWith("!--") ? "--}}" : text.AsSpan(start).StartsWith("~!--") ? "--" : "}}";
        if (text.AsSpan(start).StartsWith("{"))
        {
            (start, closing) = (start + 1, "}}}");
        }

        var end = closing == "}}" && !text.AsSpan(start).TrimStart('~').StartsWith("!")
            ? EndOf(text, start)
            : text.IndexOf(closing, start, StringComparison.Ordinal);
        return (start, end, end < 0 ? end : text.IndexOf(
            "}}", end, StringComparison.Ordinal) is var braces and >= 0 ? braces + 2 : text.Length);
    }

    /// <summary>The closing braces. Skips braces in a literal or in a name in brackets.</summary>
    private static int EndOf(string text, int from)
    {
        for (var i = from; i < text.Length - 1; i++)
        {
            if (text[i] == '}' && text[i + 1] == '}')
            {
                return i;
            }

            if (text[i] is '"' or '\'' or '[' && text.IndexOf(text[i] == '[' ? ']' : text[i], i + 1) is var close and > 0)
            {
                i = close;
            }
        }

        return -1;
    }
}
