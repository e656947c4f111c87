using System.Globalization;
using System.Text;
using Campaigns.Storage;

namespace Campaigns.Testing;

/// <summary>The expected contents of the change feed. Also draws what a commit writes into it, and queries.</summary>
internal sealed class ModelFeed
{
    private static readonly ChangeFilter[] Filters =
    [
        ChangeFilter.All,
        ChangeFilter.OfTenant("acme"),
        ChangeFilter.OfTenant("bravo").Only(ChangeKinds.AttemptEnded | ChangeKinds.ProviderChanged),
        ChangeFilter.OfCampaign(new CampaignId(1)),
        ChangeFilter.All.Only(ChangeKinds.ContactEnded),
    ];

    private static readonly ChangeKinds[] Kinds =
        [ChangeKinds.AttemptEnded, ChangeKinds.ContactEnded, ChangeKinds.ProviderChanged, ChangeKinds.ChannelChanged];

    private readonly List<(ChangeRow Row, string Payload)> _changes = [];
    private readonly SortedDictionary<string, SubscriptionRow> _subscriptions = new(StringComparer.Ordinal);
    private long _last;
    private long _trimmed;

    public void Write(CommitBatch batch)
    {
        foreach (var row in batch.Subscriptions)
        {
            _subscriptions.Remove(row.Name);
            if (row.IsKept)
            {
                _subscriptions.Add(row.Name, row);
            }
        }

        _changes.RemoveAll(change => change.Row.Sequence <= batch.TrimChanges);
        _trimmed = Math.Max(_trimmed, batch.TrimChanges ?? 0);
        foreach (var row in batch.Changes)
        {
            _changes.Add((row, Encoding.UTF8.GetString(row.Payload.Span))); // the batch's own payload is overwritten
            _last = row.Sequence;
        }
    }

    /// <summary>Puts a placeholder for an erased contact.</summary>
    /// <returns>The number of overwritten changes.</returns>
    public int Erase(ErasureRow erasure, Dictionary<long, (CampaignId Campaign, string Key)> jobs)
    {
        var erased = 0;
        for (var i = 0; i < _changes.Count; i++)
        {
            var (row, payload) = _changes[i];
            var key = erasure.Keys.FirstOrDefault(key => payload == $"{{\"contact\":\"{key}\"}}");
            if (key is not null && row.Tenant == erasure.Tenant)
            {
                var job = jobs.Where(pair => pair.Value == (row.Campaign, key)).Select(pair => pair.Key).DefaultIfEmpty().Max();
                _changes[i] = (row, $"{{\"contact\":\"erased:{job}\"}}");
                erased++;
            }
        }

        return erased;
    }

    /// <summary>Requires that a snapshot holds the same subscriptions and the same ends of the feed.</summary>
    public void Same(StoreSnapshot found)
    {
        var rows = found.Subscriptions.OrderBy(row => row.Name, StringComparer.Ordinal);
        Claim.SameList(_subscriptions.Values, rows, "the subscriptions");
        Claim.Same((_last, _trimmed), (found.LastChange, found.TrimmedChange), "the ends of the change feed");
    }

    /// <summary>Requires that a store's answer to a query is the model's.</summary>
    public void Same(ChangeQuery query, ChangePage page)
    {
        var examined = _changes.Where(change => change.Row.Sequence > query.After).Take(query.Limit).ToList();
        Claim.SameList(
            examined.Where(change => Selects(query.Filter, change.Row)).Select(change => Show(change.Row, change.Payload)),
            page.Changes.Select(row => Show(row, Encoding.UTF8.GetString(row.Payload.Span))),
            "the changes");
        Claim.Same(
            (examined.Count == 0 ? query.After : examined[^1].Row.Sequence, _trimmed), (page.Examined, page.Trimmed),
            "how far the feed was examined and trimmed");
    }

    /// <summary>Draws what a commit writes into the feed.</summary>
    public void Draw(BatchBuilder batch, Random random, string[] tenants)
    {
        if (random.Next(4) == 0)
        {
            var name = $"reader {random.Next(3)}";
            var row = new SubscriptionRow(name, Filters[random.Next(Filters.Length)], random.NextInt64(_last + 1));
            batch.Subscribe(row with { IsKept = random.Next(4) > 0 });
        }

        if (random.Next(6) == 0)
        {
            batch.Trim(random.NextInt64(_last + 1));
        }

        var sequence = _last;
        for (var count = random.Next(3); count > 0; count--)
        {
            var (kind, tenant) = (Kinds[random.Next(Kinds.Length)], tenants[random.Next(tenants.Length)]);
            var contact = random.Next(2) == 0 ? (random.Next(2) == 0 ? "ann" : "bob") : $"č{random.Next(1_000)}";
            var payload = $"{{\"contact\":\"{contact}\"}}";
            var campaign = kind >= ChangeKinds.ProviderChanged ? 0 : random.Next(1, 3);
            batch.Change(new ChangeRow(
                sequence += random.Next(1, 3), random.NextInt64(DateTimeOffset.MaxValue.UtcTicks), kind,
                kind == ChangeKinds.ProviderChanged ? "" : tenant, new CampaignId(campaign), Encoding.UTF8.GetBytes(payload)));
        }
    }

    public ChangeQuery Query(Random random) =>
        new(random.NextInt64(_last + 2), Filters[random.Next(Filters.Length)], random.Next(1, 6));

    public static IEnumerable<string> Show(CommitBatch batch)
    {
        IEnumerable<string> trim = batch.TrimChanges is { } last ? [$"trim the changes up to {last}"] : [];
        return batch.Subscriptions.Select(row => row.ToString()).Concat(trim)
            .Concat(batch.Changes.ToArray().Select(row => $"change {row.Sequence} {row.Kind} of {row.Tenant}"));
    }

    /// <summary>Whether a filter selects a change. Not the filter's own code.</summary>
    private static bool Selects(ChangeFilter filter, ChangeRow row)
    {
        var isTenants = filter.Tenant is null || row.Tenant.Length == 0 || row.Tenant == filter.Tenant;
        var isCampaigns = filter.Campaign is not { } campaign || row.Campaign.Value == campaign.Value;
        return isTenants && isCampaigns && filter.Kinds.HasFlag(row.Kind);
    }

    private static string Show(ChangeRow row, string payload) =>
        $"{row.Sequence} {row.At} {row.Kind} {row.Tenant} {row.Campaign} {payload}";
}
