using System.Diagnostics;
using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>A job in memory: a copy of its row plus data that only the scheduler needs.</summary>
[DebuggerDisplay("Job {Id} of {Contact.Key}: {State} at step {Cursor.Step}; {Cursor.Tries} tries, attempt {Number}")]
internal struct Job
{
    private const byte TouchedBit = 0x80;

    public readonly long Id;

    /// <summary>The position in the protocol.</summary>
    public Cursor Cursor;

    /// <summary>The deferred steps of the current group.</summary>
    public DeferredSteps Deferred;

    /// <summary>The events that happened before their waits began.</summary>
    public EarlyEvents Early;

    /// <summary>The pending actions of the job.</summary>
    public PendingActions Pending;
    private int _history;
    private int _otherHistory;
    private int _cleared;
    private byte _yielded;
    private byte _state; // includes TouchedBit, because the struct has no room for another field

    public Job(in JobRecord record, Lane lane)
    {
        var row = record.Row;
        (Id, Contact, Lane, Live, Number, _state, Due) = (row.Id, record.Contact, lane, -1, row.Number, (byte)row.State, row.Due);
        (Protocol, Expires, Since, Began) = (row.Protocol, row.Expires, row.Since, row.Began);
        (Cursor, Deferred) = (new Cursor(row), new DeferredSteps(row.DeferredSteps));
        (Early, Pending) = (new EarlyEvents(row.EarlyEvents), new PendingActions(row.PendingActions));
    }

    public Contact Contact { get; private set; }

    public Lane Lane { get; private set; }

    public readonly JobState State => (JobState)(_state & ~TouchedBit);

    /// <summary>
    /// When a waiting job is due. For a live job, when its attempt was due or when the next attempt is due. 0 for a new job. UTC ticks.
    /// </summary>
    public long Due { get; private set; }

    /// <summary>When a parked job returns, in UTC ticks; 0 if it returns on an event.</summary>
    public long ParkedUntil { get; private set; }

    /// <summary>When the job expires by its exit rules, in UTC ticks; 0 before its first turn and without exit rules.</summary>
    public long Expires { get; private set; }

    /// <summary>
    /// The start of the job's wait in a lane for an event, or of the first deferral of a step, in UTC ticks; 0 otherwise.
    /// </summary>
    public long Since { get; private set; }

    /// <summary>
    /// When the job was enrolled or rerun, in UTC ticks. Earlier events do not belong to it. 0 if events do not matter to it.
    /// </summary>
    public long Began { get; private set; }

    /// <summary>The slot of the live attempt; below 0 for none.</summary>
    public int Live { get; private set; }

    /// <summary>The number of the newest attempt.</summary>
    public int Number { get; private set; }

    /// <summary>The version of the campaign's protocol; below 0 for the contact's own protocol.</summary>
    public int Protocol { get; private set; }

    /// <summary>The number of consecutive returns for external causes or after a deferral by the provider, up to 255.</summary>
    public byte Bounces { get; private set; }

    /// <summary>The providers that placed nothing in this round.</summary>
    public RefusedProviders Refused { get; private set; }

    /// <summary>Cached index into the tenant's history. May be stale after a channel change; 0 means not looked up yet.</summary>
    public readonly int History => _history;

    public readonly short Step => Cursor.Step;

    public readonly short Tries => Cursor.Tries;

    public readonly AttemptOutcome LastOutcome => Cursor.LastOutcome;

    /// <summary>The protocol of the job.</summary>
    public readonly Plan Plan => Lane.Campaign.PlanOf(Protocol, Contact);

    public readonly DueKey DueKey => new(Due, Id);

    /// <summary>The job as stored. The constructor reads this row.</summary>
    public readonly JobRow Row => new()
    {
        Id = Id, Lane = Lane.Id, Protocol = Protocol, State = State, Number = Number,
        Due = Due, Expires = Expires, Since = Since, Began = Began,
        Step = Step, Tries = Tries, LastOutcome = LastOutcome, OutcomeCounts = Cursor.OutcomeCounts,
        DeferredSteps = Deferred.Bits, EarlyEvents = Early.Bits, PendingActions = Pending.Kept,
    };

    /// <summary>
    /// The job with an earlier contact that an attempt went to. Used to note the attempt under the names and addresses of that contact.
    /// </summary>
    public readonly Job As(Contact contact) => this with { Contact = contact, _history = 0, _otherHistory = 0 };

    /// <summary>Replaces the contact. The new names and addresses may be on the tenant's do-not-contact list.</summary>
    public void ChangeContact(Contact contact) => (Contact, _history, _otherHistory, _cleared) = (contact, 0, 0, 0);

    /// <summary>Finds the places of the contact's histories and caches them.</summary>
    public ReadOnlySpan<int> FindPlaces(TenantHistory history, in AddressKey address) => history.Cards.Of(ref _history, Contact, address);

    /// <summary>Drops the cached places in the tenant's history.</summary>
    public void ForgetPlaces() => (_history, _otherHistory) = (0, 0);

    /// <summary>Whether the job was checked against a version of the tenant's do-not-contact list and not found on it.</summary>
    public readonly bool IsCleared(int version) => _cleared == version;

    /// <summary>Notes that the job is not on a version of the tenant's do-not-contact list.</summary>
    public void Clear(int version) => _cleared = version;

    /// <summary>
    /// Moves to another lane. Keeps the cached places of the previous channel, because a drip alternates between channels.
    /// </summary>
    public void MoveTo(Lane lane)
    {
        if (Lane.Row.Channel != lane.Row.Channel)
        {
            (_history, _otherHistory, _cleared) = (_otherHistory, _history, 0);
        }

        Lane = lane;
    }

    /// <summary>Switches to another version of the protocol. Its channels may be on the do-not-contact list for the person.</summary>
    public void Migrate(int version) => (Protocol, _cleared) = (version, 0);

    /// <summary>Changes the state, if the transition table allows it.</summary>
    public void ChangeState(JobState to)
    {
        Transitions.Require(Id, State, to);
        _state = (byte)((_state & TouchedBit) | (byte)to);
    }

    /// <summary>Marks the job as changed since its row was written.</summary>
    /// <returns>Whether it was not marked before.</returns>
    public bool TryTouch()
    {
        var isNew = (_state & TouchedBit) == 0;
        _state |= TouchedBit;
        return isNew;
    }

    /// <summary>Removes the mark because the row is written.</summary>
    /// <returns>Whether it was marked.</returns>
    public bool TrySettle()
    {
        var wasTouched = (_state & TouchedBit) != 0;
        _state &= unchecked((byte)~TouchedBit);
        return wasTouched;
    }

    /// <summary>When the job is due by the wall clock at a given time, in UTC ticks. Corrects a pause by the lead.</summary>
    public readonly long DueAt(Now now) => Pending.Has(PendingAction.Pause) ? Due - now.Lead : Due;

    /// <summary>Sets the due time. Lateness counts from this time.</summary>
    public void BecomeDue(long at) => Due = at;

    /// <summary>Makes the job wait until an instant, or for a pause that ends then.</summary>
    public void WaitUntil(long due, bool isPause)
    {
        Due = due;
        Pending.TryRemove(PendingAction.PutOff | PendingAction.Pause);
        Pending.Request(isPause ? PendingAction.Pause : PendingAction.None);
    }

    /// <summary>Parks the job until an instant; 0 until an event.</summary>
    public void Park(long until)
    {
        Pending.Request(PendingAction.Parked);
        ParkedUntil = until;
    }

    /// <summary>Ends the parking of the job.</summary>
    /// <param name="until">The instant until which it was parked.</param>
    /// <returns>Whether it was parked.</returns>
    public bool Unpark(out long until)
    {
        (until, ParkedUntil) = (ParkedUntil, 0);
        return Pending.TryRemove(PendingAction.Parked);
    }

    /// <summary>Begins a step without deferred steps and pending actions.</summary>
    public void StartStep(int step)
    {
        Cursor.StartStep(step);
        (Pending, Deferred, Since) = (default, default, 0);
    }

    /// <summary>Restarts the protocol.</summary>
    public void Restart(int step, long began)
    {
        StartStep(step);
        Cursor.Restart(step);
        (Expires, Began, Early) = (0, began, default);
    }

    /// <summary>The earlier of an instant and the job's expiry, in UTC ticks.</summary>
    public readonly long AtMost(long at) => Expires == 0 ? at : Math.Min(at, Expires);

    /// <summary>Starts the time until expiry, if the protocol has exit rules and the time has not started.</summary>
    public void StartTime(long now) => Expires = Expires == 0 && Plan.Exit is { } exit ? Now.After(now, exit.After) : Expires;

    /// <summary>Begins to wait for the event of the lane, unless the job already waits.</summary>
    /// <param name="at">The current time, in UTC ticks.</param>
    /// <param name="isAnother">Whether this wait is different from the previous one.</param>
    public void BeginWait(long at, bool isAnother = false) => Since = isAnother || Since == 0 ? at : Since;

    /// <summary>Marks that all other steps of the group had their turn and the job has left the group.</summary>
    public void LeaveGroup() => (Deferred, Since) = (DeferredSteps.AllDone, 0);

    public int CountAttempt() => ++Number;

    public void GoLive(int attempt) => Live = attempt;

    /// <summary>
    /// Ends the live attempt. A provider that placed nothing is avoided until the other providers have been tried, unless it refused only
    /// the caller id.
    /// </summary>
    public void EndAttempt(ProviderEntry provider, AttemptOutcome outcome, bool isCallerIds)
    {
        Live = -1;
        Refused = outcome != AttemptOutcome.NotPlaced ? default : isCallerIds ? Refused : Refused.With(provider);
    }

    /// <summary>Begins another round after all providers have refused the job.</summary>
    public void ForgetRefused() => Refused = default;

    /// <summary>Clears the consecutive refusals, because an attempt may have reached somebody.</summary>
    public void ForgetRefusals()
    {
        Cursor.ForgetRefusals();
        (Bounces, Refused, _yielded) = (0, default, 0);
    }

    /// <summary>Counts that the job has come back.</summary>
    /// <returns>The number of earlier times.</returns>
    public int CountBounce() => Bounces < byte.MaxValue ? Bounces++ : Bounces;

    /// <summary>Lets another job be the probe, once per round of the tenant's account.</summary>
    /// <returns>The time until which the job steps aside, in UTC ticks; 0 if not needed.</returns>
    public long TakeYield(ProviderAccount account, Now now) => Cursor.Refusals == 0 ? 0 : account.TakeYield(ref _yielded, now);

    /// <summary>Prefetches the job.</summary>
    public readonly void Fetch()
    {
        Prefetch.Of(in Id);
        Prefetch.Of(in Cursor);
    }
}
