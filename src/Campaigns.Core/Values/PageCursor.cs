using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Campaigns;

/// <summary>Writes and reads the cursors of lists: the name of the list, and the position in it.</summary>
internal static class PageCursor
{
    public const int MaxLimit = 1_000;

    /// <summary>Writes a cursor.</summary>
    /// <param name="list">The name of the list.</param>
    /// <param name="position">The position after the last item of a page.</param>
    public static string Write(string list, string position) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{list}:{position}"));

    public static string Write(string list, long position) => Write(list, position.ToString(CultureInfo.InvariantCulture));

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

    /// <summary>Checks the limit of a page.</summary>
    public static int Limit(int limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, MaxLimit);
        return limit;
    }

    private static CampaignException Invalid(string cursor) => new(
        CampaignError.Invalid, $"after: \"{TextLimits.Cut(cursor)}\" is not a cursor of this list. Use Next of the page before, or null.");
}
