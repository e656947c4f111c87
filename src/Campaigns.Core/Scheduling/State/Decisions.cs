using System.Runtime.InteropServices;
using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>What else is to be asked of a provider about a live attempt.</summary>
internal enum Request : byte
{
    /// <summary>Take it back, if it has not passed the send gate.</summary>
    Withdraw,

    /// <summary>As <see cref="Withdraw"/>, because the dispatch has taken too long.</summary>
    Expire,

    /// <summary>Look it up.</summary>
    Query,

    /// <summary>End it.</summary>
    Abort,

    /// <summary>Say which attempt a call is of.</summary>
    Resolve,

    /// <summary>Nothing: what it calls an attempt that has ended is news for the record.</summary>
    Learn,
}

/// <summary>A request about one live attempt, or about a call.</summary>
internal readonly record struct ProviderRequest(Request Kind, AttemptId Attempt, int Live, ProviderEntry Provider, string? CallId);

/// <summary>How an attempt ended, for those who measure.</summary>
/// <param name="Provider">Through which provider.</param>
/// <param name="Outcome">With which outcome.</param>
/// <param name="Duration">How long after its commit, in ticks.</param>
/// <param name="Note">Why, if there is more to say.</param>
internal readonly record struct AttemptEnd(ProviderEntry Provider, AttemptOutcome Outcome, long Duration, string? Note);

/// <summary>What one step of the scheduler has decided.</summary>
internal sealed class Decisions
{
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

    /// <summary>Stops that were published. What was sending meanwhile may still reach its provider.</summary>
    public ReadOnlySpan<StopScope> Stops => CollectionsMarshal.AsSpan(_stops);

    public ReadOnlySpan<CampaignEvent> Events => CollectionsMarshal.AsSpan(_events);

    /// <summary>Attempts that ended; noted only while <see cref="SchedulerState.WantsEnds"/>.</summary>
    public ReadOnlySpan<AttemptEnd> Ends => CollectionsMarshal.AsSpan(_ends);

    /// <summary>Campaigns whose state changed, and to what.</summary>
    public ReadOnlySpan<(CampaignId Campaign, CampaignState To)> Changes => CollectionsMarshal.AsSpan(_changes);

    /// <summary>Enrollments that were cut, and when each had begun.</summary>
    public ReadOnlySpan<(CampaignId Campaign, DateTimeOffset Since)> CutEnrollments => CollectionsMarshal.AsSpan(_cutEnrollments);

    /// <summary>Whether contacts have changed, so that the store does not find them as they are.</summary>
    public bool ChangesContacts => Batch.Contacts.Count > 0;

    /// <summary>Whether a portion of a campaign was purged.</summary>
    public bool HasPurged { get; private set; }

    /// <summary>How many reports were taken, by what became of them.</summary>
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
        Array.Clear(Receipts);
        HasPurged = false;
    }
}

/// <summary>What became of a dispatch, or of a request about a live attempt.</summary>
internal enum AnswerKind : byte
{
    /// <summary>The provider has it.</summary>
    Accepted,

    /// <summary>It ended with an outcome.</summary>
    Ended,

    /// <summary>The provider placed nothing and wants to be left alone with this tenant until an instant.</summary>
    Throttled,

    /// <summary>The provider placed nothing and wants to be left alone with everybody until an instant.</summary>
    ProviderThrottled,

    /// <summary>The provider placed nothing; the contact is to be tried no earlier than an instant.</summary>
    Deferred,

    /// <summary>The contact cannot be reached.</summary>
    Unreachable,

    /// <summary>The provider placed nothing, because it is down.</summary>
    Down,

    /// <summary>The provider placed nothing.</summary>
    NotPlaced,

    /// <summary>The provider placed nothing: the tenant's account is not to be used.</summary>
    Unavailable,

    /// <summary>Held back before the send.</summary>
    NotSent,

    /// <summary>What it was to say could not be made: nothing was sent.</summary>
    NotSayable,

    /// <summary>It threw or timed out: nobody knows.</summary>
    Failed,

    /// <summary>It could not be taken back: it has passed the send gate.</summary>
    WasSent,

    /// <summary>The provider says it is still live.</summary>
    StillLive,

    /// <summary>It could not be looked up this time, or the provider asks to be asked later.</summary>
    LookUpFailed,

    /// <summary>Which attempt the call is of was answered; what is learned comes by itself.</summary>
    Resolved,
}

/// <summary>An answer to the scheduler.</summary>
internal readonly record struct Answer(
    AttemptId Attempt, int Live, AnswerKind Kind, AttemptOutcome Outcome = AttemptOutcome.None, string? Text = null, long RetryAt = 0)
{
    /// <summary>Of what its provider was given to say; 0 for nothing.</summary>
    public long ContentHash { get; init; }

    /// <summary>The provider's own word for the status, of a look-up.</summary>
    public string? Raw { get; init; }

    /// <summary>Whether it answers a look-up, or a question which attempt a call is of.</summary>
    public bool IsInquiry { get; init; }

    /// <summary>Whether it was held back for its tenant alone.</summary>
    public bool IsTenant { get; init; }

    /// <summary>Whether no dispatch of the attempt is under way after it.</summary>
    public bool EndsDispatch => Kind != AnswerKind.WasSent && !IsInquiry;
}
