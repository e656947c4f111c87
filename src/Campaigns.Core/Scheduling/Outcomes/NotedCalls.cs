using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>Adds the attempts of calls that a restored store does not know. Such an attempt begins and ends in the same commit.</summary>
internal sealed class NotedCalls(SchedulerState state, AttemptRecorder recorder, JobTransitions moves, StepSequencer sequencer)
{
    /// <summary>Adds an ended attempt to a job, and decides what follows.</summary>
    /// <returns>False if the job has ended.</returns>
    public bool Note(int slot, NotedCall call)
    {
        if (state.Jobs[slot].State.IsTerminal() || state.Jobs[slot].Lane.Campaign.EndedAs is not null)
        {
            return false;
        }

        var provider = state.Providers.Find(provider => provider.Name == call.Provider)
            ?? throw CampaignException.NotFound(
                $"provider \"{TextLimits.Show(call.Provider)}\"; there are {string.Join(", ", state.Providers.Select(each => each.Name))}");
        RequireTurn(slot, provider);
        var live = Begin(slot, provider, call);
        ApplyKept(live, call);
        recorder.Calls.Set(live, call.CallId);
        recorder.End(live, call.Outcome, "noted after a restore");
        return true;
    }

    private void RequireTurn(int slot, ProviderEntry provider)
    {
        ref var job = ref state.Jobs[slot];
        if (job.State == JobState.Live)
        {
            throw Refused(job, "has a live attempt. Report its outcome instead");
        }

        var isTurn = job.Lane.Kind == WaitingFor.Turn && (job.Plan.Exit is null || sequencer.Begin(slot));
        if (!isTurn || state.Jobs[slot].Lane.Row.Channel != provider.Channel)
        {
            throw Refused(state.Jobs[slot], $"does not wait for an attempt on {provider.Channel} now");
        }
    }

    private int Begin(int slot, ProviderEntry provider, NotedCall call)
    {
        ref var job = ref state.Jobs[slot];
        var (campaign, now) = (job.Lane.Campaign, state.Now);
        var address = new Candidate(state, ref job).Address;
        provider.Retake(isDispatching: false);
        campaign.TakeSlot();
        campaign.Tenant.TakeSlot();
        state.Everything.TakeSlot();
        state.Addresses.Add(address);
        job.StartTime(now.Wall);
        job.CountAttempt();
        job.GoLive(state.Live.Add(new LiveAttempt
        {
            Job = slot,
            JobId = job.Id,
            Number = job.Number,
            State = AttemptState.Accepted,
            Mark = BreakerMark.Uncounted, // the call says nothing about the provider's health now
            Address = address,
            Provider = provider,
            OccurredAt = call.EndedAt?.UtcTicks ?? 0,
            CommittedAt = now.Wall,
            BeganAt = now.Mono,
            Epoch = state.Epoch,
            Step = job.Step,
            Try = (short)(job.Tries + 1),
        }));
        HistoryNotes.Begin(campaign.Tenant, ref job, ref state.Live[job.Live]);
        moves.Move(slot, JobState.Live);
        return job.Live;
    }

    /// <summary>Applies the reports about the call that came before the note. Their attempt begins only now.</summary>
    private void ApplyKept(int live, NotedCall call)
    {
        ref var attempt = ref state.Live[live];
        foreach (var report in state.Unmatched.RemoveCall(call.Provider, call.CallId, recorder.Calls.TenantOf(attempt)))
        {
            ResultNotes.Record(state, live, report.AttemptResult, report.OccurredAt);
            if (report.State == AttemptState.Ended)
            {
                attempt.Apply(report);
            }
        }
    }

    private static CampaignException Refused(in Job job, string why) =>
        new(CampaignError.IllegalTransition, $"The call cannot be noted: job {job.Id} {why}.");
}
