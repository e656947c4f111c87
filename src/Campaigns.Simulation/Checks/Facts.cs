using Campaigns.Storage;

namespace Campaigns.Simulation;

/// <summary>What holds for a tenant, or for everything, as far as committed.</summary>
internal sealed class TenantFacts(string? name)
{
    public string? Name => name;

    public InForce<TenantRow> Row { get; } = new(new TenantRow(name, false, new TenantSettings()));

    public SendCounter Sends { get; } = new();

    public QuotaFacts Quotas { get; } = new();

    public HashSet<AttemptFacts> Live { get; } = [];

    /// <summary>Its channels, by name.</summary>
    public Dictionary<string, ChannelFacts> Channels { get; } = [];

    /// <summary>What was told of its contacts.</summary>
    public List<ToldEvent> Events { get; } = [];

    /// <summary>Its contacts' jobs that run exclusively, by key and contact.</summary>
    public Dictionary<(string Key, string Contact), ExclusiveFacts> Exclusives { get; } = [];

    public ChannelFacts Channel(string channel)
    {
        if (!Channels.TryGetValue(channel, out var facts))
        {
            Channels[channel] = facts = new ChannelFacts(name ?? "", channel);
        }

        return facts;
    }

    /// <summary>Entries of the do-not-contact list, each with whether a request for it was acknowledged.</summary>
    public Dictionary<Suppression, bool> Suppressions { get; } = [];
}

/// <summary>A campaign as far as committed.</summary>
internal sealed class CampaignFacts(CampaignRow row, CampaignDefinition definition, TenantFacts tenant)
{
    private readonly List<Script> _scripts = [];

    public CampaignId Id => row.Id;

    public CampaignDefinition Definition => definition;

    public TenantFacts Tenant => tenant;

    public InForce<CampaignRow> Row { get; } = new(row);

    public SendCounter Sends { get; } = new();

    public QuotaFacts Quotas { get; } = new();

    public HashSet<AttemptFacts> Live { get; } = [];

    public List<JobFacts> Jobs { get; } = [];

    public CampaignState State => Row.Latest.State;

    /// <summary>Lists that are being read for it, and of which more is to come.</summary>
    public int OpenLists { get; set; }

    /// <summary>Requests under way that enroll contacts which are all there: each may begin again what was cut.</summary>
    public int ShortLists { get; set; }

    /// <summary>Lists of which the rest never came, and which nobody has begun again or closed since.</summary>
    public int CutLists { get; set; }

    /// <summary>Requests to run contacts again.</summary>
    public OpenRequests Reruns { get; } = new();

    /// <summary>Requests to put contacts off.</summary>
    public OpenRequests Reschedules { get; } = new();

    /// <summary>A version of its protocol.</summary>
    public Script Script(int version)
    {
        for (var next = _scripts.Count; next <= version; next++)
        {
            _scripts.Add(next == 0 ? new Script(definition.Protocol) : Simulation.Script.Of(Row.Latest.Versions[next - 1]));
        }

        return _scripts[version];
    }

    public override string ToString() => $"campaign {Id} \"{definition.Name}\"";
}

/// <summary>A job as far as committed.</summary>
internal sealed class JobFacts(JobRecord record, CampaignFacts campaign, LaneRow lane)
{
    private Script? _own;

    public JobRow Row { get; set; } = record.Row;

    public Contact Contact => Contacts.Latest;

    /// <summary>The contact, and as it was where a change is not acknowledged yet.</summary>
    public InForce<Contact> Contacts { get; } = new(record.Contact);

    public CampaignFacts Campaign => campaign;

    public LaneRow Lane { get; set; } = lane;

    public List<AttemptFacts> Attempts { get; } = [];

    public string Zone => Contact.Zone ?? campaign.Row.Latest.Settings.Zone!;

    /// <summary>Attempts up to this number may not be sent any more: a request about the contact was acknowledged.</summary>
    public int StoppedUpTo { get; set; }

    /// <summary>Whether it may have been run again or rescheduled, on request.</summary>
    public bool IsRerun { get; set; }

    /// <summary>Attempts that a reschedule may have granted beyond the budget.</summary>
    public int Extra { get; set; }

    /// <summary>The person asked not to be contacted again, and the report was acknowledged.</summary>
    public bool HasOptedOut { get; set; }

    /// <summary>The protocol that it follows.</summary>
    public Script Script => Row.Protocol >= 0
        ? campaign.Script(Row.Protocol)
        : _own ??= Simulation.Script.Of(record.Contact.ProtocolJson!);

    public ContactStep Step(int index) => Script.Contact(index);

    /// <summary>How often it has begun its protocol anew.</summary>
    public int Run { get; set; }

    /// <summary>The run that a reply ended, which was acknowledged; -1 for none.</summary>
    public int EndedRun { get; set; } = -1;

    /// <summary>The run in which somebody asked to complete a task of it; -1 for none.</summary>
    public int TaskRun { get; set; } = -1;

    /// <summary>When it came into its lane, as the judge counts.</summary>
    public long WaitsSince { get; set; }

    /// <summary>When it was enrolled, or began anew.</summary>
    public long Since { get; set; }

    /// <summary>Under which exclusivity it runs; null for none.</summary>
    public ExclusiveFacts? Exclusive { get; init; }

    /// <summary>Whether it counts as running: what waits for another job to end does not.</summary>
    public bool IsRunning => !Course.IsEnd(Row.State) && Lane.Kind != WaitingFor.Predecessor && EndCheck.EndedWith(campaign) is null;

    public override string ToString() =>
        $"job {Row.Id} ({Row.State}, step {Row.Step}, {Lane.Kind} {Lane.Channel}, aside {Row.Aside:x}, {Zone}) of {campaign}";
}

/// <summary>An attempt: what was committed about it, and what really became of it.</summary>
internal sealed class AttemptFacts(JobFacts job, AttemptRow row, string channel, int process, Contact contact)
{
    private (int Process, int Failed) _lookUps;

    public JobFacts Job => job;

    public AttemptRow Row { get; set; } = row;

    public string Channel => channel;

    /// <summary>The contact as it was when the attempt was decided.</summary>
    public Contact Contact => contact;

    public string Address => contact.AddressOn(channel) ?? "";

    /// <summary>The zone that it may be sent in, by what was in force of its campaign.</summary>
    public string ZoneBy(CampaignRow row) => contact.Zone ?? row.Settings.Zone!;

    /// <summary>The process that committed it.</summary>
    public int Process => process;

    /// <summary>When its commit began, on the monotonic clock.</summary>
    public long DecidedAt { get; set; }

    /// <summary>The run of its job that it belongs to.</summary>
    public int Run { get; } = job.Run;

    /// <summary>Whether the commit of the intent has returned to the process.</summary>
    public bool IsConfirmed { get; set; }

    /// <summary>When it was sent, on the monotonic clock; -1 for never.</summary>
    public long SentAt { get; set; } = -1;

    /// <summary>Whether the provider accepted it, and said so well before the dispatch's deadline.</summary>
    public bool IsAccepted { get; set; }

    /// <summary>The provider's own id for the call; null for none.</summary>
    public string? CallId { get; set; }

    /// <summary>When that id was committed, as the judge counts.</summary>
    public long CallKnownAt { get; set; } = long.MaxValue;

    /// <summary>What the dispatch answered, well before its deadline.</summary>
    public Outcome Answer { get; set; }

    /// <summary>Whether the dispatch threw, or answered something that says nothing.</summary>
    public bool IsAmbiguous { get; set; }

    /// <summary>Whether its provider has said that it cannot say what became of it.</summary>
    public bool CannotBeFound { get; set; }

    /// <summary>Whether its provider lists it as live for ever, and never tells its end.</summary>
    public bool IsStuck { get; set; }

    /// <summary>Whether it ended as unknown at first.</summary>
    public bool WasUnknown { get; set; }

    /// <summary>Whether it ended as completed at first: told so, or taken as sent.</summary>
    public bool WasCompleted { get; set; }

    /// <summary>When the call really ends, on the monotonic clock; -1 when none was placed.</summary>
    public long CallEndsAt { get; set; } = -1;

    /// <summary>When its end was committed, on the monotonic clock.</summary>
    public long EndedAt { get; set; }

    /// <summary>When the provider last had something to tell of it, on the monotonic clock.</summary>
    public long HeardAt { get; set; }

    /// <summary>Whether an abort has succeeded.</summary>
    public bool IsAborted { get; set; }

    /// <summary>Outcomes that somebody told the engine, a bit each.</summary>
    public int Told { get; set; }

    /// <summary>Where it counts in quotas.</summary>
    public List<(QuotaFacts Facts, (string Quota, DateTime Period) Key)> Counted { get; } = [];

    /// <summary>The highest outcome whose report was acknowledged.</summary>
    public Outcome Acknowledged { get; set; }

    /// <summary>Whether it came to nothing and newer ones tell the same, so that it is not kept.</summary>
    public bool IsRepeated { get; set; }

    public bool IsEnded => Row.State == AttemptState.Ended;

    /// <summary>Its look-up by a process has failed, or never returns.</summary>
    public void LookUpFailed(int process) => _lookUps = (process, FailedLookUps(process) + 1);

    /// <summary>How many look-ups by a process have failed.</summary>
    public int FailedLookUps(int process) => _lookUps.Process == process ? _lookUps.Failed : 0;

    public void Tell(Outcome outcome) => Told |= 1 << (int)outcome;

    public bool WasTold(Outcome outcome) => (Told & (1 << (int)outcome)) != 0;

    public override string ToString() => $"attempt {job.Row.Id}-{Row.Number} ({Row.State}, {Row.Outcome}) of {job.Campaign}";
}
