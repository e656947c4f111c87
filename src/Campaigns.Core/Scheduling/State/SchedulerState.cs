using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>The complete state of the scheduler. Owned by one thread of control. Nothing here locks, waits or reads a clock.</summary>
internal sealed class SchedulerState
{
    private readonly List<Lane> _dirty = [];
    private readonly Dictionary<string, Route> _routes = [];

    public SchedulerState(SchedulerSettings settings)
    {
        Settings = settings;
        Jobs = new JobTable(Decisions.Batch.JobList);
        Everything = new EverythingEntry { OptionsMaxConcurrent = settings.MaxConcurrent };
        Strategy = settings.Strategy;
        Unmatched = new UnmatchedReports(this);
        Inquiries = new LookUps(this);
    }

    public SchedulerSettings Settings { get; }

    public ICampaignStrategy Strategy { get; set; }

    /// <summary>The campaigns in memory: all that have not ended, and ended campaigns that are still needed.</summary>
    public Dictionary<long, CampaignEntry> Campaigns { get; } = [];

    public Dictionary<(string Tenant, string Key), CampaignEntry> CampaignsByKey { get; } = [];

    public Dictionary<string, TenantEntry> Tenants { get; } = [];

    public Dictionary<int, Lane> Lanes { get; } = [];

    public List<ProviderEntry> Providers { get; } = [];

    public JobTable Jobs { get; }

    public LiveTable Live { get; } = new();

    /// <summary>The work of each channel.</summary>
    public List<Route> Routes { get; } = [];

    /// <summary>The changes that are not settled yet.</summary>
    public Touched Touched { get; } = new();

    public UnmatchedReports Unmatched { get; }

    public UsedLimits Used { get; } = new();

    /// <summary>All entities with limits.</summary>
    public IEnumerable<LimitedEntry> Limited =>
        Campaigns.Values.Cast<LimitedEntry>().Concat(Tenants.Values).Concat(Providers).Append(Everything);

    /// <summary>The ids of reported events.</summary>
    public EventIds ToldEvents { get; } = new();

    /// <summary>The open questions to providers.</summary>
    public LookUps Inquiries { get; }

    public BusyAddresses Addresses { get; } = new();

    /// <summary>Tenants with parked jobs that must return.</summary>
    public Queue<ParkedByTenant> ParkedThatNeedWork { get; } = [];

    /// <summary>Tenants whose caps look back on more attempts than memory holds yet.</summary>
    public Queue<TenantEntry> IncompleteHistories { get; } = [];

    /// <summary>Wake-ups by the wall clock: lanes, starts, expiries.</summary>
    public IndexedHeap<object> WallWakes { get; } = new();

    /// <summary>Wake-ups by the monotonic clock: providers.</summary>
    public IndexedHeap<object> MonoWakes { get; } = new();

    /// <summary>Lanes that need to read from the store.</summary>
    public List<Lane> LanesThatNeedPages { get; } = [];

    /// <summary>Lanes with due jobs that need an action other than a contact.</summary>
    public Queue<Lane> LanesThatNeedWork { get; } = [];

    /// <summary>Lanes in which a job may have expired.</summary>
    public Queue<Lane> ExpiringLanes { get; } = [];

    /// <summary>Contacts with an ended job, for whom another job may be waiting.</summary>
    public Queue<(ExclusivityKey Key, string Contact)> Releases { get; } = [];

    /// <summary>Do-not-contact entries from opt-outs. The person's other jobs must end.</summary>
    public Queue<Suppression> OptOuts { get; } = [];

    public Dictionary<(string Tenant, string Key), ExclusivityKey> Exclusives { get; } = [];

    /// <summary>Lanes of ended campaigns whose memory must still be freed.</summary>
    public Queue<Lane> RetiredLanes { get; } = [];

    public EverythingEntry Everything { get; }

    public bool IsStopping { get; set; }

    public Decisions Decisions { get; } = new();

    /// <summary>Whether anybody reads events. If not, none are created.</summary>
    public bool WantsEvents { get; set; }

    /// <summary>Whether anybody measures the ends of attempts. If not, none are noted.</summary>
    public bool WantsEnds { get; set; }

    public Now Now { get; set; }

    /// <summary>The observed wall clock. Kept when the store is read again.</summary>
    public WallClock Clock { get; set; } = new();

    /// <summary>The latest wall-clock time since the store was read, in UTC ticks.</summary>
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

    /// <summary>Gets a lane of a campaign, created on first use.</summary>
    public Lane Lane(CampaignEntry campaign, in LaneKey key)
    {
        if (!campaign.Lanes.TryGetValue(key, out var lane))
        {
            var row = new LaneRow(++LastLane, campaign.Id, key.Zone, key.Channel) { Kind = key.Kind, Hours = key.Hours };
            lane = AddLane(row, campaign);
            Decisions.Batch.LaneList.Add(lane.Row);
        }

        return lane;
    }

    public Lane AddLane(LaneRow row, CampaignEntry campaign)
    {
        var lane = new Lane(row, Queue(campaign, row.Channel), Settings.PageSize);
        lane.SetWindows(campaign.HoursFor(row.Hours));
        campaign.Lanes[lane.Key] = lane;
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
            campaign.Queues[channel] = queue;
        }

        return queue;
    }

    /// <summary>Drops attempts out of a history's reach and schedules the next time.</summary>
    public void Forget(TenantHistory history)
    {
        if (history.Forget(Now.Wall, WallWakes))
        {
            Jobs.ForgetPlaces();
        }
    }

    /// <summary>
    /// Whether a tenant has no usable provider on a channel. A channel that is only full or rate-limited is not unavailable.
    /// </summary>
    public bool IsUnavailable(TenantEntry tenant, string channel) =>
        _routes.TryGetValue(channel, out var route) && IsUnavailable(tenant, route);

    public bool IsUnavailable(TenantEntry tenant, Route route) =>
        route.IsDown(Now.Mono) || tenant.FindChannel(route)?.IsUnavailable(Now.Mono) == true;

    /// <summary>Why a channel is unavailable for a tenant; null if it is available.</summary>
    public string? ReasonFor(TenantEntry tenant, string channel)
    {
        var route = Route(channel);
        return tenant.FindChannel(route)?.Reason
            ?? (IsUnavailable(tenant, route) ? $"no provider of {channel} works{(route.IsDown(Now.Mono) ? "" : " for the tenant")}" : null);
    }

    /// <summary>Changes a lane's counter, in memory and in the commit under way.</summary>
    public void Count(Lane lane, int counter, long delta)
    {
        lane.Add(counter, delta);
        lane.Deltas[counter] += delta;
        if (!lane.IsDirty)
        {
            lane.IsDirty = true;
            _dirty.Add(lane);
        }
    }

    /// <summary>Writes the changed counters into the commit under way.</summary>
    public void SealCounters()
    {
        foreach (var lane in _dirty)
        {
            for (var counter = 0; counter < lane.Deltas.Length; counter++)
            {
                if (lane.Deltas[counter] != 0)
                {
                    Decisions.Batch.CounterList.Add(new CounterDelta(lane.Id, counter, lane.Deltas[counter]));
                    lane.Deltas[counter] = 0;
                }
            }

            lane.IsDirty = false;
        }

        _dirty.Clear();
    }

    /// <summary>Adds an entry to its tenant's do-not-contact list.</summary>
    public void Suppress(Suppression entry)
    {
        Tenant(entry.Tenant).Suppressions.Add(entry);
        Decisions.Batch.SuppressionList.Add(new SuppressionRow(entry, true));
    }

    /// <summary>Requests the withdrawal of a live job's attempt, if it has not been sent.</summary>
    public void Withdraw(int slot)
    {
        ref var job = ref Jobs[slot];
        ref var attempt = ref Live[job.Live];
        if (attempt.State <= AttemptState.Sending)
        {
            var id = new AttemptId(Stamp, job.Id, job.Number);
            Decisions.Requests.Add(new ProviderRequest(Request.Withdraw, id, job.Live, attempt.Provider, attempt.CallId));
        }
    }

    /// <summary>Publishes a stop. An attempt decided before the stop and not yet sent will not be sent.</summary>
    /// <param name="stop">The switch to throw.</param>
    /// <param name="scope">The scope of the stop, which may be narrower than the switch.</param>
    public void Stop(StopSwitch stop, in StopScope scope)
    {
        stop.Stop();
        Decisions.Stops.Add(scope);
    }

    /// <summary>Removes and returns up to a given number of elements of a queue.</summary>
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
            Decisions.Events.Add(happened);
        }
    }
}
