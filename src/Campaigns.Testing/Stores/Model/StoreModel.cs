using Campaigns.Storage;

namespace Campaigns.Testing;

/// <summary>
/// The expected contents of a store, in the simplest form: dictionaries and queries over them. It shares no code with any store.
/// </summary>
internal sealed class StoreModel
{
    public SortedDictionary<long, CampaignRow> Campaigns { get; } = [];

    public SortedDictionary<int, LaneRow> Lanes { get; } = [];

    public Dictionary<(int Lane, int Counter), long> Counters { get; } = [];

    public Dictionary<string, TenantRow> Tenants { get; } = [];

    public ErasureModel Erasures { get; } = new();

    public SortedDictionary<string, ProviderRow> Providers { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<int, CallerIdRow> CallerIds { get; } = [];

    public Dictionary<(string Tenant, string Channel), string> Channels { get; } = [];

    public SortedDictionary<long, ReportRow> Reports { get; } = [];

    public SortedDictionary<(long Job, int Number), BusyRow> Busy { get; } = [];

    public SortedDictionary<(LimitScope Scope, string Name, string Quota, long Since), UsageRow> Usage { get; } = [];

    public EventModel Events { get; } = new();

    public ModelFeed Feed { get; } = new();

    public TimeSpan Lead { get; private set; }

    public SortedDictionary<long, JobRecord> Jobs { get; } = [];

    public SortedDictionary<(long Job, int Number), AttemptRow> Attempts { get; } = [];

    public ModelResults Results { get; } = new();

    /// <summary>The former contacts of attempts whose contact has changed since.</summary>
    public Dictionary<(long Job, int Number), Contact> Former { get; } = [];

    /// <summary>The highest ids ever inserted.</summary>
    public (long Campaign, int Lane, long Job) Last { get; private set; }

    /// <summary>Writes a batch.</summary>
    public ModelRefusals Write(CommitBatch batch)
    {
        batch.Campaigns.ToList().ForEach(row => Campaigns[row.Id.Value] = row);
        batch.Lanes.ToList().ForEach(row => Lanes[row.Id] = row);
        batch.Tenants.ToList().ForEach(row => Tenants[row.Tenant ?? ""] = row);
        Erasures.Write(batch);
        batch.Providers.ToList().ForEach(row => Providers[row.Name] = row);
        batch.CallerIds.ToList().ForEach(row => CallerIds[row.Id] = row);
        batch.Reports.ToList().ForEach(row => Set(Reports, row.Id, row.IsKept ? row : null));
        batch.Channels.ToList().ForEach(row => Set(Channels, (row.Tenant, row.Channel), row.Unavailable));
        batch.Busy.ToList().ForEach(row => Set(Busy, (row.Job, row.Number), row.IsBusy ? row : null));
        Events.Write(batch);
        foreach (var row in batch.Usage)
        {
            var key = (row.Scope, row.Name, row.Quota, row.Since);
            _ = row.IsKept ? (Usage[key] = row).IsKept : Usage.Remove(key);
        }

        Lead = batch.Lead ?? Lead;
        Feed.Write(batch);
        batch.Contacts.ToList().ForEach(Change);
        ChangeJobs(batch, isKnown: true); // update known jobs first, so that a job that ends in the batch does not block an enrollment
        var refused = Enroll(batch.NewJobs);
        ChangeJobs(batch, isKnown: false);
        batch.Results.ToList().ForEach(Results.Write);
        foreach (var row in batch.Attempts.ToArray())
        {
            var callerId = Attempts.TryGetValue((row.Job, row.Number), out var known) ? known.CallerId : row.CallerId;
            Attempts[(row.Job, row.Number)] = row with { CallerId = callerId, Contact = Former.GetValueOrDefault((row.Job, row.Number)) };
            RemoveRepeated(row, refused.Removed);
        }

        batch.Counters.ToArray().ToList().ForEach(delta => Count(delta.Lane, delta.Counter, delta.Delta));
        refused.Erased.AddRange(batch.Erasures.Select(row => Erasures.Erase(this, row)));
        NoteLast();
        return refused;
    }

    /// <summary>The ids of the campaigns that must be in memory, in order.</summary>
    public IReadOnlyList<long> Needed =>
    [
        .. Campaigns.Values.Where(row =>
            row.State <= CampaignState.Paused
            || (row.Exclusivity != 0
                && !Campaigns.Values.Any(other => other.Id.Value < row.Id.Value && other.Exclusivity == row.Exclusivity))
            || Jobs.Values.Any(job => job.Row.State == JobState.Live && CampaignOf(job) == row.Id)).Select(row => row.Id.Value),
    ];

    public IEnumerable<CampaignRow> Find(CampaignQuery query) =>
        query.IsByEnd ? FirstEnded(query) : Campaigns.Values.Where(row =>
        (query.Campaign ?? row.Id) == row.Id
        && (query.Lane is not { } lane || (Lanes.ContainsKey(lane) && Lanes[lane].Campaign == row.Id))
        && (query.Tenant ?? row.Tenant) == row.Tenant
        && (query.Key is null || query.Key == row.Key)
        && (!query.IsPage || (row.State > CampaignState.Paused && row.Id.Value > query.After))).Take(query.Limit);

    private IEnumerable<CampaignRow> FirstEnded(CampaignQuery query) => Campaigns.Values
        .Where(row => row.Tenant == query.Tenant && row.State > CampaignState.Paused)
        .OrderBy(row => row.EndedAt).ThenBy(row => row.Id.Value).Take(query.Limit);

    private void Change(ContactRow row)
    {
        var job = Jobs[row.Job];
        for (var number = 1; number <= row.After; number++)
        {
            Former.TryAdd((row.Job, number), job.Contact);
            if (Attempts.TryGetValue((row.Job, number), out var attempt))
            {
                Attempts[(row.Job, number)] = attempt with { Contact = Former[(row.Job, number)] };
            }
        }

        Jobs[row.Job] = job with { Contact = row.Contact };
    }

    /// <summary>
    /// Keeps the last 8 of consecutive refusals with the same provider and outcome, or the last one of not-sent attempts.
    /// </summary>
    private void RemoveRepeated(AttemptRow newest, List<CounterDelta> removed)
    {
        var before = Attempts.Values.Where(row => row.Job == newest.Job && row.Number < newest.Number).Reverse().TakeWhile(IsRefused);
        var same = before.Where(row => row.Outcome == newest.Outcome && row.Provider == newest.Provider).ToList();
        var most = newest.Outcome == AttemptOutcome.NotSent ? 1 : 8;
        var old = IsRefused(newest) ? same.Skip(most - 1).ToList() : [];
        old.ForEach(row => Attempts.Remove((row.Job, row.Number)));
        old.ForEach(row => Results.Remove(row.Job, row.Number));
        if (old.Count > 0)
        {
            var delta = new CounterDelta(Jobs[newest.Job].Row.Lane, Counter.Of(newest.Outcome), -old.Count);
            removed.Add(delta);
            Count(delta.Lane, delta.Counter, delta.Delta);
        }

        static bool IsRefused(AttemptRow row) =>
            row.State == AttemptState.Ended
                && row.Outcome is AttemptOutcome.NotSent or AttemptOutcome.NotPlaced or AttemptOutcome.Throttled;
    }

    /// <summary>Applies the changed rows of known jobs, or of jobs that the batch itself enrolls.</summary>
    private void ChangeJobs(CommitBatch batch, bool isKnown)
    {
        var enrolled = batch.NewJobs.ToArray().Select(job => job.Row.Id).ToHashSet();
        foreach (var row in batch.Jobs.ToArray().Where(row => !enrolled.Contains(row.Id) == isKnown))
        {
            Jobs[row.Id] = Jobs[row.Id] with { Row = row };
        }
    }

    private ModelRefusals Enroll(ReadOnlySpan<JobRecord> newJobs)
    {
        var refused = new ModelRefusals([], []);
        for (var i = 0; i < newJobs.Length; i++)
        {
            var job = newJobs[i];
            if (Find(CampaignOf(job), job.Contact.Key) is { } taken && taken.Row.State != JobState.Removed)
            {
                refused.Duplicates.Add(i);
            }
            else if (RunningIn(job) is { Count: > 0 } campaigns)
            {
                refused.Running.Add((i, campaigns));
            }
            else
            {
                Jobs[job.Row.Id] = job;
                Count(job.Row.Lane, (int)job.Row.State, 1);
            }
        }

        return refused;
    }

    /// <summary>The campaigns in which the contact of a job to enroll is already running.</summary>
    private HashSet<CampaignId> RunningIn(in JobRecord enrolled)
    {
        var (key, exclusivity) = (enrolled.Contact.Key, Campaigns[CampaignOf(enrolled).Value].Exclusivity);
        return exclusivity == 0 || Lanes[enrolled.Row.Lane].Kind == WaitingFor.Predecessor
            ? []
            : [.. Jobs.Values.Where(job =>
                job.Contact.Key == key
                && Campaigns[CampaignOf(job).Value] is var campaign && campaign.Exclusivity == exclusivity && campaign.State <= CampaignState.Paused
                && job.Row.State <= JobState.Live && Lanes[job.Row.Lane].Kind != WaitingFor.Predecessor).Select(job => CampaignOf(job))];
    }

    private void NoteLast() => Last = (
        Math.Max(
            Last.Campaign,
            Campaigns.Keys.LastOrDefault()), Math.Max(
                Last.Lane, Lanes.Keys.LastOrDefault()), Math.Max(Last.Job, Jobs.Keys.LastOrDefault()));

    /// <summary>Removes a campaign. The highest inserted ids stay.</summary>
    public void Purge(CampaignId campaign)
    {
        foreach (var job in Jobs.Values.Where(job => CampaignOf(job) == campaign).ToList())
        {
            Jobs.Remove(job.Row.Id);
            Attempts.Keys.Where(key => key.Job == job.Row.Id).ToList().ForEach(key => Attempts.Remove(key));
            Results.RemoveAll(job.Row.Id);
        }

        foreach (var lane in Lanes.Values.Where(lane => lane.Campaign == campaign).ToList())
        {
            Lanes.Remove(lane.Id);
            Counters.Keys.Where(key => key.Lane == lane.Id).ToList().ForEach(key => Counters.Remove(key));
        }

        Usage.Keys.Where(key => key.Scope == LimitScope.Campaign && key.Name == campaign.ToString()).ToList().ForEach(
            key => Usage.Remove(key));
        Campaigns.Remove(campaign.Value);
    }

    public CampaignId CampaignOf(in JobRecord job) => Lanes[job.Row.Lane].Campaign;

    public JobRecord? Find(CampaignId campaign, string key)
    {
        JobRecord? newest = null;
        foreach (var job in Jobs.Values)
        {
            if (job.Contact.Key == key && CampaignOf(job) == campaign && !(job.Row.Id < newest?.Row.Id))
            {
                newest = job;
            }
        }

        return newest;
    }

    public IEnumerable<JobRecord> New(int lane, long after) =>
        Jobs.Values.Where(job => job.Row.Lane == lane && job.Row.State == JobState.New && job.Row.Id > after);

    public IEnumerable<JobRecord> Waiting(int lane, DueKey after) => Jobs.Values
        .Where(job => job.Row.Lane == lane && job.Row.State == JobState.Waiting && new DueKey(job.Row.Due, job.Row.Id).CompareTo(after) > 0)
        .OrderBy(job => job.Row.Due)
        .ThenBy(job => job.Row.Id);

    public IEnumerable<JobRecord> Expiring(int lane) => Jobs.Values
        .Where(job => job.Row.Lane == lane && job.Row.State < JobState.Live && job.Row.Expires != 0)
        .OrderBy(job => job.Row.Expires)
        .ThenBy(job => job.Row.Id);

    public IEnumerable<JobRecord> Open(Suppression person) => Jobs.Values.Where(job =>
    {
        var campaign = Campaigns[CampaignOf(job).Value];
        var addresses = person.Channel is null
            ? [job.Contact.Phone.Reveal(), .. job.Contact.Addresses.Values]
            : new[] { job.Contact.AddressOn(person.Channel) };
        var isPerson = person.ContactKey is null ? addresses.Contains(person.Address) : job.Contact.Key == person.ContactKey;
        return isPerson && campaign.Tenant == person.Tenant && job.Row.State <= JobState.Live && campaign.State <= CampaignState.Paused;
    });

    public IEnumerable<AttemptRow> History(string tenant, long since) => Attempts.Values.Where(row =>
        row.State == AttemptState.Ended && row.EndedAt >= since && row.Outcome >= AttemptOutcome.Unknown
        && Campaigns[CampaignOf(Jobs[row.Job]).Value].Tenant == tenant);

    /// <summary>Finds the attempt of a call id: the one committed last, then the one with the highest job and number.</summary>
    public AttemptRow? Call(string provider, string callId)
    {
        AttemptRow? found = null;
        foreach (var row in Attempts.Values.Where(row => row.Provider == provider && row.ProviderCallId == callId))
        {
            found = row.CommittedAt >= (found?.CommittedAt ?? long.MinValue) ? row : found; // rows come in the order of job and number
        }

        return found;
    }

    private static void Set<TKey, TRow>(IDictionary<TKey, TRow> rows, TKey key, TRow? row)
        where TKey : notnull
        where TRow : class
    {
        rows.Remove(key);
        if (row is not null)
        {
            rows.Add(key, row);
        }
    }

    private void Count(int lane, int counter, long delta) =>
        Counters[(lane, counter)] = Counters.GetValueOrDefault((lane, counter)) + delta;
}
