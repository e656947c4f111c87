using System.Buffers;

namespace Campaigns;

/// <summary>
/// Finds what no database keeps in a text: U+0000, which PostgreSQL refuses, and unpaired surrogates, which UTF-8 cannot hold.
/// </summary>
internal static class Storable
{
    private const char Replacement = '\uFFFD';

    /// <summary>Finds the first such character.</summary>
    /// <returns>The character in words; null for none.</returns>
    public static string? Find(string text) => IndexOf(text) is var at and >= 0 ? Unseen.NameOf(text[at]) : null;

    /// <summary>Replaces each such character by U+FFFD. For texts of providers, whose news must not be lost.</summary>
    public static string? Clean(string? text)
    {
        if (text is null || IndexOf(text) is var at && at < 0)
        {
            return text;
        }

        var chars = text.ToCharArray();
        for (; at >= 0; at = IndexOf(chars))
        {
            chars[at] = Replacement;
        }

        return new string(chars);
    }

    /// <summary>Adds a problem if a text holds such a character.</summary>
    public static void AddProblems(Problems problems, string field, string? text)
    {
        if (text is not null && Find(text) is { } found)
        {
            problems.Require(false, field, $"a text with {found}", "write it without");
        }
    }

    private static int IndexOf(ReadOnlySpan<char> text)
    {
        var at = text.IndexOf('\0');
        var rest = at < 0 ? text : text[..at];
        for (var from = 0; rest[from..].IndexOfAnyInRange('\uD800', '\uDFFF') is var next and >= 0;)
        {
            from += next;
            if (from + 1 >= rest.Length || !char.IsSurrogatePair(rest[from], rest[from + 1]))
            {
                return from;
            }

            from += 2;
        }

        return at;
    }
}
