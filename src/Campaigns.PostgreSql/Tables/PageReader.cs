using Campaigns.Storage;

namespace Campaigns.PostgreSql;

/// <summary>
/// Reads a page of a list in pieces, until a limit of the page is reached: what the page does not need is not read.
/// </summary>
/// <param name="limits">The limits of the page.</param>
/// <param name="after">The place before the page.</param>
internal sealed class PageReader<TItem, TPlace>(PageLimits limits, TPlace after)
    where TPlace : struct
{
    private const int FirstPiece = 200;
    private readonly List<TItem> _items = [];
    private TPlace _last = after;
    private int _examined;

    public bool IsFull => _items.Count >= limits.Items || _examined >= MostExamined;

    private int MostExamined => Math.Max(limits.Examined, 1);

    /// <summary>Reads the rest of the page.</summary>
    /// <param name="isFiltered">Whether rows may not match, so that a page may need more rows than items.</param>
    /// <param name="read">
    /// Reads rows after a place, up to a number: the place of each, whether it matches, and its item if it does.
    /// </param>
    /// <returns>False if the page was full before the last row.</returns>
    public async Task<bool> ReadAsync(
        bool isFiltered, Func<TPlace, int, Task<List<(TPlace Place, bool Matches, TItem Item)>>> read)
    {
        for (var piece = isFiltered ? FirstPiece : int.MaxValue; ; piece *= 4)
        {
            var most = Math.Min(MostExamined - _examined, isFiltered ? piece : limits.Items - _items.Count);
            var rows = await read(_last, Math.Max(most, 0) + 1); // one more, to know whether there is more
            foreach (var (place, matches, item) in rows)
            {
                if (IsFull)
                {
                    return false;
                }

                PassTo(place);
                if (matches)
                {
                    _items.Add(item);
                }
            }

            if (rows.Count <= most)
            {
                return true;
            }
        }
    }

    /// <summary>Goes on to a place that counts as examined.</summary>
    public void PassTo(TPlace place)
    {
        _last = place;
        _examined++;
    }

    public QueryPage<TItem, TPlace> End(bool isLast) => new(_items, isLast ? null : _last);
}
