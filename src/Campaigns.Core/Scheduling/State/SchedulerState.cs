using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>The complete state of the scheduler. Owned by one thread of control. Nothing here locks, waits or reads a clock.</summary>
internal sealed partial class SchedulerState
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
        LookUps = new LookUps(this);
    }

    public SchedulerSettings Settings { get; }

    public ICampaignStrategy Strategy { get; private set; }

    /// <summary>The campaigns in memory: all that have not ended, and ended campaigns that are still needed.</summary>
    public Dictionary<long, CampaignEntry> Campaigns { get; } = [];

    public Dictionary<(string Tenant, string Key), CampaignEntry> CampaignsByKey { get; } = [];

    public Dictionary<string, TenantEntry> Tenants { get; } = [];

    public Dictionary<int, Lane> Lanes { get; } = [];

    public List<ProviderEntry> Providers { get; } = [];

    public JobTable Jobs { get; }

    public LiveTable Live { get; } = new();

    /// <summary>The routes of all channels, in order of first use.</summary>
    public List<Route> Routes { get; } = [];

    /// <summary>The changes that are not settled yet.</summary>
    public Touched Touched { get; } = new();

    public UnmatchedReports Unmatched { get; }

    public UsedLimits Used { get; } = new();

    /// <summary>All entities with limits.</summary>
    public IEnumerable<LimitedEntry> Limited =>
        Campaigns.Values.Cast<LimitedEntry>().Concat(Tenants.Values).Concat(Providers).Concat(CallerIds.All).Append(Everything);

    /// <summary>The triggers of all tenants.</summary>
    public TriggerBook Triggers { get; } = new();

    /// <summary>The ids of events from an earlier version.</summary>
    public EventIds ToldEvents { get; } = new();

    /// <summary>The open questions to providers.</summary>
    public LookUps LookUps { get; }

    public BusyAddresses Addresses { get; } = new();

    public Dictionary<(string Tenant, string Key), ExclusivityKey> Exclusives { get; } = [];

    public EverythingEntry Everything { get; }

    public bool IsStopping { get; private set; }

    public Decisions Decisions { get; } = new();

    public ChangeFeed Feed { get; } = new();

    /// <summary>Whether events have a reader. If not, none are created.</summary>
    public bool WantsEvents { get; private set; }

    /// <summary>Whether the ends of attempts are measured. If not, none are noted.</summary>
    public bool WantsEnds { get; private set; }

    public Now Now { get; private set; }

    /// <summary>The observed wall clock. Kept when the store is read again.</summary>
    public WallClock Clock { get; private set; } = new();

    /// <summary>The latest wall-clock time since the store was read, in UTC ticks.</summary>
    public long LatestWall { get; private set; }

    public long Epoch { get; private set; }

    public ulong Stamp { get; private set; }

    public long LastCampaign { get; private set; }

    public long LastJob { get; private set; }

    public int LastLane { get; private set; }

    public long LastEvent { get; private set; }

    /// <summary>Takes over the store's epoch and stamp, and the last ids in use.</summary>
    public void Load(StoreSnapshot snapshot)
    {
        (Epoch, Stamp) = (snapshot.Epoch, snapshot.Stamp);
        (LastCampaign, LastJob, LastLane) = (snapshot.LastCampaign, snapshot.LastJob, snapshot.LastLane);
        Feed.Load(snapshot);
        LastEvent = snapshot.LastEvent;
        Everything.UseSuppressionKey(snapshot.SuppressionKey);
    }

    /// <summary>Continues with the clock of the state before, or with a clock restored from the store.</summary>
    public void Resume(WallClock clock)
    {
        Clock = clock;
        Now = Now with { Lead = clock.Lead };
    }

    /// <summary>Sets the time of a step.</summary>
    public void SetTime(Now now)
    {
        Clock.Look(now);
        Now = now with { Lead = Clock.Lead };
        LatestWall = Math.Max(LatestWall, now.Wall);
    }

    public void BeginStop() => IsStopping = true;

    /// <summary>Sets whether this step creates events and notes the ends of attempts.</summary>
    public void Listen(bool forEvents, bool forEnds) => (WantsEvents, WantsEnds) = (forEvents, forEnds);

    public void Change(ICampaignStrategy strategy) => Strategy = strategy;

    public CampaignId NextCampaign() => new(++LastCampaign);

    public long NextJob() => ++LastJob;

    public long NextEvent() => ++LastEvent;

    public void Add(ProviderEntry provider)
    {
        Providers.Add(provider);
        Route(provider.Channel).Add(provider);
    }

    public void Add(CampaignEntry campaign)
    {
        Campaigns.Add(campaign.Id.Value, campaign);
        if (campaign.Row.Key is { } key)
        {
            CampaignsByKey.Add((campaign.Row.Tenant, key), campaign);
        }
    }

    /// <summary>Removes a campaign and its lanes from memory.</summary>
    public void Remove(CampaignEntry campaign)
    {
        Campaigns.Remove(campaign.Id.Value);
        if (campaign.Row.Key is { } key)
        {
            CampaignsByKey.Remove((campaign.Row.Tenant, key));
        }

        foreach (var lane in campaign.Lanes.Values)
        {
            Lanes.Remove(lane.Id);
        }
    }

    /// <summary>Gets the exclusivity key that campaigns of a tenant share, created on first use.</summary>
    public ExclusivityKey Exclusive(string tenant, string key, long number)
    {
        if (!Exclusives.TryGetValue((tenant, key), out var exclusive))
        {
            Exclusives[(tenant, key)] = exclusive = new ExclusivityKey(number, tenant, key);
        }

        return exclusive;
    }

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

    /// <summary>Gets a lane of a campaign, created on first use.</summary>
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

    /// <summary>Gets the queue of a campaign on a channel, created on first use.</summary>
    private CampaignQueue Queue(CampaignEntry campaign, string channel)
    {
        if (!campaign.Queues.TryGetValue(channel, out var queue))
        {
            queue = new CampaignQueue(campaign, Route(channel).Parent(campaign, Strategy.RankOf(campaign.View)));
            campaign.Add(queue, channel);
        }

        return queue;
    }

    /// <summary>
    /// Whether a tenant has no usable provider on a channel. A channel that is only full or rate-limited is not unavailable.
    /// </summary>
    public bool IsUnavailable(TenantEntry tenant, string channel) =>
        _routes.TryGetValue(channel, out var route) && IsUnavailable(tenant, route);

    public bool IsUnavailable(TenantEntry tenant, Route route) =>
        route.IsDown(Now.Mono) || tenant.FindChannel(route)?.IsUnavailable(Now.Mono) == true;

    /// <summary>The reason why a channel is unavailable for a tenant; null if it is available.</summary>
    public string? ReasonFor(TenantEntry tenant, string channel)
    {
        var route = Route(channel);
        return tenant.FindChannel(route)?.Reason
            ?? (IsUnavailable(tenant, route) ? $"no provider of {channel} works{(route.IsDown(Now.Mono) ? "" : " for the tenant")}" : null);
    }

    /// <summary>Changes a lane's counter, in memory and in the commit under way.</summary>
    public void Count(Lane lane, int counter, long delta)
    {
        if (lane.Count(counter, delta))
        {
            _dirty.Add(lane);
        }
    }

    /// <summary>Writes the changed counters into the commit under way.</summary>
    public void SealCounters()
    {
        foreach (var lane in _dirty)
        {
            lane.SealCounters(Decisions.Batch);
        }

        _dirty.Clear();
    }
}
