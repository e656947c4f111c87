using Campaigns.Storage;

namespace Campaigns.Sqlite;

/// <summary>
/// Steps through the rows of a statement that needs no sorting, until a limit of the page is reached. What the page does not need is never
/// read.
/// </summary>
/// <param name="limits">The limits of the page.</param>
/// <param name="after">The place before the page.</param>
internal sealed class PageReader<TItem, TPlace>(PageLimits limits, TPlace after)
    where TPlace : struct
{
    private readonly List<TItem> _items = [];
    private TPlace _last = after;
    private int _examined;

    public bool IsFull => _items.Count >= limits.Items || _examined >= Math.Max(limits.Examined, 1);

    /// <summary>Reads the rows of a statement.</summary>
    /// <param name="rows">The statement, with its parameters bound.</param>
    /// <param name="placeOf">The place of a row.</param>
    /// <param name="add">Adds the item of a row to the list, if the query selects it.</param>
    /// <returns>False if the page was full before the last row.</returns>
    public bool Read(Statement rows, Func<Statement, TPlace> placeOf, Action<Statement, List<TItem>> add)
    {
        while (rows.Step())
        {
            if (IsFull)
            {
                rows.Reset();
                return false;
            }

            PassTo(placeOf(rows));
            add(rows, _items);
        }

        return true;
    }

    /// <summary>Goes on to a place that counts as examined.</summary>
    public void PassTo(TPlace place)
    {
        _last = place;
        _examined++;
    }

    public QueryPage<TItem, TPlace> End(bool isLast) => new(_items, isLast ? null : _last);
}
