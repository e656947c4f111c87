using Campaigns.Storage;

namespace Campaigns.InMemory;

/// <summary>
/// The data of the memory store besides campaigns: tenants, channels, do-not-contact lists, changed providers, unmatched reports, busy
/// addresses and limit usage.
/// </summary>
internal sealed class MemorySetup
{
    private readonly Dictionary<string, TenantRow> _tenants = [];
    private readonly Dictionary<string, ProviderRow> _providers = [];
    private readonly Dictionary<int, CallerIdRow> _callerIds = [];
    private readonly Dictionary<(string Tenant, string Channel), ChannelRow> _channels = [];
    private readonly SortedDictionary<long, ReportRow> _reports = [];
    private readonly Dictionary<(long Job, int Number), BusyRow> _busy = [];

    private readonly Dictionary<(LimitScope Scope, string Name, string Quota, long Since), UsageRow> _usage = [];

    /// <summary>The usage of limits, except the limits of other campaigns.</summary>
    public IEnumerable<UsageRow> UsageOf(HashSet<string> campaigns) =>
        _usage.Values.Where(usage => usage.Scope != LimitScope.Campaign || campaigns.Contains(usage.Name));

    /// <summary>The usage of one campaign's limits.</summary>
    public IEnumerable<UsageRow> UsageOf(string campaign) =>
        _usage.Values.Where(usage => usage.Scope == LimitScope.Campaign && usage.Name == campaign);

    public TimeSpan Lead { get; private set; }

    public IEnumerable<BusyRow> Busy => _busy.Values;

    public IEnumerable<TenantRow> Tenants => _tenants.Values;

    public MemorySuppressions Suppressions { get; } = new();

    public IEnumerable<ProviderRow> Providers => _providers.Values;

    public IEnumerable<CallerIdRow> CallerIds => _callerIds.Values;

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
            Suppressions.Write(row);
        }

        foreach (var provider in batch.Providers)
        {
            _providers[provider.Name] = provider;
        }

        foreach (var callerId in batch.CallerIds)
        {
            _callerIds[callerId.Id] = callerId;
        }

        foreach (var report in batch.Reports)
        {
            Keep(_reports, report.Id, report, report.IsKept);
        }

        WriteUsage(batch);
        Lead = batch.Lead ?? Lead;
        foreach (var busy in batch.Busy)
        {
            Keep(_busy, (busy.Job, busy.Number), busy, busy.IsBusy);
        }
    }

    private void WriteUsage(CommitBatch batch)
    {
        foreach (var usage in batch.Usage)
        {
            Keep(_usage, (usage.Scope, usage.Name, usage.Quota, usage.Since), usage, usage.IsKept);
        }
    }

    /// <summary>Removes the limit usage of a purged campaign.</summary>
    public void Forget(string campaign)
    {
        foreach (var key in _usage.Keys.Where(key => key.Scope == LimitScope.Campaign && key.Name == campaign).ToList())
        {
            _usage.Remove(key);
        }
    }

    /// <summary>Removes busy addresses of an erased person.</summary>
    public void Forget(Func<BusyRow, bool> isErased)
    {
        foreach (var busy in _busy.Values.Where(isErased).ToList())
        {
            _busy.Remove((busy.Job, busy.Number));
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
