using System.Diagnostics;
using Campaigns.Collections;
using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>A job in memory: a copy of its row, and what only the scheduler needs.</summary>
[DebuggerDisplay("Job {Id} of {Contact.Key}: {State} at step {Cursor.Step}; {Cursor.Tries} tries, attempt {Number}")]
internal struct Job
{
    private const byte TouchedBit = 0x80;

    public readonly long Id;

    /// <summary>Where it stands in its protocol.</summary>
    public Cursor Cursor;

    /// <summary>The steps of its group that come after the others.</summary>
    public DeferredSteps Deferred;

    /// <summary>The waits ahead of it that have had their event.</summary>
    public EarlyEvents Early;

    /// <summary>What still has to happen to it.</summary>
    public PendingActions Pending;
    private int _history;
    private int _otherHistory;
    private int _cleared;
    private byte _yielded;
    private byte _state; // with the mark above it: a job is full

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
    /// While it waits, until when; while it is live, when the attempt was due, or the next one is to be. 0 while it is new.
    /// </summary>
    public long Due { get; private set; }

    /// <summary>While set aside for a time: until when.</summary>
    public long AsideUntil { get; private set; }

    /// <summary>When it expires by its exit rules; 0 before its turn first comes, and without such rules.</summary>
    public long Expires { get; private set; }

    /// <summary>Since when it waits for what its lane waits for; of deferred steps, since the first was deferred; 0 otherwise.</summary>
    public long Since { get; private set; }

    /// <summary>When it was enrolled, or run anew: events of before are not about it. 0 where events mean nothing to it.</summary>
    public long Began { get; private set; }

    /// <summary>Its live attempt; below 0 for none.</summary>
    public int Live { get; private set; }

    /// <summary>The newest attempt's number.</summary>
    public int Number { get; private set; }

    /// <summary>The version of its campaign's protocol; below 0 for that of its contact.</summary>
    public int Protocol { get; private set; }

    /// <summary>How often in a row it has come back for a cause that is not its own, or was put off by its provider.</summary>
    public byte Bounces { get; private set; }

    /// <summary>The providers that placed nothing in this round.</summary>
    public RefusedProviders Refused { get; private set; }

    /// <summary>
    /// Where its address stands in the tenant's history; 0, or that of an address on another channel, until it is looked up.
    /// </summary>
    public readonly int History => _history;

    public readonly short Step => Cursor.Step;

    public readonly short Tries => Cursor.Tries;

    public readonly AttemptOutcome LastOutcome => Cursor.LastOutcome;

    /// <summary>The protocol that it follows.</summary>
    public readonly Plan Plan => Lane.Campaign.PlanOf(Protocol, Contact);

    public readonly DueKey DueKey => new(Due, Id);

    /// <summary>The job as stores keep it; the constructor reads what this writes.</summary>
    public readonly JobRow Row => new()
    {
        Id = Id, Lane = Lane.Id, Protocol = Protocol, State = State, Number = Number,
        Due = Due, Expires = Expires, Since = Since, Began = Began,
        Step = Step, Tries = Tries, LastOutcome = LastOutcome, OutcomeCounts = Cursor.OutcomeCounts,
        DeferredSteps = Deferred.Bits, EarlyEvents = Early.Bits, PendingActions = Pending.Kept,
    };

    /// <summary>
    /// The job as it was when an attempt went to a contact that has changed since: for what is noted by names and addresses.
    /// </summary>
    public readonly Job As(Contact contact) => this with { Contact = contact, _history = 0, _otherHistory = 0 };

    /// <summary>
    /// From now on it is about another contact: other names and addresses, which may be on the tenant's do-not-contact list.
    /// </summary>
    public void ChangeContact(Contact contact) => (Contact, _history, _otherHistory, _cleared) = (contact, 0, 0, 0);

    /// <summary>Where the histories of its contact stand; it remembers the place.</summary>
    public ReadOnlySpan<int> FindPlaces(TenantHistory history, in AddressKey address) => history.Cards.Of(ref _history, Contact, address);

    /// <summary>Looks up anew where its addresses stand in the tenant's history.</summary>
    public void ForgetPlaces() => (_history, _otherHistory) = (0, 0);

    /// <summary>Whether it was found not to be on a version of the tenant's do-not-contact list.</summary>
    public readonly bool IsCleared(int version) => _cleared == version;

    /// <summary>It is not on a version of the tenant's do-not-contact list.</summary>
    public void Clear(int version) => _cleared = version;

    /// <summary>
    /// Stands in another lane. A drip goes to and fro between channels: it remembers the place of its address on the one before.
    /// </summary>
    public void MoveTo(Lane lane)
    {
        if (Lane.Row.Channel != lane.Row.Channel)
        {
            (_history, _otherHistory, _cleared) = (_otherHistory, _history, 0);
        }

        Lane = lane;
    }

    /// <summary>Follows another version of its protocol. That may use other channels, on which the person is not to be contacted.</summary>
    public void Migrate(int version) => (Protocol, _cleared) = (version, 0);

    /// <summary>Goes from one state to another, if the table of transitions knows the way.</summary>
    public void ChangeState(JobState to)
    {
        Transitions.Require(Id, State, to);
        _state = (byte)((_state & TouchedBit) | (byte)to);
    }

    /// <summary>Marks it as changed since its row was written.</summary>
    /// <returns>Whether it was not marked before.</returns>
    public bool TryTouch()
    {
        var isNew = (_state & TouchedBit) == 0;
        _state |= TouchedBit;
        return isNew;
    }

    /// <summary>Takes the mark away: its row is written.</summary>
    /// <returns>Whether it was marked.</returns>
    public bool TrySettle()
    {
        var wasTouched = (_state & TouchedBit) != 0;
        _state &= unchecked((byte)~TouchedBit);
        return wasTouched;
    }

    /// <summary>When it is due by the wall clock, as that stands at a time.</summary>
    public readonly long DueAt(Now now) => Pending.Has(PendingAction.Pause) ? Due - now.Lead : Due;

    /// <summary>Is due at an instant, and not late by then.</summary>
    public void BecomeDue(long at) => Due = at;

    /// <summary>Waits until an instant, or for a pause that ends then.</summary>
    public void WaitUntil(long due, bool isPause)
    {
        Due = due;
        Pending.Take(PendingAction.PutOff | PendingAction.Pause);
        Pending.Request(isPause ? PendingAction.Pause : PendingAction.None);
    }

    /// <summary>Stands aside until an instant; 0 for until something happens.</summary>
    public void StandAside(long until)
    {
        Pending.Request(PendingAction.Aside);
        AsideUntil = until;
    }

    /// <summary>Stands aside no more.</summary>
    /// <param name="until">Until when it did.</param>
    /// <returns>Whether it did.</returns>
    public bool ComeBack(out long until)
    {
        (until, AsideUntil) = (AsideUntil, 0);
        return Pending.Take(PendingAction.Aside);
    }

    /// <summary>Begins a step: nothing is deferred, and nothing has to happen.</summary>
    public void StartStep(int step)
    {
        Cursor.StartStep(step);
        (Pending, Deferred, Since) = (default, default, 0);
    }

    /// <summary>Begins its protocol anew.</summary>
    public void Restart(int step, long began)
    {
        StartStep(step);
        Cursor.Restart(step);
        (Expires, Began, Early) = (0, began, default);
    }

    /// <summary>An instant, or when it expires if that comes first.</summary>
    public readonly long AtMost(long at) => Expires == 0 ? at : Math.Min(at, Expires);

    /// <summary>Its time begins, if its protocol has exit rules and it has not begun before.</summary>
    public void StartTime(long now) => Expires = Expires == 0 && Plan.Exit is { } exit ? Now.After(now, exit.After) : Expires;

    /// <summary>Begins to wait for what its lane waits for, unless it does already.</summary>
    /// <param name="at">The time.</param>
    /// <param name="isAnother">Whether it is another wait than the one before.</param>
    public void BeginWait(long at, bool isAnother = false) => Since = isAnother || Since == 0 ? at : Since;

    /// <summary>The others of a group have had their turn, and it has left them.</summary>
    public void LeaveGroup() => (Deferred, Since) = (DeferredSteps.AllDone, 0);

    public int CountAttempt() => ++Number;

    public void GoLive(int attempt) => Live = attempt;

    /// <summary>Its attempt has ended. A provider that placed nothing is spared until the others have had it.</summary>
    public void EndAttempt(ProviderEntry provider, AttemptOutcome outcome) =>
        (Refused, Live) = (outcome == AttemptOutcome.NotPlaced ? Refused.With(provider) : default, -1);

    /// <summary>All providers have refused it: another round begins.</summary>
    public void ForgetRefused() => Refused = default;

    /// <summary>Somebody may have been reached: the row of refusals is over.</summary>
    public void ForgetRefusals()
    {
        Cursor.ForgetRefusals();
        (Bounces, Refused, _yielded) = (0, default, 0);
    }

    /// <summary>Counts that it has come back.</summary>
    /// <returns>How often it had before.</returns>
    public int CountBounce() => Bounces < byte.MaxValue ? Bounces++ : Bounces;

    /// <summary>Lets others be the probe in a round of its tenant's account: once.</summary>
    /// <returns>Until when, in UTC ticks; 0 when it need not.</returns>
    public long TakeYield(ProviderAccount account, Now now) => Cursor.Refusals == 0 ? 0 : account.TakeYield(ref _yielded, now);

    /// <summary>Begins to load all of it.</summary>
    public readonly void Fetch()
    {
        Prefetch.Of(in Id);
        Prefetch.Of(in Cursor);
    }
}
