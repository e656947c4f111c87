using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Campaigns;

/// <summary>Writes and reads the cursors of lists: the name of the list, and the position in it.</summary>
internal static class PageCursor
{
    public const int MaxLimit = 1_000;

    private const char Between = '\0'; // no name holds it

    /// <summary>Writes a cursor.</summary>
    /// <param name="list">The name of the list.</param>
    /// <param name="position">The position after the last item of a page.</param>
    public static string Write(string list, string position) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{list}:{position}"));

    public static string Write(string list, long position) => Write(list, position.ToString(CultureInfo.InvariantCulture));

    /// <summary>Writes a cursor whose position is several numbers.</summary>
    public static string Write(string list, params ReadOnlySpan<long> position) =>
        Write(list, string.Join('.', position.ToArray().Select(number => number.ToString(CultureInfo.InvariantCulture))));

    /// <summary>Writes a cursor whose position is two names.</summary>
    public static string Write(string list, string first, string second) => Write(list, $"{first}{Between}{second}");

    /// <summary>Reads a cursor.</summary>
    /// <returns>The position; null for the beginning of the list.</returns>
    /// <exception cref="CampaignException">The cursor is not of this list.</exception>
    public static string? Read(string list, string? cursor)
    {
        if (cursor is null)
        {
            return null;
        }

        var text = Base64Url.IsValid(cursor) ? Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor)) : "";
        return text.StartsWith(list + ":", StringComparison.Ordinal) ? text[(list.Length + 1)..] : throw Invalid(cursor);
    }

    /// <summary>Reads a cursor whose position is a number.</summary>
    /// <returns>The position; 0 for the beginning of the list.</returns>
    /// <exception cref="CampaignException">The cursor is not of this list.</exception>
    public static long ReadNumber(string list, string? cursor) => Read(list, cursor) is not { } text ? 0
        : long.TryParse(text, CultureInfo.InvariantCulture, out var position) && position >= 0 ? position
        : throw Invalid(cursor!);

    /// <summary>Reads a cursor whose position is several numbers.</summary>
    /// <returns>The position; null for the beginning of the list.</returns>
    /// <exception cref="CampaignException">The cursor is not of this list.</exception>
    public static long[]? ReadNumbers(string list, string? cursor, int count)
    {
        if (Read(list, cursor) is not { } text)
        {
            return null;
        }

        var parts = text.Split('.');
        var numbers = new long[count];
        for (var i = 0; i < count; i++)
        {
            if (parts.Length != count || !long.TryParse(parts[i], CultureInfo.InvariantCulture, out numbers[i]))
            {
                throw Invalid(cursor!);
            }
        }

        return numbers;
    }

    /// <summary>Reads a cursor whose position is two names.</summary>
    /// <returns>The position; null for the beginning of the list.</returns>
    /// <exception cref="CampaignException">The cursor is not of this list.</exception>
    public static (string First, string Second)? ReadPair(string list, string? cursor) => Read(list, cursor)?.Split(Between) switch
    {
        null => null,
        [var first, var second] => (first, second),
        _ => throw Invalid(cursor!),
    };

    /// <summary>Makes a page of rows of which one more than the limit was read, if there are so many.</summary>
    public static CampaignPage<T> Page<T>(IReadOnlyList<T> rows, int limit, Func<T, string> write) =>
        rows.Count > limit ? new([.. rows.Take(limit)], write(rows[limit - 1])) : new(rows, null);

    /// <summary>Checks the limit of a page.</summary>
    public static int Limit(int limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, MaxLimit);
        return limit;
    }

    internal static CampaignException Invalid(string cursor) => new(
        CampaignError.Invalid, $"after: \"{TextLimits.Cut(cursor)}\" is not a cursor of this list. Use Next of the page before, or null.");
}
