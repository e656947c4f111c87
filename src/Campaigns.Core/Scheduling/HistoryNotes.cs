using Campaigns.Scheduling.Gates;

namespace Campaigns.Scheduling;

/// <summary>Notes how attempts end: for a tenant's caps, and for its do-not-contact list.</summary>
internal static class HistoryNotes
{
    /// <summary>
    /// An attempt that ends now has not ended before it was committed, though the wall clock was set back: caps find it by its end.
    /// </summary>
    public static long EndOf(SchedulerState state, long committedAt) => Math.Max(state.Now.Wall, committedAt);

    /// <summary>A live attempt is noted, if the tenant has caps: they count it.</summary>
    public static void Begin(TenantEntry tenant, ref Job job, ref LiveAttempt attempt)
    {
        if (!tenant.NeedsHistory)
        {
            return;
        }

        var asSent = attempt.Former is { } former ? job.As(former) : default;
        ref var noted = ref attempt.Former is null ? ref job : ref asSent;
        attempt.Noted = tenant.History.Begin(ref noted, attempt.Address, attempt.CommittedAt);
    }

    /// <summary>An attempt that has ended already may have reached the contact, which was not known, or has in another way.</summary>
    public static void Correct(SchedulerState state, ref Job job, Route route, long committedAt, Outcome outcome, bool isNew)
    {
        SuppressionDesk.NoteOptOut(state, job, route.Channel, outcome);
        var tenant = job.Lane.Campaign.Tenant;
        if (tenant.NeedsHistory && outcome.SpendsAttempt())
        {
            var address = AddressKey.Of(tenant, route, job.Contact);
            tenant.History.Note(ref job, address, committedAt, outcome == Outcome.Completed ? EndOf(state, committedAt) : 0, state.Now.Wall, isNew);
        }
    }

    /// <summary>
    /// A live attempt has ended: the tenant's caps look back on it, unless it came to nothing. Who has waited for that is judged again.
    /// </summary>
    public static void End(SchedulerState state, AsideJobs aside, ref Job job, in LiveAttempt attempt, Outcome outcome)
    {
        if (attempt.Former is { } former && former != job.Contact)
        {
            var asSent = job.As(former);
            End(state, aside, ref asSent, attempt, outcome);
            return;
        }

        SuppressionDesk.NoteOptOut(state, job, job.Lane.Route.Channel, outcome);
        var tenant = job.Lane.Campaign.Tenant;
        if (!tenant.NeedsHistory)
        {
            return;
        }

        var conversationAt = outcome == Outcome.Completed ? EndOf(state, attempt.CommittedAt) : 0;
        tenant.History.End(ref job, attempt, conversationAt, outcome.SpendsAttempt(), state.Now.Wall);
        if (tenant.History.Waiters.HasAny)
        {
            aside.Ended(tenant, job.Contact, attempt.Address);
        }
    }
}
