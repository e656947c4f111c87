using Campaigns.Storage;

namespace Campaigns.Simulation;

/// <summary>The committed facts of a tenant, or of the whole engine.</summary>
internal sealed class TenantFacts(string? name)
{
    public string? Name => name;

    public InForce<TenantRow> Row { get; } = new(new TenantRow(name, false, new TenantSettings()));

    public SendCounter Sends { get; } = new();

    public QuotaFacts Quotas { get; } = new();

    public HashSet<AttemptFacts> Live { get; } = [];

    /// <summary>The tenant's channels, by name.</summary>
    public Dictionary<string, ChannelFacts> Channels { get; } = [];

    /// <summary>The events reported about the tenant's contacts.</summary>
    public List<ToldEvent> Events { get; } = [];

    /// <summary>The jobs of each exclusivity key and contact.</summary>
    public Dictionary<(string Key, string Contact), ExclusiveFacts> Exclusives { get; } = [];

    public ChannelFacts Channel(string channel)
    {
        if (!Channels.TryGetValue(channel, out var facts))
        {
            Channels[channel] = facts = new ChannelFacts(name ?? "", channel);
        }

        return facts;
    }

    /// <summary>Entries of the do-not-contact list, each with whether its request was acknowledged.</summary>
    public Dictionary<Suppression, bool> Suppressions { get; } = [];
}

/// <summary>The committed facts of a campaign.</summary>
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

    /// <summary>The number of contact lists that are being read and have more to come.</summary>
    public int OpenLists { get; set; }

    /// <summary>The number of pending requests that enroll complete lists. Each may resume an interrupted list.</summary>
    public int ShortLists { get; set; }

    /// <summary>The number of interrupted lists that no request has resumed or closed.</summary>
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

/// <summary>The committed facts of a job.</summary>
internal sealed class JobFacts(JobRecord record, CampaignFacts campaign, LaneRow lane)
{
    private Script? _own;

    public JobRow Row { get; set; } = record.Row;

    public Contact Contact => Contacts.Latest;

    /// <summary>The contact, with former values while a change is not acknowledged.</summary>
    public InForce<Contact> Contacts { get; } = new(record.Contact);

    public CampaignFacts Campaign => campaign;

    public LaneRow Lane { get; set; } = lane;

    public List<AttemptFacts> Attempts { get; } = [];

    public string Zone => Contact.Zone ?? campaign.Row.Latest.Settings.Zone!;

    /// <summary>Attempts up to this number must not be sent, because a request about the contact was acknowledged.</summary>
    public int StoppedUpTo { get; set; }

    /// <summary>Whether a request, or a person who wants to be called back, may have rerun or rescheduled the job.</summary>
    public bool IsRerun { get; set; }

    /// <summary>Whether a person who wants to be called back may have moved the job back to an earlier step.</summary>
    public bool IsAskedBack { get; set; }

    /// <summary>Whether the person entered the do-not-contact list while the job was in the store.</summary>
    public bool WasSuppressed { get; set; }

    /// <summary>Whether the person of the job was erased.</summary>
    public bool IsErased { get; private set; }

    /// <summary>Whether a request may have removed the job. The removal waits while an attempt is live.</summary>
    public bool IsRemovedByHost { get; set; }

    /// <summary>Whether a request of the host may have rerun or rescheduled the job.</summary>
    public bool IsMovedByHost { get; set; }

    /// <summary>The number of attempts that reschedules may have granted beyond the budget.</summary>
    public int Extra { get; set; }

    /// <summary>Whether the person opted out and the report was acknowledged.</summary>
    public bool HasOptedOut { get; set; }

    /// <summary>The protocol of the job.</summary>
    public Script Script => Row.Protocol >= 0
        ? campaign.Script(Row.Protocol)
        : _own ??= Simulation.Script.Of(record.Contact.ProtocolJson!);

    public ContactStep Step(int index) => Script.Contact(index);

    /// <summary>How often the job has restarted its protocol.</summary>
    public int Run { get; set; }

    /// <summary>The run that an acknowledged reply ended; -1 for none.</summary>
    public int EndedRun { get; set; } = -1;

    /// <summary>The run in which a request to complete a task was made; -1 for none.</summary>
    public int TaskRun { get; set; } = -1;

    /// <summary>When the job entered its lane, as an event number of the judge.</summary>
    public long WaitsSince { get; set; }

    /// <summary>When the job was enrolled or restarted.</summary>
    public long Since { get; set; }

    /// <summary>The exclusivity of the job; null for none.</summary>
    public ExclusiveFacts? Exclusive { get; init; }

    /// <summary>Whether the job counts as running. A job that waits for another job to end does not.</summary>
    public bool IsRunning =>
        !LegalTransitions.IsEnd(Row.State) && Lane.Kind != WaitingFor.Predecessor && EndCheck.EndedWith(campaign) is null;

    /// <summary>Forgets the person, for whom a placeholder stands from an event of the judge on.</summary>
    public void Erase(string placeholder, long moment)
    {
        (IsErased, WasSuppressed) = (true, true);
        Contacts.Commit(moment, new Contact(placeholder));
        Contacts.Settle();
        Attempts.ForEach(attempt => attempt.Row = attempt.Row with { ProviderCallId = null, Note = null });
    }

    public override string ToString() =>
        $"job {Row.Id} ({Row.State}, step {Row.Step}, {Lane.Kind} {Lane.Channel}, aside {Row.DeferredSteps:x}, {Zone}) of {campaign}";
}

/// <summary>An attempt: its committed facts, and what really happened to it.</summary>
internal sealed class AttemptFacts(JobFacts job, AttemptRow row, string channel, int process, Contact contact)
{
    private (int Process, int Failed) _lookUps;

    public JobFacts Job => job;

    public AttemptRow Row { get; set; } = row;

    public string Channel => channel;

    /// <summary>The contact at the time of the decision.</summary>
    public Contact Contact => contact;

    public string Address => contact.AddressOn(channel) ?? "";

    /// <summary>The zone that applies to the attempt under a campaign row that was in force.</summary>
    public string ZoneBy(CampaignRow row) => contact.Zone ?? row.Settings.Zone!;

    /// <summary>The process that committed the attempt.</summary>
    public int Process => process;

    /// <summary>When its commit began, on the monotonic clock.</summary>
    public long DecidedAt { get; set; }

    /// <summary>The run of the job that the attempt belongs to.</summary>
    public int Run { get; } = job.Run;

    /// <summary>Whether the commit of the intent has returned to the process.</summary>
    public bool IsConfirmed { get; set; }

    /// <summary>When the attempt was sent, on the monotonic clock; -1 for never.</summary>
    public long SentAt { get; set; } = -1;

    /// <summary>Whether the host's check was asked about the attempt.</summary>
    public bool IsChecked { get; set; }

    /// <summary>Whether the host's check has allowed the attempt, in time.</summary>
    public bool IsAllowed { get; set; }

    /// <summary>Whether a refusal of the attempt's caller id counts, because the number was in automatic use at the decision.</summary>
    public bool CountsForCallerId { get; set; }

    /// <summary>
    /// When the provider refused the attempt's caller id in time, as the number of takeovers of the store until then and on the monotonic
    /// clock; -1 for never.
    /// </summary>
    public (long Opens, long Mono, long Wall) RefusedCallerIdAt { get; set; } = (-1, -1, -1);

    /// <summary>Whether the provider accepted the attempt, well before the dispatch's deadline.</summary>
    public bool IsAccepted { get; set; }

    /// <summary>The provider's call id; null for none.</summary>
    public string? CallId { get; set; }

    /// <summary>When the call id was committed, as an event number of the judge.</summary>
    public long CallKnownAt { get; set; } = long.MaxValue;

    /// <summary>The answer of the dispatch, well before its deadline.</summary>
    public AttemptOutcome Answer { get; set; }

    /// <summary>Whether the dispatch threw, or gave an inconclusive answer.</summary>
    public bool IsAmbiguous { get; set; }

    /// <summary>Whether a lookup answered that the provider cannot say.</summary>
    public bool CannotBeFound { get; set; }

    /// <summary>Whether the provider lists the attempt as live forever and never reports its end.</summary>
    public bool IsStuck { get; set; }

    /// <summary>Whether the attempt first ended as unknown.</summary>
    public bool WasUnknown { get; set; }

    /// <summary>Whether the attempt ever ended as completed, by report or because it counted as sent.</summary>
    public bool WasCompleted { get; set; }

    /// <summary>When the call really ends, on the monotonic clock; -1 if no call was placed.</summary>
    public long CallEndsAt { get; set; } = -1;

    /// <summary>When the end was committed, on the monotonic clock.</summary>
    public long EndedAt { get; set; }

    /// <summary>When the provider last had news of the attempt, on the monotonic clock.</summary>
    public long HeardAt { get; set; }

    /// <summary>Whether an abort succeeded.</summary>
    public bool IsAborted { get; set; }

    /// <summary>The outcomes reported to the engine, one bit per outcome.</summary>
    public int Told { get; set; }

    /// <summary>The quota periods that count the attempt.</summary>
    public List<(QuotaFacts Facts, (string Quota, DateTime Period) Key)> Counted { get; } = [];

    /// <summary>The highest outcome whose report was acknowledged.</summary>
    public AttemptOutcome Acknowledged { get; set; }

    /// <summary>Whether newer refusals repeat this one, so that the store does not keep it.</summary>
    public bool IsRepeated { get; set; }

    public bool IsEnded => Row.State == AttemptState.Ended;

    /// <summary>Records the answer of the dispatch, and when it refused the caller id.</summary>
    public void Answered(AttemptOutcome outcome, (long Opens, long Mono, long Wall) refusedCallerIdAt) =>
        (Answer, RefusedCallerIdAt) = (outcome, refusedCallerIdAt);

    /// <summary>Counts a lookup by a process that failed or never returns.</summary>
    public void LookUpFailed(int process) => _lookUps = (process, FailedLookUps(process) + 1);

    /// <summary>The number of failed lookups by a process.</summary>
    public int FailedLookUps(int process) => _lookUps.Process == process ? _lookUps.Failed : 0;

    public void Tell(AttemptOutcome outcome) => Told |= 1 << (int)outcome;

    public bool WasTold(AttemptOutcome outcome) => (Told & (1 << (int)outcome)) != 0;

    public override string ToString() => $"attempt {job.Row.Id}-{Row.Number} ({Row.State}, {Row.Outcome}) of {job.Campaign}";
}
