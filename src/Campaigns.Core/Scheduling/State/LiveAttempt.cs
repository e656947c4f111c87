using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>A live attempt: it holds its slots in every cap from commit to outcome.</summary>
internal struct LiveAttempt
{
    public int Job;
    public long JobId;
    public int Number;
    public AttemptState State;

    /// <summary>Whether the provider's dispatch credit is still held.</summary>
    public bool HoldsCredit;

    /// <summary>What its provider's breaker has to know of it.</summary>
    public BreakerMark Mark;

    /// <summary>What the tenant's channel has to know of it, should it have been unavailable.</summary>
    public BreakerMark ChannelMark;

    /// <summary>What the tenant's account at the provider has to know of it, should something have been refused there.</summary>
    public BreakerMark AccountMark;

    /// <summary>Whether a query, an abort or a withdrawal is under way.</summary>
    public bool Asked { readonly get; private set; }

    public AddressKey Address;

    /// <summary>The contact that it went to, if that has changed since; null for the job's.</summary>
    public Contact? Former;

    /// <summary>What its tenant's history knows it by; 0 or less when it stands in none.</summary>
    public long Noted;
    public ProviderEntry Provider;
    public string? CallId { readonly get; private set; }

    /// <summary>What was reported while its dispatch had not returned: it ends with no less.</summary>
    public AttemptOutcome Reported;

    /// <summary>Whether <see cref="Reported"/> is what answered, and the call goes on.</summary>
    public bool GoesOn;
    public string? ProviderStatus;

    /// <summary>Where it counts in quotas, until it is known not to have been sent.</summary>
    public TakenQuotas Quotas;
    public long OccurredAt;
    public long ContentHash;
    public long CommittedAt;
    public long Epoch;
    public short Step;
    public short Try;

    /// <summary>The last sign of life, on the monotonic clock, once it is accepted.</summary>
    public long SeenAt { readonly get; private set; }

    /// <summary>Whether it was looked up, since the store was read: until then its life is not over.</summary>
    public bool WasLookedUp { readonly get; private set; }

    /// <summary>When it was committed, on the monotonic clock; of one of an earlier process, as the wall clock tells it.</summary>
    public long BornAt;

    /// <summary>Whether the store holds a <see cref="BusyRow"/> of it.</summary>
    public bool HasBusyRow;

    public long Deadline { readonly get; private set; }
    public DeadlineQueue? Queue { readonly get; private set; }
    public int Next { readonly get; private set; }
    public int Previous { readonly get; private set; }

    /// <summary>Its provider knows it by an id.</summary>
    public void NameCall(string callId) => CallId = callId;

    /// <summary>Joins the end of a queue.</summary>
    public void Enter(DeadlineQueue queue, long deadline) => (Queue, Deadline, Previous, Next) = (queue, deadline, queue.Last, -1);

    /// <summary>Another one stands behind it; -1 for none.</summary>
    public void Precede(int slot) => Next = slot;

    /// <summary>Another one stands before it; -1 for none.</summary>
    public void Follow(int slot) => Previous = slot;

    /// <summary>Stands in no queue any more.</summary>
    public void LeaveQueue() => Queue = null;

    /// <summary>Whether its outcome is reported and nothing more is to come.</summary>
    public readonly bool IsOver => Reported != AttemptOutcome.None && !GoesOn;

    /// <summary>Whether a report tells that a machine has answered, which is not known yet.</summary>
    public readonly bool IsNewMachine(ProviderReport report) =>
        report is { State: AttemptState.Answered, Outcome: AttemptOutcome.Machine } && Reported < AttemptOutcome.Machine;

    /// <summary>Takes what was reported: how it ended, or what has answered.</summary>
    public void Take(ProviderReport report)
    {
        Note(report);
        GoesOn = report.State != AttemptState.Ended && (GoesOn || Reported == AttemptOutcome.None);
        Reported = report.Outcome > Reported ? report.Outcome : Reported;
        State = report.State != AttemptState.Ended && report.State > State ? report.State : State;
    }

    /// <summary>Notes what the provider said along with a status that counts.</summary>
    public void Note(ProviderReport report)
    {
        ProviderStatus = report.Raw ?? ProviderStatus;
        OccurredAt = report.OccurredAt?.UtcTicks ?? OccurredAt;
    }

    /// <summary>Takes what an answer tells beside what became of it.</summary>
    public void Note(in Answer answer)
    {
        ContentHash = answer.ContentHash == 0 ? ContentHash : answer.ContentHash;
        ProviderStatus = answer.Raw ?? ProviderStatus;
    }

    /// <summary>Comes to a state, unless it has come further.</summary>
    public void Reach(AttemptState state) => State = state > State ? state : State;

    /// <summary>Something is asked about it; until it is answered, nothing else is.</summary>
    public void Ask() => Asked = true;

    /// <summary>What was asked is answered, or is not to be known any more.</summary>
    public void StopAsking() => Asked = false;

    /// <summary>It is looked up.</summary>
    public void LookUp() => WasLookedUp = true;

    /// <summary>Notes a sign of life.</summary>
    public void See(long mono) => SeenAt = mono;

    /// <summary>Takes over its times of before the store was read.</summary>
    public void Resume(long seenAt, long bornAt) => (SeenAt, BornAt) = (seenAt, bornAt);

    /// <summary>Its job's contact has changed: it went to the one of before.</summary>
    public void Keep(Contact former) => Former ??= former;

    /// <summary>It stands in its tenant's history.</summary>
    public void EnterHistory(long entry) => Noted = entry;

    /// <summary>It counts in quotas.</summary>
    public void Count(in TakenQuotas quotas) => Quotas = quotas;

    /// <summary>A <see cref="BusyRow"/> of it is written.</summary>
    public void NoteBusyRow() => HasBusyRow = true;

    /// <summary>Gives back the provider's dispatch credit.</summary>
    public void ReleaseCredit()
    {
        if (HoldsCredit)
        {
            HoldsCredit = false;
            Provider.ReleaseCredit();
        }
    }

    /// <inheritdoc cref="ProviderEntry.Answered"/>
    public void TellAnswered(long mono) => Provider.Answered(ref Mark, mono);

    /// <inheritdoc cref="ProviderEntry.Heard"/>
    public void TellHeard(long mono, bool isAnswer) => Provider.Heard(ref Mark, mono, isAnswer);

    /// <inheritdoc cref="ProviderEntry.Failed"/>
    public void TellFailed(long mono, string reason) => Provider.Failed(ref Mark, mono, reason);

    /// <inheritdoc cref="ProviderEntry.Lost"/>
    public void TellLost(long mono) => Provider.Lost(ref Mark, mono);

    /// <inheritdoc cref="ProviderEntry.Refused"/>
    public void TellRefused() => Provider.Refused(ref Mark);

    /// <inheritdoc cref="ProviderEntry.NotTried"/>
    public void TellNotTried() => Provider.NotTried(ref Mark);

    /// <inheritdoc cref="ProviderEntry.Answered"/>
    public void TellAnswered(TenantChannel channel, long mono) => channel.Answered(ref ChannelMark, mono);

    /// <inheritdoc cref="ProviderEntry.Failed"/>
    public void TellFailed(TenantChannel channel, long mono, string reason) => channel.Failed(ref ChannelMark, mono, reason);

    /// <summary>It came to nothing that the channel, or the tenant's account at the provider, has to know.</summary>
    public void TellNotTried(TenantChannel channel)
    {
        channel.NotTried(ref ChannelMark);
        channel.FindAccount(Provider)?.NotTried(ref AccountMark);
    }

    /// <summary>Something was refused at the tenant's account.</summary>
    public void TellRefused(ProviderAccount account, AddressKey? contact, long mono) =>
        account.Refused(ref AccountMark, contact, mono, State >= AttemptState.Accepted);

    /// <summary>It came to nothing that the tenant's account has to know.</summary>
    public void TellNotTried(ProviderAccount account) => account.NotTried(ref AccountMark);

    /// <summary>It was taken at the tenant's account.</summary>
    /// <param name="account">The account.</param>
    /// <param name="mono">The time.</param>
    /// <param name="hasEnded">Whether its outcome is known.</param>
    public void TellTook(ProviderAccount account, long mono, bool hasEnded)
    {
        account.Took(ref AccountMark, mono);
        if (hasEnded)
        {
            account.Heard(ref AccountMark, mono);
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
        ProviderCallId = CallId,
        Note = note,
        ProviderStatus = ProviderStatus,
        OccurredAt = OccurredAt,
        ContentHash = ContentHash,
        Contact = Former,
    };
}
