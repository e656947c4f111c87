namespace Campaigns.Storage;

/// <summary>What the memory store keeps besides campaigns: tenants, do-not-contact lists, providers that were changed, reports without an attempt, busy addresses.</summary>
internal sealed class MemorySetup
{
    private readonly Dictionary<string, TenantRow> _tenants = [];
    private readonly HashSet<Suppression> _suppressions = [];
    private readonly Dictionary<string, ProviderRow> _providers = [];
    private readonly Dictionary<(string Tenant, string Channel), ChannelRow> _channels = [];
    private readonly SortedDictionary<long, ReportRow> _reports = [];
    private readonly Dictionary<(long Job, int Number), BusyRow> _busy = [];

    public TimeSpan Lead { get; private set; }

    public IEnumerable<BusyRow> Busy => _busy.Values;

    public IEnumerable<TenantRow> Tenants => _tenants.Values;

    public IEnumerable<Suppression> Suppressions => _suppressions;

    public IEnumerable<ProviderRow> Providers => _providers.Values;

    public IEnumerable<ReportRow> Reports => _reports.Values;

    public IEnumerable<ChannelRow> Channels => _channels.Values;

    public void Write(CommitBatch batch)
    {
        foreach (var channel in batch.Channels)
        {
            Keep(_channels, (channel.Tenant, channel.Channel), channel, channel.Unavailable is not null);
        }

        foreach (var tenant in batch.Tenants)
        {
            _tenants[tenant.Tenant ?? ""] = tenant;
        }

        foreach (var row in batch.Suppressions)
        {
            _ = row.IsActive ? _suppressions.Add(row.Entry) : _suppressions.Remove(row.Entry);
        }

        foreach (var provider in batch.Providers)
        {
            Keep(_providers, provider.Name, provider, provider.Settings is not null);
        }

        foreach (var report in batch.Reports)
        {
            Keep(_reports, report.Id, report, report.IsKept);
        }

        Lead = batch.Lead ?? Lead;
        foreach (var busy in batch.Busy)
        {
            Keep(_busy, (busy.Job, busy.Number), busy, busy.IsBusy);
        }
    }

    private static void Keep<TKey, TRow>(IDictionary<TKey, TRow> rows, TKey key, TRow row, bool isKept)
    {
        if (isKept)
        {
            rows[key] = row;
        }
        else
        {
            rows.Remove(key);
        }
    }
}
