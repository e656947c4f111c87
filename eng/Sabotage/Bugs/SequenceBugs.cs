namespace Campaigns.Sabotages;

/// <summary>Bugs in the steps and the end of a drip.</summary>
internal static class SequenceBugs
{
    private const string Requests = "Scheduling/Requests/DripRequests.cs";
    private const string Groups = "Scheduling/Drips/StepGroups.cs";
    private const string Sequencer = "Scheduling/Drips/StepSequencer.cs";

    public static IReadOnlyList<Sabotage> All { get; } =
    [
        new(
            "reply ends waiting jobs only",
            "a job with a live attempt continues after a reply",
            Requests,
            "            jobRequests.EndOpen(slot, JobState.Replied, PendingAction.Reply);",
            "            if (job.State != JobState.Live)\n            {\n                jobRequests.EndOpen(slot, JobState.Replied, "
                + "PendingAction.Reply);\n            }\n"),
        new(
            "reply ignored while waiting for a channel",
            "a reply has no effect while its job waits for a channel",
            Requests,
            "            jobRequests.EndOpen(slot, JobState.Replied, PendingAction.Reply);",
            "            if (job.Lane.Kind != WaitingFor.Channel)\n            {\n                jobRequests.EndOpen(slot, "
                + "JobState.Replied, PendingAction.Reply);\n            }\n"),
        new(
            "event counted twice",
            "an event that occurred before a wait began ends the wait",
            Requests,
            "occurred >= (EarlyEvents.IsSecond(job, plan) ? job.Since : Math.Min(since, job.Since))",
            "occurred >= 0") { IsRare = true },
        new(
            "expiry not judged",
            "a job is contacted after its expiry",
            Sequencer,
            "return !EndIfExpired(slot) && TryKeepChannel(slot);",
            "return TryKeepChannel(slot);"),
        new(
            "paused campaigns do not expire",
            "a job does not end at its expiry while its campaign is paused",
            "Scheduling/Drips/Expiries.cs",
            "            if (lane.Campaign.EndedAs is null)",
            "            if (lane.Campaign.State == CampaignState.Running)"),
        new(
            "expiry of a job not judged at the send",
            "an attempt decided before the expiry is sent after it",
            "Scheduling/Picking/AttemptPlanner.cs",
            "job.Expires == 0 ? Now.Never : job.Expires)",
            "job.Expires >= 0 ? Now.Never : job.Expires)"),
        new(
            "monitoring ends as expired",
            "a contact who did not respond counts as one whose steps were not done",
            Sequencer,
            "job.Lane.Kind == WaitingFor.Reply ? JobState.NoResponse : JobState.Expired",
            "JobState.Expired"),
        new(
            "expiry kept in the next run",
            "a rerun job keeps its old expiry",
            "Scheduling/State/Job.cs",
            "(Expires, Began, Early) = (0, began, default);",
            "(Began, Early) = (began, default);"),
        new(
            "delay begins before the group is done",
            "a delay counts from when the last message was due, not from when it was sent",
            Sequencer,
            "Go(slot, groups.Next(slot, state.Now.Wall));",
            "Go(slot, groups.Next(slot, state.Jobs[slot].Due == 0 ? state.Now.Wall : state.Jobs[slot].Due));"),
        new(
            "second pass repeats a send",
            "the first step of a group is sent again after the others had their turn",
            Groups,
            "        job.Deferred.EndFirstPass();",
            "        job.Deferred.EndFirstPass();\n        job.Deferred.Defer(plan, plan.GroupStart(job.Step));"),
        new(
            "deferred step forgotten",
            "a step whose channel is unavailable is skipped immediately",
            Groups,
            "            job.Deferred.Defer(plan, job.Step);\n            job.BeginWait(at);\n            return true;",
            "            job.BeginWait(at);\n            return true;"),
        new(
            "deadline of a channel forgotten",
            "a step waits for its channel without a limit",
            Groups,
            "plan.Hours[step]), job.AtMost(due));",
            "plan.Hours[step]), job.AtMost(Now.Never));"),
        new(
            "deadline of a task forgotten",
            "a person's task never expires",
            Groups,
            "WaitingFor.Task), job.AtMost(due));",
            "WaitingFor.Task), job.AtMost(Now.Never));"),
        new(
            "skip counted as an attempt",
            "a skipped step counts as a failed attempt",
            Groups,
            "        moves.PublishStep(\n            CampaignEventKind.StepSkipped,",
            "        state.Count(job.Lane, Storage.Counter.Of(AttemptOutcome.Failed), 1);\n        "
                + "moves.PublishStep(CampaignEventKind.StepSkipped,"),
        new(
            "own protocol ignored",
            "a contact with its own protocol follows the campaign's",
            "Scheduling/State/CampaignEntry.cs",
            "version >= 0 ? _plans[version] : _own.Of(contact.OwnProtocol!)",
            "version >= 0 ? _plans[version] : _plans[0]"),
        new(
            "version ignored",
            "a running job follows the newest version of its protocol",
            "Scheduling/State/CampaignEntry.cs",
            "version >= 0 ? _plans[version] :",
            "version >= 0 ? _plans[^1] :") { IsRare = true },
        new(
            "own window of a step ignored",
            "a step is sent during all hours of its campaign",
            "Scheduling/State/SchedulerState.cs",
            "campaign.HoursFor(row.Hours)",
            "campaign.HoursFor(null)"),
    ];
}
