using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>A live attempt. It holds a slot in every cap from its commit to its outcome.</summary>
internal struct LiveAttempt
{
    public int Job;
    public long JobId;
    public int Number;
    public AttemptState State;

    /// <summary>Whether the provider's dispatch credit is still held.</summary>
    public bool HoldsCredit;

    /// <summary>The attempt's mark at the breaker of its provider.</summary>
    public BreakerMark Mark;

    /// <summary>The attempt's mark at the breaker of the tenant's channel; default if there was no such breaker.</summary>
    public BreakerMark ChannelMark;

    /// <summary>The attempt's mark at the breaker of the tenant's account at the provider; default if there was none.</summary>
    public BreakerMark AccountMark;

    /// <summary>The attempt's mark at the breaker of its caller id; default if it has none.</summary>
    public BreakerMark CallerIdMark;

    /// <summary>Whether a lookup, or a request to give up the dispatch, is pending.</summary>
    public bool Asked { readonly get; private set; }

    public AddressKey Address;

    /// <summary>The contact that the attempt went to, if the job's contact has changed since; null otherwise.</summary>
    public Contact? Former;

    /// <summary>The attempt's id in the history of its tenant; 0 or less if the history does not hold the attempt.</summary>
    public long HistoryEntry;
    public ProviderEntry Provider;

    /// <summary>The number that the attempt shows; null for a provider without caller ids.</summary>
    public CallerIdEntry? CallerId;
    public string? CallId { readonly get; private set; }

    /// <summary>The highest outcome reported so far. The attempt never ends with a lower outcome.</summary>
    public AttemptOutcome Reported;

    /// <summary>Whether the call is still on although <see cref="Reported"/> is set, because a machine has answered.</summary>
    public bool IsContinuing;
    public string? ProviderStatus;

    /// <summary>
    /// The quota counts that include the attempt; null for none. They are given back if the attempt was certainly not sent.
    /// </summary>
    public TakenQuotas? Quotas;
    public long OccurredAt;
    public long ContentHash;
    public long CommittedAt;
    public long Epoch;
    public short Step;
    public short Try;

    /// <summary>The time of the last sign of life since acceptance, on the monotonic clock.</summary>
    public long SeenAt { readonly get; private set; }

    /// <summary>
    /// Whether the attempt was looked up since the store was read. Before a lookup, the maximum duration does not end the attempt.
    /// </summary>
    public bool WasLookedUp { readonly get; private set; }

    /// <summary>
    /// When the attempt was committed, on the monotonic clock. For an attempt of an earlier process, estimated from the wall clock.
    /// </summary>
    public long BeganAt;

    /// <summary>Whether the store holds a <see cref="BusyRow"/> of the attempt.</summary>
    public bool HasBusyRow;

    /// <summary>Whether the person has asked in this attempt to be called back. It then outranks what an earlier attempt told.</summary>
    public bool HasWish;

    public long Deadline { readonly get; private set; }
    public DeadlineQueue? Queue { readonly get; private set; }
    public int Next { readonly get; private set; }
    public int Previous { readonly get; private set; }

    /// <summary>Sets the provider's call id.</summary>
    public void SetCallId(string callId) => CallId = callId;

    /// <summary>Adds the attempt to the end of a deadline queue.</summary>
    public void JoinQueue(DeadlineQueue queue, long deadline) => (Queue, Deadline, Previous, Next) = (queue, deadline, queue.Last, -1);

    /// <summary>Sets the next slot in the queue; -1 for none.</summary>
    public void SetNext(int slot) => Next = slot;

    /// <summary>Sets the previous slot in the queue; -1 for none.</summary>
    public void SetPrevious(int slot) => Previous = slot;

    /// <summary>Notes that the attempt has left its deadline queue.</summary>
    public void LeaveQueue() => Queue = null;

    /// <summary>Whether a final outcome is reported.</summary>
    public readonly bool IsOver => Reported != AttemptOutcome.None && !IsContinuing;

    /// <summary>Whether a report says that a machine has answered and no such or higher outcome was reported before.</summary>
    public readonly bool IsNewMachine(ProviderReport report) =>
        report is { State: AttemptState.Answered, Outcome: AttemptOutcome.Machine } && Reported < AttemptOutcome.Machine;

    /// <summary>Applies a reported end, or a report that a machine has answered.</summary>
    public void Apply(ProviderReport report)
    {
        Note(report);
        IsContinuing = report.State != AttemptState.Ended && (IsContinuing || Reported == AttemptOutcome.None);
        Reported = report.Outcome > Reported ? report.Outcome : Reported;
        State = report.State != AttemptState.Ended && report.State > State ? report.State : State;
    }

    /// <summary>Keeps the provider's own status text and time of a report that counts.</summary>
    public void Note(ProviderReport report)
    {
        ProviderStatus = report.Raw ?? ProviderStatus;
        OccurredAt = report.OccurredAt?.UtcTicks ?? OccurredAt;
    }

    /// <summary>Keeps the content hash and the provider's own status text of an answer.</summary>
    public void Note(in Answer answer)
    {
        ContentHash = answer.ContentHash == 0 ? ContentHash : answer.ContentHash;
        ProviderStatus = answer.Raw ?? ProviderStatus;
    }

    /// <summary>Moves the attempt to a state, unless it is already in a later state.</summary>
    public void Reach(AttemptState state) => State = state > State ? state : State;

    /// <summary>Marks a request about the attempt as pending.</summary>
    public void Ask() => Asked = true;

    /// <summary>Clears the pending request, because it is answered or no longer needed.</summary>
    public void StopAsking() => Asked = false;

    /// <summary>Notes that the attempt is looked up.</summary>
    public void LookUp() => WasLookedUp = true;

    /// <summary>Notes the time of a sign of life.</summary>
    public void See(long mono) => SeenAt = mono;

    /// <summary>Restores the times known before the store was read.</summary>
    public void Resume(long seenAt, long beganAt) => (SeenAt, BeganAt) = (seenAt, beganAt);

    /// <summary>Keeps the contact that the attempt went to, because the job's contact changes.</summary>
    public void Keep(Contact former) => Former ??= former;

    /// <summary>Sets the attempt's id in the history of its tenant.</summary>
    public void EnterHistory(long entry) => HistoryEntry = entry;

    /// <summary>Sets the quota counts that include the attempt; null for none.</summary>
    public void Count(TakenQuotas? quotas) => Quotas = quotas;

    /// <summary>Notes that a <see cref="BusyRow"/> of the attempt is written.</summary>
    public void NoteBusyRow() => HasBusyRow = true;

    /// <summary>Notes that the person asks to be called back.</summary>
    public void NoteWish() => HasWish = true;

    /// <summary>Gives back the provider's dispatch credit.</summary>
    public void ReleaseCredit()
    {
        if (HoldsCredit)
        {
            HoldsCredit = false;
            Provider.ReleaseCredit();
        }
    }

    /// <summary>Frees the slots of the provider and of the caller id.</summary>
    public void FreeProvider()
    {
        Provider.FreeSlot();
        CallerId?.Free(ref CallerIdMark);
    }

    /// <summary>Notes that the provider refused the caller id.</summary>
    public void RecordCallerIdRefusal(long mono) => CallerId?.RecordRefusal(ref CallerIdMark, mono);

    /// <summary>Notes that the provider accepted an attempt with the caller id.</summary>
    public void RecordCallerIdAnswer(long mono) => CallerId?.RecordAnswer(ref CallerIdMark, mono);

    /// <inheritdoc cref="ProviderEntry.RecordAnswer"/>
    public void RecordAnswer(long mono) => Provider.RecordAnswer(ref Mark, mono);

    /// <inheritdoc cref="ProviderEntry.RecordOutcome"/>
    public void RecordOutcome(long mono, bool isAnswer) => Provider.RecordOutcome(ref Mark, mono, isAnswer);

    /// <inheritdoc cref="ProviderEntry.RecordFailure"/>
    public void RecordFailure(long mono, string reason) => Provider.RecordFailure(ref Mark, mono, reason);

    /// <inheritdoc cref="ProviderEntry.RecordLoss"/>
    public void RecordLoss(long mono) => Provider.RecordLoss(ref Mark, mono);

    /// <inheritdoc cref="ProviderEntry.RecordRefusal"/>
    public void RecordRefusal() => Provider.RecordRefusal(ref Mark);

    /// <inheritdoc cref="ProviderEntry.Release"/>
    public void ReleaseMark() => Provider.Release(ref Mark);

    /// <inheritdoc cref="ProviderEntry.RecordAnswer"/>
    public void RecordAnswer(TenantChannel channel, long mono) => channel.RecordAnswer(ref ChannelMark, mono);

    /// <inheritdoc cref="ProviderEntry.RecordFailure"/>
    public void RecordFailure(TenantChannel channel, long mono, string reason) => channel.RecordFailure(ref ChannelMark, mono, reason);

    /// <summary>Ends the attempt's marks at the channel and at the tenant's account without a result.</summary>
    public void ReleaseMark(TenantChannel channel)
    {
        channel.Release(ref ChannelMark);
        channel.FindAccount(Provider)?.Release(ref AccountMark);
    }

    /// <summary>Notes at the tenant's account that the provider placed nothing.</summary>
    public void RecordRefusal(ProviderAccount account, AddressKey? contact, long mono) =>
        account.RecordRefusal(ref AccountMark, contact, mono, State >= AttemptState.Accepted);

    /// <summary>Ends the attempt's mark at the tenant's account without a result.</summary>
    public void ReleaseMark(ProviderAccount account) => account.Release(ref AccountMark);

    /// <summary>Notes at the tenant's account that the provider accepted the attempt.</summary>
    /// <param name="account">The account.</param>
    /// <param name="mono">The current time on the monotonic clock.</param>
    /// <param name="hasEnded">Whether the outcome is known.</param>
    public void RecordAcceptance(ProviderAccount account, long mono, bool hasEnded)
    {
        account.RecordAcceptance(ref AccountMark, mono);
        if (hasEnded)
        {
            account.RecordOutcome(ref AccountMark, mono);
        }
    }

    public readonly AttemptRow Row(AttemptOutcome outcome, long endedAt, string? note) => new()
    {
        Job = JobId,
        Number = Number,
        Step = Step,
        Try = Try,
        State = State,
        Outcome = outcome,
        Epoch = Epoch,
        CommittedAt = CommittedAt,
        EndedAt = endedAt,
        Provider = Provider.Name,
        CallerId = CallerId?.Number,
        ProviderCallId = CallId,
        Note = note,
        ProviderStatus = ProviderStatus,
        OccurredAt = OccurredAt,
        ContentHash = ContentHash,
        Contact = Former,
    };
}
