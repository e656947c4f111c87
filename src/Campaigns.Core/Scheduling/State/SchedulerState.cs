using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>Everything the scheduler knows. Owned by one thread of control; nothing here locks, waits or reads a clock.</summary>
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
        Inquiries = new LookUps(this);
    }

    public SchedulerSettings Settings { get; }

    public ICampaignStrategy Strategy { get; private set; }

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

    public Dictionary<(string Tenant, string Key), ExclusivityKey> Exclusives { get; } = [];

    public EverythingEntry Everything { get; }

    public bool IsStopping { get; private set; }

    public Decisions Decisions { get; } = new();

    /// <summary>Whether anybody reads events; if not, none are made.</summary>
    public bool WantsEvents { get; private set; }

    /// <summary>Whether anybody measures how attempts end; if not, none is noted.</summary>
    public bool WantsEnds { get; private set; }

    public Now Now { get; private set; }

    /// <summary>The wall clock as it was seen; kept when the store is read again.</summary>
    public WallClock Clock { get; private set; } = new();

    /// <summary>The latest time that the wall clock has shown since the store was read, in UTC ticks.</summary>
    public long LatestWall { get; private set; }

    public long Epoch { get; private set; }

    public ulong Stamp { get; private set; }

    public long LastCampaign { get; private set; }

    public long LastJob { get; private set; }

    public int LastLane { get; private set; }

    /// <summary>Takes over what a store knows beside its rows.</summary>
    public void Load(StoreSnapshot snapshot)
    {
        (Epoch, Stamp) = (snapshot.Epoch, snapshot.Stamp);
        (LastCampaign, LastJob, LastLane) = (snapshot.LastCampaign, snapshot.LastJob, snapshot.LastLane);
    }

    /// <summary>Goes on with a clock of before.</summary>
    public void Resume(WallClock clock)
    {
        Clock = clock;
        Now = Now with { Lead = clock.Lead };
    }

    /// <summary>Takes the time of a step.</summary>
    public void Take(Now now)
    {
        Clock.Look(now);
        Now = now with { Lead = Clock.Lead };
        LatestWall = Math.Max(LatestWall, now.Wall);
    }

    public void BeginStop() => IsStopping = true;

    /// <summary>Notes who listens in this step.</summary>
    public void Listen(bool forEvents, bool forEnds) => (WantsEvents, WantsEnds) = (forEvents, forEnds);

    public void Change(ICampaignStrategy strategy) => Strategy = strategy;

    public CampaignId NextCampaign() => new(++LastCampaign);

    public long NextJob() => ++LastJob;

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

    /// <summary>Forgets a campaign and its lanes.</summary>
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

    /// <summary>What campaigns of a tenant share that have the same key, made when it is first needed.</summary>
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

    public void Publish(CampaignEvent happened)
    {
        if (WantsEvents)
        {
            Decisions.Publish(happened);
        }
    }
}
