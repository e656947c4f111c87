using Campaigns.Storage;

namespace Campaigns.InMemory;

/// <summary>Tracks which contacts are enrolled in which campaigns. Inserts new jobs, and finds a person's jobs by key or address.</summary>
internal sealed class MemoryContacts(MemoryCampaigns campaigns, List<MemoryLane?> lanes, MemoryJobs jobs)
{
    private readonly Dictionary<long, ContactIndex> _keys = [];

    /// <summary>The job of a contact; 0 for none.</summary>
    public int Find(long campaign, string contactKey) => _keys.TryGetValue(campaign, out var keys) ? keys.Find(contactKey) : 0;

    /// <summary>Forgets a campaign's contacts.</summary>
    public void Forget(CampaignId campaign) => _keys.Remove(campaign.Value);

    /// <summary>
    /// Inserts each job whose contact key is free in the campaign, and whose contact is not running under the campaign's exclusivity.
    /// </summary>
    public CommitReceipt Enroll(ReadOnlySpan<JobRecord> newJobs)
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

    /// <summary>Replaces a contact by what is left of it after its erasure.</summary>
    public void Erase(CampaignId campaign, int job)
    {
        ref var stored = ref jobs[job];
        var keys = _keys.GetValueOrDefault(campaign.Value); // null if the campaign is being purged
        if (keys?.Find(stored.Contact!.Key) == job)
        {
            keys.Remove(stored.Contact.Key);
        }

        stored.Contact = stored.Contact!.Erase(job);
        keys?.TryAdd(stored.Contact.Key, job);
    }

    /// <summary>Changes contacts, and keeps the former contacts for the attempts that went to them.</summary>
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
    /// A person's jobs that have not ended. A search by key checks each open campaign of the tenant; a search by address checks each job.
    /// </summary>
    public IEnumerable<JobRecord> FindOpen(Suppression person) => person.ContactKey is { } key
        ? campaigns.OpenOf(person.Tenant).Select(campaign => Find(campaign, key)).Where(IsOpen).Select(id => jobs.Read(id))
        : jobs.All().Where(job =>
            !job.Row.State.IsTerminal()
            && campaigns[lanes[job.Row.Lane]!.Row.Campaign] is var campaign && campaign.Tenant == person.Tenant && !campaign.State.IsTerminal()
            && person.Names(job.Contact));

    /// <summary>
    /// The open jobs of several people, each with the index of its person. All searches by address share one pass over the jobs.
    /// </summary>
    public List<(int Person, JobRecord Job)> FindOpen(IReadOnlyList<Suppression> people)
    {
        var found = new List<(int Person, JobRecord Job)>();
        Dictionary<string, List<int>>? byAddress = null;
        for (var i = 0; i < people.Count; i++)
        {
            if (people[i].Address is not { } address)
            {
                found.AddRange(FindOpen(people[i]).Select(job => (i, job)));
                continue;
            }

            byAddress ??= new(StringComparer.Ordinal);
            byAddress[address] = [.. byAddress.GetValueOrDefault(address) ?? [], i];
        }

        foreach (var job in byAddress is null ? [] : jobs.All().Where(IsOpen))
        {
            var tenant = campaigns[lanes[job.Row.Lane]!.Row.Campaign].Tenant;
            var addresses = job.Contact.Addresses.Values.Append(job.Contact.Phone.Reveal()).Distinct();
            foreach (var person in addresses.SelectMany(text => byAddress!.GetValueOrDefault(text) ?? []))
            {
                if (people[person].Tenant == tenant && people[person].Names(job.Contact))
                {
                    found.Add((person, job));
                }
            }
        }

        return found;
    }

    private bool IsOpen(JobRecord job) =>
        !job.Row.State.IsTerminal() && !campaigns[lanes[job.Row.Lane]!.Row.Campaign].State.IsTerminal();

    /// <summary>
    /// The campaign in which a contact to enroll in a lane is already running; null for none, or if the new job waits for the running one.
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

    /// <summary>Whether a key is in use. The key of a removed contact is free again.</summary>
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
