using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>Notes changes for the change feed, if a reader wants them.</summary>
internal static class ChangeNotes
{
    /// <summary>Notes that an attempt ended, or that its outcome was corrected.</summary>
    /// <param name="state">The state.</param>
    /// <param name="job">The job.</param>
    /// <param name="row">The attempt as it is written.</param>
    /// <param name="former">The outcome before a correction; <see cref="AttemptOutcome.None"/> for an attempt that ended.</param>
    /// <returns>The note, for <see cref="Next"/>; below 0 if nobody wants it.</returns>
    public static int Attempt(SchedulerState state, in Job job, in AttemptRow row, AttemptOutcome former = AttemptOutcome.None)
    {
        var (kind, campaign) = (former == AttemptOutcome.None ? ChangeKinds.AttemptEnded : ChangeKinds.AttemptCorrected, job.Lane.Campaign);
        if (!state.Feed.Readers.Want(kind, campaign.Row))
        {
            return -1;
        }

        var plan = job.Plan;
        return state.Feed.Note(new ChangeNote // not from Of: this one is on the path of every attempt, and a copy costs
        {
            Kind = kind,
            Tenant = campaign.Row.Tenant,
            Campaign = campaign.Id,
            Contact = job.Contact.Key,
            Job = row.Job,
            Number = row.Number,
            Outcome = row.Outcome,
            Former = former,
            Step = row.Step,
            Try = row.Try,
            MaxTries = plan.IsContact(row.Step) ? plan.Contact(row.Step).Retry.Attempts : 0,
            Reason = row.Note,
            Provider = row.Provider,
            CallerId = row.CallerId,
        });
    }

    /// <summary>Completes the note of an attempt with its consequences: when the job is due again, or that it has ended.</summary>
    /// <param name="state">The state.</param>
    /// <param name="note">The result of <see cref="Attempt"/>.</param>
    /// <param name="slot">The slot that the job had. A job that has ended has left it.</param>
    public static void Next(SchedulerState state, int note, int slot)
    {
        if (note >= 0)
        {
            ref readonly var job = ref state.Jobs[slot];
            var isOpen = job.Id == state.Feed.JobOf(note) && !job.State.IsTerminal();
            state.Feed.Follow(note, !isOpen, isOpen ? DueOf(state, job) : 0);
        }
    }

    public static void Result(SchedulerState state, in Job job, ResultRow row)
    {
        var campaign = job.Lane.Campaign;
        if (state.Feed.Readers.Want(ChangeKinds.ResultTold, campaign.Row))
        {
            state.Feed.Note(Of(ChangeKinds.ResultTold, campaign) with
            {
                Contact = job.Contact.Key,
                Job = row.Job,
                Number = row.Number,
                AttemptResult = row.AttemptResult,
                OccurredAt = row.OccurredAt,
            });
        }
    }

    public static void Ended(SchedulerState state, in Job job, JobState end)
    {
        var campaign = job.Lane.Campaign;
        if (state.Feed.Readers.Want(ChangeKinds.ContactEnded, campaign.Row))
        {
            state.Feed.Note(
                Of(ChangeKinds.ContactEnded, campaign) with { Contact = job.Contact.Key, End = end, Outcome = job.LastOutcome });
        }
    }

    /// <summary>Notes that a job waits, that a manual task was opened, or that a step was skipped.</summary>
    public static void Step(SchedulerState state, in Job job, bool isSkipped, int step, WaitingFor waits, string? reason)
    {
        var kind = isSkipped ? ChangeKinds.StepSkipped : waits == WaitingFor.Task ? ChangeKinds.TaskOpened : ChangeKinds.ContactWaits;
        var campaign = job.Lane.Campaign;
        if (state.Feed.Readers.Want(kind, campaign.Row))
        {
            state.Feed.Note(
                Of(kind, campaign) with { Contact = job.Contact.Key, Step = (short)step, Waits = waits, Reason = reason });
        }
    }

    public static void Campaign(SchedulerState state, CampaignEntry campaign)
    {
        if (state.Feed.Readers.Want(ChangeKinds.CampaignChanged, campaign.Row))
        {
            state.Feed.Note(Of(ChangeKinds.CampaignChanged, campaign) with { State = campaign.State });
        }
    }

    public static void Cut(SchedulerState state, CampaignEntry campaign)
    {
        if (state.Feed.Readers.Want(ChangeKinds.EnrollmentCut, campaign.Row))
        {
            state.Feed.Note(Of(ChangeKinds.EnrollmentCut, campaign));
        }
    }

    /// <summary>Notes that a channel became available to a tenant, or unavailable for a reason.</summary>
    public static void Channel(SchedulerState state, string tenant, string channel, string? reason)
    {
        if (state.Feed.Readers.Want(ChangeKinds.ChannelChanged, tenant))
        {
            state.Feed.Note(new ChangeNote
            {
                Kind = ChangeKinds.ChannelChanged, Tenant = tenant, Channel = channel, IsAvailable = reason is null, Reason = reason,
            });
        }
    }

    private static ChangeNote Of(ChangeKinds kind, CampaignEntry campaign) =>
        new() { Kind = kind, Tenant = campaign.Row.Tenant, Campaign = campaign.Id };

    /// <summary>When an open job is due, in UTC ticks; 0 if it waits for something other than a time.</summary>
    private static long DueOf(SchedulerState state, in Job job) => job.State switch
    {
        JobState.New => state.Now.Wall,
        JobState.Waiting when job.Lane.Kind is WaitingFor.Turn or WaitingFor.Time => job.DueAt(state.Now),
        _ => 0,
    };
}
