using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>Everything the scheduler knows. Owned by one thread of control; nothing here locks, waits or reads a clock.</summary>
internal sealed class SchedulerState
{
    private readonly List<Lane> _dirty = [];
    private readonly Dictionary<string, Route> _routes = [];

    public SchedulerState(SchedulerSettings settings)
    {
        Settings = settings;
        Jobs = new JobTable(Decisions.Batch);
        Everything = new EverythingEntry { OptionsMaxConcurrent = settings.MaxConcurrent };
        Strategy = settings.Strategy;
        Unmatched = new UnmatchedReports(this);
        Inquiries = new LookUps(this);
    }

    public SchedulerSettings Settings { get; }

    public ICampaignStrategy Strategy { get; set; }

    /// <summary>The campaigns in memory: those that have not ended, and those that have and are still needed.</summary>
    public Dictionary<long, CampaignEntry> Campaigns { get; } = [];

    public Dictionary<(string Tenant, string Key), CampaignEntry> CampaignsByKey { get; } = [];

    public Dictionary<string, TenantEntry> Tenants { get; } = [];

    public Dictionary<int, Lane> Lanes { get; } = [];

    public List<ProviderEntry> Providers { get; } = [];

    public JobTable Jobs { get; }

    public LiveTable Live { get; } = new();

    /// <summary>The work of each channel.</summary>
    public List<Route> Routes { get; } = [];

    /// <summary>What has changed and is not settled yet.</summary>
    public Touched Touched { get; } = new();

    public UnmatchedReports Unmatched { get; }

    public UsedLimits Used { get; } = new();

    /// <summary>Whatever has limits.</summary>
    public IEnumerable<LimitedEntry> Limited =>
        Campaigns.Values.Cast<LimitedEntry>().Concat(Tenants.Values).Concat(Providers).Append(Everything);

    /// <summary>The ids of events that were told.</summary>
    public EventIds ToldEvents { get; } = new();

    /// <summary>What is looked up at providers.</summary>
    public LookUps Inquiries { get; }

    public BusyAddresses Addresses { get; } = new();

    /// <summary>Tenants of which jobs that were set aside are to return.</summary>
    public Queue<ParkedByTenant> ParkedThatNeedWork { get; } = [];

    /// <summary>Tenants whose caps look back on more than is in memory yet.</summary>
    public Queue<TenantEntry> IncompleteHistories { get; } = [];

    /// <summary>What wakes by the wall clock: lanes, starts, expiries.</summary>
    public IndexedHeap<object> WallWakes { get; } = new();

    /// <summary>What wakes by the monotonic clock: providers.</summary>
    public IndexedHeap<object> MonoWakes { get; } = new();

    /// <summary>Lanes that want to read from the store.</summary>
    public List<Lane> LanesThatNeedPages { get; } = [];

    /// <summary>Lanes with jobs that are due for something else than to be contacted.</summary>
    public Queue<Lane> LanesThatNeedWork { get; } = [];

    /// <summary>Lanes of which a job may have expired.</summary>
    public Queue<Lane> ExpiringLanes { get; } = [];

    /// <summary>Contacts of whom a job has ended, for which another one may be waiting.</summary>
    public Queue<(ExclusivityKey Key, string Contact)> Releases { get; } = [];

    /// <summary>Entries that opting out has put on do-not-contact lists, of which the person's other jobs are to end.</summary>
    public Queue<Suppression> OptOuts { get; } = [];

    public Dictionary<(string Tenant, string Key), ExclusivityKey> Exclusives { get; } = [];

    /// <summary>Lanes of ended campaigns whose memory is still to be given back.</summary>
    public Queue<Lane> RetiredLanes { get; } = [];

    public EverythingEntry Everything { get; }

    public bool IsStopping { get; set; }

    public Decisions Decisions { get; } = new();

    /// <summary>Whether anybody reads events; if not, none are made.</summary>
    public bool WantsEvents { get; set; }

    /// <summary>Whether anybody measures how attempts end; if not, none is noted.</summary>
    public bool WantsEnds { get; set; }

    public Now Now { get; set; }

    /// <summary>The wall clock as it was seen; kept when the store is read again.</summary>
    public WallClock Clock { get; set; } = new();

    /// <summary>The latest time that the wall clock has shown since the store was read, in UTC ticks.</summary>
    public long LatestWall { get; set; }

    public long Epoch { get; set; }

    public ulong Stamp { get; set; }

    public long LastCampaign { get; set; }

    public long LastJob { get; set; }

    public int LastLane { get; set; }

    public TenantEntry Tenant(string name) =>
        Tenants.TryGetValue(name, out var tenant) ? tenant : Tenants[name] = new TenantEntry(name, Tenants.Count, Everything);

    public CampaignEntry Campaign(CampaignId id) =>
        Campaigns.GetValueOrDefault(id.Value) ?? throw CampaignException.NotFound($"campaign {id}");

    /// <summary>Whether a provider is registered for the channel.</summary>
    public bool Serves(string channel) => _routes.TryGetValue(channel, out var route) && route.Providers.Count > 0;

    public Route Route(string channel)
    {
        if (!_routes.TryGetValue(channel, out var route))
        {
            _routes[channel] = route = new Route(channel, Routes.Count, Settings.Routers.GetValueOrDefault(channel));
            Routes.Add(route);
        }

        return route;
    }

    /// <summary>A lane of a campaign, made when it is first needed.</summary>
    public Lane Lane(CampaignEntry campaign, in LaneKey key)
    {
        if (!campaign.Lanes.TryGetValue(key, out var lane))
        {
            var row = new LaneRow(++LastLane, campaign.Id, key.Zone, key.Channel) { Kind = key.Kind, Hours = key.Hours };
            lane = AddLane(row, campaign);
            Decisions.Batch.Write(lane.Row);
        }

        return lane;
    }

    public Lane AddLane(LaneRow row, CampaignEntry campaign)
    {
        var lane = new Lane(row, Queue(campaign, row.Channel), Settings.PageSize);
        lane.SetWindows(campaign.HoursFor(row.Hours));
        campaign.Add(lane);
        Lanes[row.Id] = lane;
        Touched.Add(lane);
        return lane;
    }

    /// <summary>The queue of a campaign on a channel, made when it is first needed.</summary>
    private CampaignQueue Queue(CampaignEntry campaign, string channel)
    {
        if (!campaign.Queues.TryGetValue(channel, out var queue))
        {
            queue = new CampaignQueue(campaign, Route(channel).Parent(campaign, Strategy.RankOf(campaign.View)));
            campaign.Add(queue, channel);
        }

        return queue;
    }

    /// <summary>Gives back what is out of a history's reach, and will do so again.</summary>
    public void Forget(TenantHistory history)
    {
        if (history.Forget(Now.Wall, WallWakes))
        {
            Jobs.ForgetPlaces();
        }
    }

    /// <summary>
    /// Whether nothing can be sent for a tenant on a channel: not because it is full or paced, but because it is not there.
    /// </summary>
    public bool IsUnavailable(TenantEntry tenant, string channel) =>
        _routes.TryGetValue(channel, out var route) && IsUnavailable(tenant, route);

    public bool IsUnavailable(TenantEntry tenant, Route route) =>
        route.IsDown(Now.Mono) || tenant.FindChannel(route)?.IsUnavailable(Now.Mono) == true;

    /// <summary>Why a channel is unavailable for a tenant; null when it is not.</summary>
    public string? ReasonFor(TenantEntry tenant, string channel)
    {
        var route = Route(channel);
        return tenant.FindChannel(route)?.Reason
            ?? (IsUnavailable(tenant, route) ? $"no provider of {channel} works{(route.IsDown(Now.Mono) ? "" : " for the tenant")}" : null);
    }

    /// <summary>Changes a lane's counter, here and in the commit under way.</summary>
    public void Count(Lane lane, int counter, long delta)
    {
        if (lane.Count(counter, delta))
        {
            _dirty.Add(lane);
        }
    }

    /// <summary>Writes what has been counted into the commit under way.</summary>
    public void SealCounters()
    {
        foreach (var lane in _dirty)
        {
            lane.SealCounters(Decisions.Batch);
        }

        _dirty.Clear();
    }

    /// <summary>Adds an entry to its tenant's do-not-contact list.</summary>
    public void Suppress(Suppression entry)
    {
        Tenant(entry.Tenant).Suppressions.Add(entry);
        Decisions.Batch.Write(new SuppressionRow(entry, true));
    }

    /// <summary>Asks for a live job's attempt to be taken back, if it has not been sent.</summary>
    public void Withdraw(int slot)
    {
        ref var job = ref Jobs[slot];
        ref var attempt = ref Live[job.Live];
        if (attempt.State <= AttemptState.Sending)
        {
            var id = new AttemptId(Stamp, job.Id, job.Number);
            Decisions.Ask(new ProviderRequest(Request.Withdraw, id, job.Live, attempt.Provider, attempt.CallId));
        }
    }

    /// <summary>Publishes a stop: what was decided before it and has not been sent will not be.</summary>
    /// <param name="stop">What it throws.</param>
    /// <param name="scope">What it is about, if that is less than the switch.</param>
    public void Stop(StopSwitch stop, in StopScope scope)
    {
        stop.Stop();
        Decisions.Stop(scope);
    }

    /// <summary>Takes at most so many of what waits in a queue.</summary>
    public static T[] Take<T>(Queue<T> queue, int most)
    {
        T[] taken = queue.Count == 0 ? [] : new T[Math.Min(queue.Count, most)];
        for (var i = 0; i < taken.Length; i++)
        {
            taken[i] = queue.Dequeue();
        }

        return taken;
    }

    public void Publish(CampaignEvent happened)
    {
        if (WantsEvents)
        {
            Decisions.Publish(happened);
        }
    }
}
