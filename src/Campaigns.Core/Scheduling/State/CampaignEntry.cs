using System.Diagnostics;
using System.Text;
using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>The scheduler's data about a tenant.</summary>
internal sealed class TenantEntry : LimitedEntry
{
    public TenantEntry(string name, int index, EverythingEntry everything)
    {
        Name = name;
        Index = index;
        Everything = everything;
        Stop = new StopSwitch(everything.Stop);
        History = new TenantHistory(index);
        Fields = new TenantFields(name);
    }

    public string Name { get; }

    /// <summary>The tenant's number in this process, from 0.</summary>
    public int Index { get; }

    public EverythingEntry Everything { get; }

    public StopSwitch Stop { get; }

    public TenantSettings Settings { get; private set; } = new();

    public bool IsHeld { get; set; }

    public SuppressionList Suppressions { get; } = new();

    public TenantHistory History { get; }

    /// <summary>The tenant's jobs that caps hold back.</summary>
    public ParkedByTenant Aside { get; } = new();

    /// <summary>The tenant's fields for templates.</summary>
    public TenantFields Fields { get; }

    /// <summary>The rules that limit how often a person is contacted.</summary>
    public FrequencyRules Rules { get; private set; } = new(new TenantSettings());

    /// <summary>Whether the tenant's caps look back on attempts.</summary>
    public bool NeedsHistory { get; private set; }

    public List<TenantQueue> Queues { get; } = [];

    /// <summary>The tenant's channels that are or were unavailable. Most tenants have none.</summary>
    public Dictionary<Route, TenantChannel> Channels { get; } = [];

    public TenantChannel Channel(Route route) => FindChannel(route) ?? (Channels[route] = new TenantChannel(this, route));

    /// <summary>The channel, if it is or was unavailable; null otherwise.</summary>
    public TenantChannel? FindChannel(Route route) => Channels.Count == 0 ? null : Channels.GetValueOrDefault(route);

    public override (LimitScope Scope, string Name) Limits => (LimitScope.Tenant, Name);

    public override int MaxConcurrent => Settings.MaxConcurrent;

    public void Change(TenantSettings settings)
    {
        Settings = settings;
        Fields.Change(settings.Data);
        NeedsHistory = settings.NeedsHistory;
        Rules = new FrequencyRules(settings);
    }
}

/// <summary>The scheduler's data about a campaign.</summary>
[DebuggerDisplay("Campaign {Id} of {Row.Tenant}: {State}; {Open} open, {Live} live, {Lanes.Count} lanes")]
internal sealed class CampaignEntry : LimitedEntry
{
    private readonly string _name;
    private readonly List<Plan> _plans = [];
    private readonly ContactPlans _own = new();
    private readonly Dictionary<(int, int), int> _changes = [];
    private readonly Dictionary<string, WindowHours?> _hours = [];

    public CampaignEntry(CampaignRow row, TenantEntry tenant)
    {
        Row = row;
        _name = row.Id.ToString();
        Tenant = tenant;
        Definition = DefinitionJson.Read(row.Definition);
        SetVersions();
        Stop = new StopSwitch(tenant.Stop);
        Terms = new SendTerms(new CampaignInfo(row.Id, row.Tenant, Definition.Name), Stop, Rate, tenant.Rate, tenant.Everything.Rate)
        {
            Fields = new SharedFields(Definition, tenant.Fields),
        };
        LifeWake = new HeapNode<object>(this);
    }

    public CampaignRow Row { get; set; }

    public CampaignId Id => Row.Id;

    public CampaignState State => Row.State;

    public StoredSettings Settings => Row.Settings;

    public TenantEntry Tenant { get; }

    public CampaignDefinition Definition { get; }

    /// <summary>The newest version of the protocol, for new contacts.</summary>
    public int Version => _plans.Count - 1;

    /// <summary>The protocol for new contacts that do not bring their own.</summary>
    public Plan Plan => _plans[^1];

    public StopSwitch Stop { get; }

    public SendTerms Terms { get; }

    /// <summary>Wakes the scheduler for the campaign's start and expiry.</summary>
    public HeapNode<object> LifeWake { get; }

    public Dictionary<LaneKey, Lane> Lanes { get; } = [];

    public Dictionary<string, CampaignQueue> Queues { get; } = [];

    public override (LimitScope Scope, string Name) Limits => (LimitScope.Campaign, _name);

    public override int MaxConcurrent => Settings.MaxConcurrent;

    public CampaignView View =>
        new(Id, Row.Tenant, Settings.Priority, Open, Settings.Expiry, Row.CreatedAt);

    /// <summary>The number of jobs that have not ended.</summary>
    public long Open { get; set; }

    /// <summary>The number of enrollment calls under way in this process. The campaign does not complete before they end.</summary>
    public int Ingestions { get; set; }

    /// <summary>The number of contacts in the commit under way. They count as jobs after the commit succeeds.</summary>
    public int Arriving { get; set; }

    /// <summary>Whether more contacts may come. The campaign completes only when no more can come.</summary>
    public bool ExpectsMore => Settings.KeepOpen || Ingestions > 0 || Arriving > 0 || Row.Enrollments.Count > 0;

    /// <summary>Whether a purge has begun. Its contacts can no longer be found.</summary>
    public bool IsPurging { get; set; }

    /// <summary>Whether the campaign has ended and is in <see cref="EndedCampaigns"/>, to be evicted from memory.</summary>
    public bool IsLeaving { get; set; }

    /// <summary>The number of jobs in memory, in any state.</summary>
    public int JobsInMemory { get; set; }

    public RateMeter Dispatched { get; } = new();

    public RateMeter Finished { get; } = new();

    /// <summary>How the jobs end if the campaign was canceled or has expired; null otherwise.</summary>
    public JobState? EndedAs => State switch
    {
        CampaignState.Canceled => JobState.Canceled,
        CampaignState.Expired => JobState.Expired,
        _ => null,
    };

    public long ExpiryTicks => Settings.Expiry?.UtcTicks ?? Now.Never;

    public long StartTicks => Start?.UtcTicks ?? 0;

    /// <summary>The definition with all later changes.</summary>
    public CampaignDefinition Current => Definition with
    {
        Priority = new CampaignPriority(Settings.Priority),
        MaxConcurrent = Settings.MaxConcurrent,
        Weight = Settings.Weight,
        KeepOpen = Settings.KeepOpen,
        Start = Start,
        Expiry = Settings.Expiry,
        Rate = Settings.Rate,
        Quotas = Settings.Quotas,
        Window = Settings.Window,
        Lateness = Settings.Lateness,
        Zone = Zone,
    };

    private DateTimeOffset? Start => Settings.Start is { } changed ? changed.At : Definition.Start;

    /// <summary>The exclusivity key of the campaign's jobs; null for none.</summary>
    public ExclusivityKey? Exclusive { get; set; }

    /// <summary>How to treat a contact that is already running under the same exclusivity key.</summary>
    public ExclusivityConflict OnConflict => Definition.Exclusivity?.OnConflict ?? ExclusivityConflict.Reject;

    /// <summary>Whether jobs may leave a step whose channel is unavailable. Otherwise they wait for the channel in the lane.</summary>
    public bool MayLeave { get; private set; }

    /// <summary>The time zone of contacts without their own.</summary>
    public string Zone => Settings.Zone ?? Definition.Zone;

    /// <summary>
    /// The zone of the lanes for a contact. A campaign from a store before schema 5 may also have contacts without a zone.
    /// </summary>
    public string LaneZoneOf(Contact contact) => contact.Zone ?? (Settings.Zone is null ? Definition.Zone : "");

    /// <summary>All versions of the protocol.</summary>
    public Plan[] Plans => [.. _plans];

    /// <summary>The protocol of a job.</summary>
    public Plan PlanOf(int version, Contact contact) => version >= 0 ? _plans[version] : _own.Of(contact.OwnProtocol!);

    /// <summary>Takes over the protocol versions in the campaign's row.</summary>
    public void SetVersions()
    {
        if (_plans.Count == 0)
        {
            _plans.Add(new Plan(Definition.Protocol));
        }

        _plans.AddRange(Row.Versions.Skip(Version).Select(text => new Plan(DefinitionJson.ReadProtocol(Encoding.UTF8.GetBytes(text)))));
        MayLeave = _plans.Exists(plan => plan.Exit is not null
            || Array.Exists(plan.Steps, step => step is ContactStep { OnUnavailable: not null } or ContactStep { OnNoAddress: not null }));
    }

    /// <summary>
    /// The hours that the windows of the campaign, the tenant, everything and a step allow together, for all zones; null for all hours.
    /// </summary>
    /// <param name="step">The step's window as text; null for none.</param>
    public WindowHours? HoursFor(string? step)
    {
        if (!_hours.TryGetValue(step ?? "", out var hours))
        {
            var own = step is null ? null : DefinitionJson.ReadWindow(step);
            ContactWindow[] windows = [.. new[] { Settings.Window, Tenant.Settings.Window, Tenant.Everything.Settings.Window,
                own }.OfType<ContactWindow>()];
            _hours[step ?? ""] = hours = windows.Length == 0 ? null : new WindowHours(windows);
        }

        return hours;
    }

    /// <summary>The first step that differs between two versions. A step beyond the last if only the exit rules differ.</summary>
    public int FirstChange(int version, int other)
    {
        if (!_changes.TryGetValue((version, other), out var step))
        {
            _changes[(version, other)] = step = _plans[version].FirstDifference(_plans[other]);
        }

        return step;
    }

    /// <summary>Drops the computed hours after a window has changed.</summary>
    public void ForgetHours() => _hours.Clear();

    public long Total(int counter)
    {
        long total = 0;
        foreach (var lane in Lanes.Values)
        {
            total += lane.Totals[counter];
        }

        return total;
    }
}
