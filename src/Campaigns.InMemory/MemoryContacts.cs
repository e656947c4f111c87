using Campaigns.Storage;

namespace Campaigns.InMemory;

/// <summary>Who is enrolled where in the memory store: takes new jobs in, and finds a person's by key or address.</summary>
internal sealed class MemoryContacts(MemoryCampaigns campaigns, List<MemoryLane?> lanes, MemoryJobs jobs)
{
    private readonly Dictionary<long, ContactIndex> _keys = [];

    /// <summary>The job of a contact; 0 for none.</summary>
    public int Find(long campaign, string contactKey) => _keys.TryGetValue(campaign, out var keys) ? keys.Find(contactKey) : 0;

    /// <summary>Forgets a campaign's contacts.</summary>
    public void Forget(CampaignId campaign) => _keys.Remove(campaign.Value);

    /// <summary>
    /// Inserts the jobs whose contact key is free in its campaign, and whose contact is not running under its exclusivity.
    /// </summary>
    public CommitReceipt Enrol(ReadOnlySpan<JobRecord> newJobs)
    {
        List<int>? duplicates = null;
        List<(int, CampaignId)>? running = null;
        for (var i = 0; i < newJobs.Length; i++)
        {
            ref readonly var job = ref newJobs[i];
            var lane = lanes[job.Row.Lane]!;
            var keys = KeysOf(lane.Row.Campaign);
            if (RunningIn(lane.Row, job.Contact.Key) is { } campaign)
            {
                if (!IsTaken(keys, job.Contact.Key))
                {
                    (running ??= []).Add((i, campaign));
                    continue;
                }
            }

            var isFree = keys.TryAdd(job.Contact.Key, (int)job.Row.Id);
            if (!isFree && IsTaken(keys, job.Contact.Key))
            {
                (duplicates ??= []).Add(i);
                continue;
            }

            if (!isFree)
            {
                keys.Replace(job.Contact.Key, (int)job.Row.Id);
            }

            jobs.Add(job);
            lane.Enrolled.Add((int)job.Row.Id);
            lane.Counters[Counter.Of(job.Row.State)]++;
            lane.Add(job.Row);
        }

        return duplicates is null && running is null
            ? CommitReceipt.Clean
            : new CommitReceipt(duplicates ?? []) { Running = running ?? [] };
    }

    /// <summary>Changes contacts, and keeps them as they were for the attempts that went to them.</summary>
    public void Change(IReadOnlyList<ContactRow> contacts, FormerContacts former)
    {
        foreach (var (job, after, contact) in contacts)
        {
            ref var stored = ref jobs[job];
            former.Keep(job, after, stored.Contact!);
            stored.Contact = contact;
        }
    }

    /// <summary>
    /// A person's jobs that have not ended. By key it costs a look into each open campaign of the tenant, by address one at each job.
    /// </summary>
    public IEnumerable<JobRecord> FindOpen(Suppression person) => person.ContactKey is { } key
        ? campaigns.OpenOf(person.Tenant).Select(campaign => Find(campaign, key)).Where(IsOpen).Select(id => jobs.Read(id))
        : jobs.All().Where(job =>
            !job.Row.State.IsTerminal()
            && campaigns[lanes[job.Row.Lane]!.Row.Campaign] is var campaign && campaign.Tenant == person.Tenant && !campaign.State.IsTerminal()
            && person.Names(job.Contact));

    /// <summary>
    /// The campaign in which a contact is running that is to be enrolled in a lane; null for none, or when it need not matter.
    /// </summary>
    private CampaignId? RunningIn(LaneRow lane, string contactKey)
    {
        var exclusivity = lane.Kind == WaitingFor.Predecessor ? 0 : campaigns.ExclusivityOf(lane.Campaign);
        if (exclusivity != 0)
        {
            foreach (var campaign in campaigns.OpenUnder(exclusivity))
            {
                if (Find(campaign, contactKey) is var id && IsOpen(id) && lanes[jobs[id].Lane]!.Row.Kind != WaitingFor.Predecessor)
                {
                    return new CampaignId(campaign);
                }
            }
        }

        return null;
    }

    /// <summary>Whether a key is in use: by whoever is enrolled, unless that one was removed.</summary>
    private bool IsTaken(ContactIndex keys, string contactKey) =>
        keys.Find(contactKey) is var job && job != 0 && jobs[job].State != JobState.Removed;

    private bool IsOpen(int job) => job != 0 && !jobs[job].State.IsTerminal();

    private ContactIndex KeysOf(CampaignId campaign)
    {
        if (!_keys.TryGetValue(campaign.Value, out var keys))
        {
            _keys[campaign.Value] = keys = new ContactIndex(id => jobs[id].Contact!.Key);
        }

        return keys;
    }
}
