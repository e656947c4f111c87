using System.Diagnostics;
using System.Text;
using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>A campaign as the scheduler sees it.</summary>
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
        var info = new CampaignInfo(row.Id, row.Tenant, Definition.Name) { Key = row.Key, Data = Definition.Data };
        Terms = new SendTerms(info, Stop, Rate, tenant.Rate, tenant.Everything.Rate)
        {
            Fields = new SharedFields(Definition, tenant.Fields),
            Data = Definition.Data,
            Check = Definition.Check,
        };
        LifeWake = new HeapNode<object>(this);
    }

    public CampaignRow Row { get; private set; }

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
    public long Open { get; private set; }

    /// <summary>The number of enrollment calls under way in this process. The campaign does not complete before they end.</summary>
    public int Ingestions { get; private set; }

    /// <summary>The number of new contacts in the commit under way. They count as open when the store has accepted them.</summary>
    public int Arriving { get; private set; }

    /// <summary>Whether more contacts may come. The campaign completes only when no more can come.</summary>
    public bool ExpectsMore => Settings.KeepOpen || Ingestions > 0 || Arriving > 0 || Row.Enrollments.Count > 0;

    /// <summary>Whether a purge has begun. Its contacts can no longer be found.</summary>
    public bool IsPurging { get; private set; }

    /// <summary>Whether the campaign has ended and is queued in <see cref="EndedCampaigns"/> to leave memory.</summary>
    public bool IsLeaving { get; private set; }

    /// <summary>The number of the campaign's jobs in memory, for any reason.</summary>
    public int JobsInMemory { get; private set; }

    public RateMeter Dispatched { get; } = new();

    public RateMeter Finished { get; } = new();

    public TryTally Tries { get; } = new();

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

    /// <summary>The definition with all later changes, and with the newest version of the protocol.</summary>
    public CampaignDefinition InForce
    {
        get
        {
            var protocol = Row.Versions.Count == 0
                ? Definition.Protocol
                : DefinitionJson.ReadProtocol(Encoding.UTF8.GetBytes(Row.Versions[^1]));
            return Current with { Steps = protocol.Steps, Exit = protocol.Exit };
        }
    }

    private DateTimeOffset? Start => Settings.Start is { } changed ? changed.At : Definition.Start;

    /// <summary>The exclusivity key of the campaign's jobs; null for none.</summary>
    public ExclusivityKey? Exclusive { get; private set; }

    /// <summary>How to treat a contact that is already running under the same exclusivity key.</summary>
    public ExclusivityConflict OnConflict => Definition.Exclusivity?.OnConflict ?? ExclusivityConflict.Reject;

    /// <summary>Whether jobs may leave a step whose channel is unavailable. Otherwise they wait for the channel in the lane.</summary>
    public bool MayLeave { get; private set; }

    /// <summary>The time zone of contacts without their own.</summary>
    public string Zone => Settings.Zone ?? Definition.Zone;

    /// <summary>
    /// The zone in the lane keys of a contact; empty for the campaign's zone. In a campaign from a store before schema 5, contacts without
    /// a zone keep the zone of the definition.
    /// </summary>
    public string LaneZoneOf(Contact contact) => contact.Zone ?? (Settings.Zone is null ? Definition.Zone : "");

    /// <summary>All versions of the protocol.</summary>
    public Plan[] Plans => [.. _plans];

    /// <summary>The protocol of a job.</summary>
    public Plan PlanOf(int version, Contact contact) => version >= 0 ? _plans[version] : _own.Of(contact.OwnProtocol!);

    public void Add(Lane lane) => Lanes[lane.Key] = lane;

    public void Add(CampaignQueue queue, string channel) => Queues[channel] = queue;

    /// <summary>Adds to the number of open jobs. A negative change lowers the number.</summary>
    public void CountOpen(long change) => Open += change;

    public void BeginIngestion() => Ingestions++;

    /// <summary>Ends an enrollment call. The count may already be 0, because reading the store again resets it.</summary>
    public void EndIngestion() => Ingestions = Math.Max(0, Ingestions - 1);

    /// <summary>Counts new contacts in the commit under way.</summary>
    public void Expect(int contacts) => Arriving += contacts;

    /// <summary>Counts a contact as no longer arriving, because the store accepted or refused it.</summary>
    public void Arrive() => Arriving--;

    public void NoteLoaded() => JobsInMemory++;

    public void NoteFreed() => JobsInMemory--;

    public void BeginPurge() => IsPurging = true;

    public void MarkLeaving(bool isLeaving) => IsLeaving = isLeaving;

    public void RunUnder(ExclusivityKey? exclusive) => Exclusive = exclusive;

    public void Change(StoredSettings settings) => Row = Row with { Settings = settings };

    public void Change(IReadOnlyList<OpenEnrollment> enrollments) => Row = Row with { Enrollments = enrollments };

    public void Change(CampaignState to, DateTimeOffset now) => Row = Row with
    {
        State = to,
        StartedAt = Row.StartedAt ?? (to == CampaignState.Running ? now : null),
        EndedAt = to.IsTerminal() ? now : null,
        Enrollments = to.IsTerminal() ? [] : Row.Enrollments,
    };

    /// <summary>Adds a version of the protocol.</summary>
    public void AddVersion(string json)
    {
        Row = Row with { Versions = [.. Row.Versions, json] };
        SetVersions();
    }

    /// <summary>Parses the protocol versions that were added to the row.</summary>
    private void SetVersions()
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
