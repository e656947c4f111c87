using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>
/// Applies events to jobs and do-not-contact lists, and writes the event log. The one handler of events: live events, events that are
/// repeated, and entries of the log that are applied again.
/// </summary>
internal sealed class InboundEvents(SchedulerState state, DripRequests drips, SuppressionRequests suppressions)
{
    /// <summary>Whether the event has been handled, so that it must have no effect.</summary>
    /// <param name="entry">The event.</param>
    /// <param name="stored">The log's entry with the same id; null for none.</param>
    public bool IsKnown(EventEntry entry, LoggedEvent? stored)
    {
        if (!entry.IsLogged)
        {
            return false;
        }

        if (state.Decisions.HasHandled(entry.Key))
        {
            return true;
        }

        if (entry.IsRetry)
        {
            return stored is null or { State: EventState.Applied };
        }

        return stored?.ReceivedAt >= Oldest || state.ToldEvents.Contains(entry.Key, state);
    }

    /// <summary>Says that the log holds another event with the same id. Null if it holds the same event, or is not known yet.</summary>
    public static string? ReasonOf(EventEntry entry, LoggedEvent? stored)
    {
        var (told, logged) = (entry.Event, stored?.Event);
        return logged is null || entry.IsRetry
            || (told.Type == logged.Type && told.ContactKey == logged.ContactKey && told.Address == logged.Address)
            ? null
            : "the log holds another event with this id: give each event an id of its own, not the id of its message or call";
    }

    /// <summary>
    /// Whether the event must wait for the next step: a trigger has enrolled its person in this step, and the store does not find the job
    /// yet.
    /// </summary>
    public bool MustWait(EventEntry entry)
    {
        var triggered = state.Decisions.Triggered;
        return triggered.Count > 0 && entry.People.Any(
            person => triggered.Contains((person.Tenant, person.ContactKey ?? person.Address!)));
    }

    /// <summary>Applies an event to the person's open jobs and to the tenant's do-not-contact list.</summary>
    /// <param name="entry">The event.</param>
    /// <param name="stored">The log's entry that is applied again; null for a new event.</param>
    /// <param name="slots">The person's open jobs, in memory.</param>
    /// <param name="attempts">The jobs' attempts, only for jobs where <see cref="DripRequests.NeedsAttempts"/> is true.</param>
    /// <returns>The number of jobs that the event has ended or continued, or will continue at a later wait.</returns>
    /// <exception cref="CampaignException">The event cannot be applied, and has had no effect.</exception>
    public int Apply(
        EventEntry entry, LoggedEvent? stored, IReadOnlyList<int> slots, IReadOnlyList<IReadOnlyList<AttemptRow>> attempts)
    {
        var happened = entry.Event;
        var suppresses = InboundEvent.Suppresses(happened.Type);
        if (slots.Count == 0 && !suppresses)
        {
            return 0;
        }

        var affected = new HashSet<int>();
        if (suppresses)
        {
            suppressions.RequireServed(entry.People[0]);
        }

        var occurredAt = happened.OccurredAt ?? stored?.ReceivedAt;
        drips.Happen(ContactEvent.Of(entry.People[^1], happened.Type, happened.Campaign, occurredAt), slots, attempts, affected);
        if (suppresses)
        {
            foreach (var person in entry.People)
            {
                suppressions.Suppress(person, slots, affected, SuppressionReason.Event);
            }
        }

        return affected.Count;
    }

    /// <summary>Writes what became of an event, in the commit that applies it.</summary>
    /// <param name="entry">The event.</param>
    /// <param name="stored">The log's entry that was applied again; null for a new event.</param>
    /// <param name="handled">What became of the event.</param>
    public IngestReceipt Log(EventEntry entry, LoggedEvent? stored, HandledEvent handled)
    {
        if (entry.IsLogged)
        {
            var before = entry.IsRetry ? stored : null;
            state.Decisions.NoteHandled(entry.Key);
            state.Decisions.Batch.Write(new LoggedEvent(
                before?.Sequence ?? state.NextEvent(), entry.Event, before?.ReceivedAt ?? state.Now.Instant, handled.State)
            {
                Reason = handled.Reason,
                Affected = (before?.Affected ?? 0) + handled.Affected,
                FailedTriggers = handled.FailedTriggers,
            });
            state.Decisions.Batch.ForgetEvents(Oldest);
        }

        var result = handled.State == EventState.Applied ? IngestResult.Applied : IngestResult.Kept;
        return new IngestReceipt(result, handled.Affected, handled.Reason);
    }

    /// <summary>The instant before which the log forgets events.</summary>
    private DateTimeOffset Oldest => state.Now.Instant - state.Settings.EventIdAge;
}

/// <summary>What became of an event.</summary>
/// <param name="State">The state of its entry in the log.</param>
/// <param name="Affected">The number of jobs that it ended, continued, enrolled or ran again.</param>
/// <param name="Reason">Why it was kept, or why a re-entry rule did not enroll the contact; null for none.</param>
/// <param name="FailedTriggers">The names of the triggers that failed.</param>
internal readonly record struct HandledEvent(
    EventState State, int Affected, string? Reason, IReadOnlyList<string> FailedTriggers)
{
    public static HandledEvent Kept(string reason) => new(EventState.Kept, 0, reason, []);
}
