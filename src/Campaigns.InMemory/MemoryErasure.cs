using Campaigns.Storage;

namespace Campaigns.InMemory;

/// <summary>Overwrites everything of a person.</summary>
internal sealed class MemoryErasure(MemoryCampaigns campaigns, List<MemoryLane?> lanes, MemoryJobs jobs, MemoryContacts contacts)
{
    private readonly Dictionary<long, ErasureRow> _pending = [];

    public IEnumerable<ErasureRow> Pending => _pending.Values;

    /// <summary>Overwrites a person, except live jobs, and keeps a pending row.</summary>
    public ErasedRows Erase(ErasureRow row, MemoryAttempts attempts, MemoryResults results, MemoryEvents events, MemoryChanges changes)
    {
        _ = row.IsPending ? (_pending[row.Id] = row).IsPending : _pending.Remove(row.Id);
        HashSet<string> keys = [.. row.Keys];
        List<JobRecord> found = [.. Find(row.Tenant, keys, [])];
        var placeholders = found.GroupBy(job => (CampaignOf(job), job.Contact.Key)).ToDictionary(
            jobs => jobs.Key, jobs => jobs.Max(job => job.Row.Id));
        var changed = changes.Erase(row.Tenant, keys, (campaign, key) => placeholders.GetValueOrDefault((campaign, key)));
        List<JobRecord> ended = [.. found.Where(job => job.Row.State != JobState.Live)];
        var count = 0;
        foreach (var job in ended)
        {
            contacts.Erase(CampaignOf(job), (int)job.Row.Id);
            count += attempts.Erase(jobs[job.Row.Id].LastAttempt);
            attempts.Former.Forget(job.Row.Id);
            results.Erase(job.Row.Id);
        }

        return new ErasedRows(ended.Count, count, events.Erase(row.Tenant, keys, [.. row.Addresses]), changed);
    }

    /// <summary>Whether a busy address of an erasure is to be removed: its job is not live.</summary>
    public bool Covers(ErasureRow row, BusyRow busy) =>
        busy.Tenant == row.Tenant && row.Addresses.Contains(busy.Address)
        && !(jobs.Holds(busy.Job) && jobs[busy.Job].State == JobState.Live);

    /// <summary>All jobs of a tenant's contacts with one of the keys or addresses. Looks at each job.</summary>
    public IEnumerable<JobRecord> Find(string tenant, IReadOnlyCollection<string> keys, IReadOnlyCollection<string> addresses) =>
        jobs.All().Where(job =>
            (keys.Contains(job.Contact.Key)
                || (addresses.Count > 0 && job.Contact.Addresses.Values.Append(job.Contact.Phone.Reveal()).Any(addresses.Contains)))
            && campaigns[CampaignOf(job)].Tenant == tenant);

    private CampaignId CampaignOf(in JobRecord job) => lanes[job.Row.Lane]!.Row.Campaign;
}
