using System.Runtime.InteropServices;
using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>A further request to a provider about a live attempt.</summary>
internal enum Request : byte
{
    /// <summary>Withdraw the attempt if it has not passed the send gate.</summary>
    Withdraw,

    /// <summary>Same as <see cref="Withdraw"/>, because the dispatch has taken too long.</summary>
    Expire,

    /// <summary>Look up the attempt.</summary>
    Query,

    /// <summary>End the attempt.</summary>
    Abort,

    /// <summary>Ask which attempt a call belongs to.</summary>
    Resolve,

    /// <summary>Ask nothing. Record the provider's call id for an attempt that has ended.</summary>
    Learn,
}

/// <summary>A request about one live attempt or about a call.</summary>
internal readonly record struct ProviderRequest(Request Kind, AttemptId Attempt, int Live, ProviderEntry Provider, string? CallId);

/// <summary>The end of an attempt, for metrics.</summary>
/// <param name="Provider">The provider.</param>
/// <param name="Outcome">The outcome.</param>
/// <param name="Duration">The time since the commit, in ticks.</param>
/// <param name="Note">The reason; null for none.</param>
internal readonly record struct AttemptEnd(ProviderEntry Provider, AttemptOutcome Outcome, long Duration, string? Note);

/// <summary>The decisions of one scheduler step.</summary>
internal sealed class Decisions
{
    private readonly HashSet<EventKey> _handled = [];
    private readonly Dictionary<(ExclusivityKey Exclusive, string ContactKey), CampaignEntry> _triggeredUnder = [];
    private readonly List<Intent> _intents = [];
    private readonly List<ProviderRequest> _requests = [];
    private readonly List<StopScope> _stops = [];
    private readonly List<CampaignEvent> _events = [];
    private readonly List<AttemptEnd> _ends = [];
    private readonly List<(CampaignId Campaign, CampaignState To)> _changes = [];
    private readonly List<(CampaignId Campaign, DateTimeOffset Since)> _cutEnrollments = [];

    public CommitBatch Batch { get; } = new();

    public ReadOnlySpan<Intent> Intents => CollectionsMarshal.AsSpan(_intents);

    public ReadOnlySpan<ProviderRequest> Requests => CollectionsMarshal.AsSpan(_requests);

    /// <summary>Published stops. A send already under way may still reach its provider.</summary>
    public ReadOnlySpan<StopScope> Stops => CollectionsMarshal.AsSpan(_stops);

    public ReadOnlySpan<CampaignEvent> Events => CollectionsMarshal.AsSpan(_events);

    /// <summary>Attempts that ended; noted only while <see cref="SchedulerState.WantsEnds"/>.</summary>
    public ReadOnlySpan<AttemptEnd> Ends => CollectionsMarshal.AsSpan(_ends);

    /// <summary>Campaigns whose state changed, with the new state.</summary>
    public ReadOnlySpan<(CampaignId Campaign, CampaignState To)> Changes => CollectionsMarshal.AsSpan(_changes);

    /// <summary>Interrupted enrollments, with the time each began.</summary>
    public ReadOnlySpan<(CampaignId Campaign, DateTimeOffset Since)> CutEnrollments => CollectionsMarshal.AsSpan(_cutEnrollments);

    /// <summary>Whether contacts have changed, so that the store does not return their current data.</summary>
    public bool ChangesContacts => Batch.Contacts.Count > 0;

    /// <summary>Whether a portion of a campaign was purged.</summary>
    public bool HasPurged { get; private set; }

    /// <summary>The keys and addresses of the contacts that triggers have enrolled in this step, each with its tenant.</summary>
    public HashSet<(string Tenant, string KeyOrAddress)> Triggered { get; } = [];

    /// <summary>The campaign in which a trigger has begun a contact in this step under an exclusivity key; null for none.</summary>
    public CampaignEntry? TriggeredUnder(ExclusivityKey? exclusive, string contactKey) =>
        exclusive is null ? null : _triggeredUnder.GetValueOrDefault((exclusive, contactKey));

    /// <summary>Notes that a trigger has begun a contact in this step.</summary>
    public void NoteTriggered(CampaignEntry campaign, string contactKey)
    {
        if (campaign.Exclusive is { } exclusive)
        {
            _triggeredUnder[(exclusive, contactKey)] = campaign;
        }
    }

    /// <summary>Whether this step has handled an event.</summary>
    public bool HasHandled(EventKey id) => _handled.Contains(id);

    /// <summary>Notes that this step has handled an event.</summary>
    public void NoteHandled(EventKey id) => _handled.Add(id);

    /// <summary>The number of reports per receipt.</summary>
    public int[] Receipts { get; } = new int[(int)ReportReceipt.Refused + 1];

    public void Dispatch(in Intent intent) => _intents.Add(intent);

    public void Ask(in ProviderRequest request) => _requests.Add(request);

    public void Stop(in StopScope scope) => _stops.Add(scope);

    public void Publish(CampaignEvent happened) => _events.Add(happened);

    public void NoteEnd(in AttemptEnd end) => _ends.Add(end);

    public void NoteChange(CampaignId campaign, CampaignState to) => _changes.Add((campaign, to));

    public void NoteCut(CampaignId campaign, DateTimeOffset since) => _cutEnrollments.Add((campaign, since));

    public void NotePurge() => HasPurged = true;

    public ReportReceipt Note(ReportReceipt receipt)
    {
        Receipts[(int)receipt]++;
        return receipt;
    }

    public void Clear()
    {
        Batch.Clear();
        _intents.Clear();
        _requests.Clear();
        _stops.Clear();
        _events.Clear();
        _ends.Clear();
        _changes.Clear();
        _cutEnrollments.Clear();
        _handled.Clear();
        Triggered.Clear();
        _triggeredUnder.Clear();
        Array.Clear(Receipts);
        HasPurged = false;
    }
}

/// <summary>The result of a dispatch, or of a request about a live attempt.</summary>
internal enum AnswerKind : byte
{
    /// <summary>The provider has the attempt.</summary>
    Accepted,

    /// <summary>The attempt ended with an outcome.</summary>
    Ended,

    /// <summary>The provider placed nothing and asks for a pause for this tenant until an instant.</summary>
    Throttled,

    /// <summary>The provider placed nothing and asks for a pause for all tenants until an instant.</summary>
    ProviderThrottled,

    /// <summary>The provider placed nothing and defers the contact until an instant.</summary>
    Deferred,

    /// <summary>The contact cannot be reached.</summary>
    Unreachable,

    /// <summary>The provider placed nothing because it is down.</summary>
    Down,

    /// <summary>The provider placed nothing.</summary>
    NotPlaced,

    /// <summary>The provider placed nothing because the tenant's account must not be used.</summary>
    Unavailable,

    /// <summary>The provider placed nothing because it refuses the caller id.</summary>
    CallerIdRefused,

    /// <summary>The attempt was held back before the send.</summary>
    NotSent,

    /// <summary>
    /// The attempt was held back before the send, and the contact is put off until an instant, because a rule of the host says so or
    /// failed.
    /// </summary>
    PutOff,

    /// <summary>The attempt was held back before the send, because a rule of the host denies the contact. The job ends.</summary>
    Denied,

    /// <summary>The content could not be rendered, so nothing was sent.</summary>
    NotSayable,

    /// <summary>The provider threw or timed out, so the result is unknown.</summary>
    Failed,

    /// <summary>The attempt could not be withdrawn because it has passed the send gate.</summary>
    WasSent,

    /// <summary>The provider says the attempt is still live.</summary>
    StillLive,

    /// <summary>The lookup failed this time, or the provider asks for a later lookup.</summary>
    LookUpFailed,

    /// <summary>The provider answered which attempt a call belongs to. The result arrives separately.</summary>
    Resolved,
}

/// <summary>An answer to the scheduler.</summary>
internal readonly record struct Answer(
    AttemptId Attempt, int Live, AnswerKind Kind, AttemptOutcome Outcome = AttemptOutcome.None, string? Text = null, long RetryAt = 0)
{
    /// <summary>The hash of the content given to the provider; 0 for none.</summary>
    public long ContentHash { get; init; }

    /// <summary>The provider's own text for the status, from a lookup.</summary>
    public string? Raw { get; init; }

    /// <summary>What the attempt told besides its outcome; null for nothing.</summary>
    public AttemptResult? AttemptResult { get; init; }

    /// <summary>Whether the answer is to a lookup, or to the question which attempt a call belongs to.</summary>
    public bool IsLookUp { get; init; }

    /// <summary>Whether the attempt was held back for its tenant only.</summary>
    public bool IsTenant { get; init; }

    /// <summary>Whether no dispatch of the attempt is under way after this answer.</summary>
    public bool EndsDispatch => Kind != AnswerKind.WasSent && !IsLookUp;
}
