using Campaigns.Storage;

namespace Campaigns.InMemory;

/// <summary>The do-not-contact lists, in the order of their pages.</summary>
internal sealed class MemorySuppressions
{
    private readonly Dictionary<string, SortedSet<SuppressionRow>> _lists = [];

    public IEnumerable<SuppressionMark> Marks =>
        _lists.Values.SelectMany(rows => rows.Select(row => new SuppressionMark(row.Tenant, row.Hash, row.IsKey, row.Channel)));

    public void Write(SuppressionRow row)
    {
        if (!_lists.TryGetValue(row.Tenant, out var rows))
        {
            _lists[row.Tenant] = rows = new(Order.Instance);
        }

        rows.Remove(row); // a row with the same identity
        if (row.IsActive)
        {
            rows.Add(row);
        }
    }

    public List<SuppressionRow> Read(SuppressionQuery query)
    {
        if (!_lists.TryGetValue(query.Tenant, out var rows))
        {
            return [];
        }

        if (query.Hashes is { } hashes)
        {
            return [.. hashes.Distinct().SelectMany(hash => rows.GetViewBetween(First(hash), Last(hash)))];
        }

        var after = query.After is { } mark ? Row(mark.Hash, mark.IsKey, mark.Channel) : First(0);
        var rest = rows.GetViewBetween(after, Last(UInt128.MaxValue));
        return [.. rest.SkipWhile(row => query.After is not null && Order.Instance.Compare(row, after) == 0).Take(query.Limit)];
    }

    private static SuppressionRow First(UInt128 hash) => Row(hash, false, null);

    private static SuppressionRow Last(UInt128 hash) => Row(hash, true, "\uFFFF");

    private static SuppressionRow Row(UInt128 hash, bool isKey, string? channel) =>
        new("", hash, isKey, channel, null, null, SuppressionReason.Unknown);

    private sealed class Order : IComparer<SuppressionRow>
    {
        public static readonly Order Instance = new();

        public int Compare(SuppressionRow? x, SuppressionRow? y)
        {
            var order = x!.Hash.CompareTo(y!.Hash);
            order = order != 0 ? order : x.IsKey.CompareTo(y.IsKey);
            return order != 0 ? order : string.CompareOrdinal(x.Channel ?? "", y.Channel ?? "");
        }
    }
}
