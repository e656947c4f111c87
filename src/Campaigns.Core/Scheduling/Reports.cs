using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>What providers report about attempts, live or ended: in any order, the highest status wins.</summary>
internal sealed class Reports(SchedulerState state, Recorder recorder, CampaignLife life, JobCourse course)
{
    /// <summary>Takes a report about an attempt, in any order and any number of times.</summary>
    /// <param name="slot">The attempt's job, in memory.</param>
    /// <param name="report">The report.</param>
    /// <param name="attempts">The job's attempts as stored.</param>
    public void Take(int slot, ProviderReport report, IReadOnlyList<AttemptRow> attempts)
    {
        ref var job = ref state.Jobs[slot];
        var id = report.Attempt!.Value;
        if (job.State == JobState.Live && state.Live.Holds(job.Live, job.Id, id.Number))
        {
            ReportLive(job.Live, report);
        }
        else if (report.State == AttemptState.Ended
            && FindRow(id, attempts) is { State: AttemptState.Ended } row && report.Outcome > row.Outcome)
        {
            Revise(slot, row, report.Outcome);
        }
    }

    private void ReportLive(int live, ProviderReport report)
    {
        ref var attempt = ref state.Live[live];
        if (report.State == AttemptState.Ended)
        {
            attempt.Provider.Heard(ref attempt.IsProbe, state.Now.Mono);
            recorder.End(live, report.Outcome, null);
        }
        else if (report.State > attempt.State)
        {
            attempt.State = report.State;
            state.Decisions.Batch.AttemptList.Add(attempt.Row(Outcome.None, 0, null));
        }
    }

    /// <summary>A report outranks what is recorded: the attempt's outcome changes, and the job's end with it, unless it has moved on.</summary>
    private void Revise(int slot, AttemptRow row, Outcome outcome)
    {
        ref var job = ref state.Jobs[slot];
        state.Count(job.Lane, Counter.Of(row.Outcome), -1);
        state.Count(job.Lane, Counter.Of(outcome), 1);
        var was = row.Outcome;
        row.Outcome = outcome;
        state.Decisions.Batch.AttemptList.Add(row);
        course.PublishAttempt(CampaignEventKind.AttemptEnded, job, row.Number, outcome);
        if (row.Try > 1 && was.Class() == OutcomeClass.Provider)
        {
            state.Count(job.Lane, Counter.Retries, 1);
        }

        var campaign = job.Lane.Campaign;
        recorder.NoteHistory(ref job, RouteOf(campaign, row.Step), row.CommittedAt, outcome);
        if (row.Number == job.Number && job.Step == row.Step)
        {
            ReviseJob(slot, was, outcome);
        }
    }

    /// <summary>The newest attempt's outcome has changed: the job's end changes with it, whatever order the reports came in.</summary>
    private void ReviseJob(int slot, Outcome was, Outcome outcome)
    {
        ref var job = ref state.Jobs[slot];
        var campaign = job.Lane.Campaign;
        job.LastOutcome = outcome;
        if (outcome == Outcome.OptedOut && (job.State is JobState.Waiting or JobState.Completed) && campaign.EndedAs is null)
        {
            life.Reopen(campaign);
            course.Finish(slot, JobState.Failed); // nothing follows an opt-out, whatever was to follow before
            life.CompleteIfDone(campaign);
            return;
        }

        var mayGoOn = job.State == JobState.Completed && was == Outcome.Completed && campaign.EndedAs is null;
        if (job.State != JobState.Unknown && !mayGoOn)
        {
            return;
        }

        life.Reopen(campaign);
        if (mayGoOn)
        {
            course.FollowContact(slot, outcome);
        }
        else
        {
            course.Move(slot, outcome.IsSuccess() ? JobState.Completed : JobState.Failed);
        }

        life.CompleteIfDone(campaign);
    }

    private Route RouteOf(CampaignEntry campaign, int step) => state.Tree.Route(((ContactStep)campaign.Steps[step]).Channel);

    /// <summary>The attempt as the commit under way will leave it.</summary>
    private AttemptRow? FindRow(AttemptId id, IReadOnlyList<AttemptRow> stored)
    {
        bool IsIt(AttemptRow row) => row.Job == id.Job && row.Number == id.Number;
        var changed = state.Decisions.Batch.AttemptList.FindLastIndex(IsIt);
        return changed >= 0 ? state.Decisions.Batch.AttemptList[changed] : stored.Where(IsIt).Select(row => (AttemptRow?)row).FirstOrDefault();
    }
}
