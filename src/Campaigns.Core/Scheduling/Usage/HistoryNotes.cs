namespace Campaigns.Scheduling;

/// <summary>Notes how attempts end, for a tenant's caps and its do-not-contact list.</summary>
internal static class HistoryNotes
{
    /// <summary>
    /// The end time of an attempt, in UTC ticks: now, but never before its commit, even if the wall clock was set back. Caps find an
    /// attempt by its end.
    /// </summary>
    public static long EndOf(SchedulerState state, long committedAt) => Math.Max(state.Now.Wall, committedAt);

    /// <summary>Notes a live attempt if the tenant has caps, because caps count live attempts.</summary>
    public static void Begin(TenantEntry tenant, ref Job job, ref LiveAttempt attempt)
    {
        if (!tenant.NeedsHistory)
        {
            return;
        }

        var asSent = attempt.Former is { } former ? job.As(former) : default;
        ref var noted = ref attempt.Former is null ? ref job : ref asSent;
        attempt.EnterHistory(tenant.History.Begin(noted.FindPlaces(tenant.History, attempt.Address), attempt.CommittedAt));
    }

    /// <summary>Notes that an ended attempt may have reached the contact. A late report has changed its outcome.</summary>
    public static void Correct(SchedulerState state, ref Job job, Route route, long committedAt, AttemptOutcome outcome, bool isNew)
    {
        NoteOptOut(state, job, route.Channel, outcome);
        var tenant = job.Lane.Campaign.Tenant;
        if (tenant.NeedsHistory && outcome.SpendsAttempt())
        {
            var conversationAt = outcome == AttemptOutcome.Completed ? EndOf(state, committedAt) : 0;
            Note(state, ref job, route.KeyOf(tenant.Index, job.Contact), committedAt, conversationAt, isNew);
        }
    }

    /// <summary>Notes an attempt that has ended and may have reached the contact.</summary>
    /// <param name="state">The scheduler's state.</param>
    /// <param name="job">The job, of a tenant with caps.</param>
    /// <param name="address">The address that was contacted.</param>
    /// <param name="at">When the attempt was committed, in UTC ticks.</param>
    /// <param name="conversationAt">When the attempt ended, in UTC ticks, if it was a conversation; 0 otherwise.</param>
    /// <param name="isNew">False for an attempt that is already noted and gets a late report.</param>
    public static void Note(SchedulerState state, ref Job job, in AddressKey address, long at, long conversationAt, bool isNew)
    {
        var history = job.Lane.Campaign.Tenant.History;
        history.Forget(state.Now.Wall);
        var names = job.FindPlaces(history, address);
        if (isNew)
        {
            history.Note(names, address, at);
        }

        history.NoteConversation(names, conversationAt);
    }

    /// <summary>
    /// Notes the end of a live attempt. The tenant's caps count it unless it came to nothing. Jobs that wait for this end are judged again.
    /// </summary>
    public static void End(SchedulerState state, ParkedJobs parked, ref Job job, in LiveAttempt attempt, AttemptOutcome outcome)
    {
        if (attempt.Former is { } former && former != job.Contact)
        {
            var asSent = job.As(former);
            End(state, parked, ref asSent, attempt, outcome);
            return;
        }

        NoteOptOut(state, job, job.Lane.Route.Channel, outcome);
        var tenant = job.Lane.Campaign.Tenant;
        if (!tenant.NeedsHistory)
        {
            return;
        }

        var conversationAt = outcome == AttemptOutcome.Completed ? EndOf(state, attempt.CommittedAt) : 0;
        tenant.History.Forget(state.Now.Wall);
        tenant.History.End(attempt.HistoryEntry, attempt.Address, attempt.CommittedAt, outcome.SpendsAttempt());
        tenant.History.NoteConversation(job.FindPlaces(tenant.History, attempt.Address), conversationAt);
        if (tenant.History.Waiters.HasAny)
        {
            parked.Ended(tenant, job.Contact, attempt.Address);
        }
    }

    /// <summary>
    /// Adds a person who opted out in an attempt to the tenant's do-not-contact list, as the tenant's settings require. The person's other
    /// jobs end in the next scheduler step.
    /// </summary>
    /// <param name="state">The scheduler's state.</param>
    /// <param name="job">The attempt's job.</param>
    /// <param name="channel">The channel of the attempt.</param>
    /// <param name="outcome">The outcome of the attempt.</param>
    public static void NoteOptOut(SchedulerState state, in Job job, string channel, AttemptOutcome outcome)
    {
        var scope = job.Lane.Campaign.Tenant.Settings.OptOuts;
        if (outcome == AttemptOutcome.OptedOut && scope != OptOutScope.None)
        {
            OptOut(state, job, channel, scope);
        }
    }

    /// <summary>
    /// Adds a person to the tenant's do-not-contact list: on one channel, or on all. The person's jobs end in the next scheduler step.
    /// </summary>
    public static void OptOut(SchedulerState state, in Job job, string channel, OptOutScope scope)
    {
        var (tenant, contact) = (job.Lane.Campaign.Tenant, job.Contact);
        if (contact.IsErased)
        {
            return; // the list has the hashes of the person already
        }

        var entries = new List<Suppression> { Suppression.Restore(
            tenant.Name, contact.Key, scope == OptOutScope.Channel ? channel : null, null) };
        if (scope == OptOutScope.AllChannels)
        {
            entries.AddRange(contact.AllAddresses.Distinct().Select(address => Suppression.OfCanonical(tenant.Name, address, null)));
        }
        else if (contact.AddressOn(channel) is { } address)
        {
            entries.Add(Suppression.OfCanonical(tenant.Name, address, channel));
        }

        foreach (var entry in entries.Where(entry => !tenant.Suppressions.Holds(entry)))
        {
            state.Suppress(entry, SuppressionReason.OptedOut);
            state.NoteOptOut(entry);
        }
    }
}
