using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>Turns a pick into an attempt: judges the gates of the lane and the job, takes the slots, and writes the intent.</summary>
internal sealed class AttemptPlanner(
    SchedulerState state, ReadyTree tree, WaitingPlaces places, JobTransitions moves, StepSequencer sequencer)
{
    private readonly AllGates _gates = new(state.Settings.Gates);

    /// <summary>Dispatches the next job of the lane. If a gate is closed, the lane or the job leaves the queue.</summary>
    public void Plan(Lane lane)
    {
        state.Touched.Add(lane);
        if (!lane.PhaseAt(state.Now.Wall).IsOpen || TryParkShutOut(lane) || !places.Lanes.TryTake(lane, out var slot))
        {
            return;
        }

        var taken = lane;
        if (lane.Kind == WaitingFor.Channel)
        {
            places.Groups.Return(slot);
            taken = state.Jobs[slot].Lane;
        }

        if (TryBegin(slot, taken) && TryPassGates(slot, taken, out var address))
        {
            Reserve(slot, taken, address);
        }
    }

    /// <summary>Parks a tenant that none of the open providers takes, until a provider that takes the tenant opens.</summary>
    private bool TryParkShutOut(Lane lane)
    {
        if (lane.Campaign.Tenant.FindChannel(lane.Route) is not { } channel || lane.Route.IsOpen(state.Now.Mono, tenant: channel))
        {
            return false;
        }

        places.Channels.Park(channel);
        return true;
    }

    /// <summary>
    /// Parks a contact that was refused or throttled before. Other contacts then go first and show whether the provider takes the tenant's
    /// contacts.
    /// </summary>
    private bool TryYield(int slot, Lane lane)
    {
        ref var job = ref state.Jobs[slot];
        if (job.Pending.TryRemove(PendingAction.LetsOthersGo))
        {
            places.Parked.Set(slot, state.Now.Wall + RetryConstraint.YieldAfter(job.Bounces - 2).Ticks);
            return true;
        }

        if (job.Cursor.Refusals == 0 || lane.Campaign.Tenant.FindChannel(lane.Route) is not { } channel)
        {
            return false;
        }

        var account = channel.FindAccount(PickProvider(lane, job));
        var until = account is null ? 0 : job.TakeYield(account, state.Now);
        if (until > 0)
        {
            places.Parked.Set(slot, until);
        }

        return until > 0;
    }

    /// <summary>Begins a job on its first turn, and ends an expired job.</summary>
    private bool TryBegin(int slot, Lane lane) => (!lane.Campaign.MayLeave && state.Jobs[slot].Protocol >= 0) || sequencer.Begin(slot);

    /// <summary>Judges the gates of the job. A closed gate parks or ends the job.</summary>
    private bool TryPassGates(int slot, Lane lane, out AddressKey address)
    {
        ref var job = ref state.Jobs[slot];
        var candidate = new Candidate(state, ref job);
        address = candidate.Address;
        if (address.IsNone)
        {
            // The store of an earlier version may hold an address that can no longer be read. No provider can use this address.
            moves.Finish(slot, JobState.Failed);
            return false;
        }

        foreach (var gate in _gates.OfJob)
        {
            var verdict = gate.Judge(candidate);
            if (verdict.IsOpen)
            {
                continue;
            }

            if (verdict.End is { } end)
            {
                moves.Finish(slot, end);
            }
            else
            {
                Park(slot, candidate, gate, verdict);
            }

            return false;
        }

        return TryApplyLateness(slot, lane) && !TryYield(slot, lane);
    }

    /// <summary>
    /// Parks a job until its gate may open: at an instant, at the end of an attempt to the person, or when the address is free.
    /// </summary>
    private void Park(int slot, in Candidate candidate, Gate gate, in Verdict verdict)
    {
        if (gate is HostGate host)
        {
            places.Parked.Set(slot, verdict.Until, host);
        }
        else if (verdict.Until > 0 && gate is not AddressGate)
        {
            places.Parked.Set(slot, verdict.Until);
        }
        else if (gate is FrequencyGate)
        {
            var (contact, name) = (candidate.Job.Contact, FrequencyGate.Look(candidate).Awaited);
            places.Parked.Await(slot, candidate.Tenant.History.Cards.NameOf(contact, candidate.Address, name));
        }
        else
        {
            places.Parked.Set(slot, candidate.Address);
        }
    }

    /// <summary>Applies the lateness policy to a job that is taken late.</summary>
    private bool TryApplyLateness(int slot, Lane lane)
    {
        ref var job = ref state.Jobs[slot];
        var policy = lane.Campaign.Settings.Lateness;
        if (policy.Action == LatenessAction.SendNow || job.State != JobState.Waiting || job.Pending.Has(PendingAction.PutOff))
        {
            return true;
        }

        var phase = lane.PhaseAt(state.Now.Wall);
        var possible = Math.Max(job.DueAt(state.Now), phase.From);
        var isLate = LatenessOf(lane.Campaign, possible) > policy.MaxLateness.Ticks
            && LatenessOf(
                lane.Campaign, Math.Max(possible, FrequencyGate.OpensAt(new Candidate(state, ref job)))) > policy.MaxLateness.Ticks;
        if (!isLate)
        {
            return true;
        }

        if (policy.Action == LatenessAction.Skip)
        {
            moves.Finish(slot, JobState.Expired);
            return false;
        }

        var next = policy.Action == LatenessAction.Spread
            ? Now.After(state.Now.Wall, policy.Over * state.Settings.Random.NextDouble())
            : NextOpening(lane, phase);
        if (next <= state.Now.Wall)
        {
            return true;
        }

        moves.Wait(slot, next);
        job.Pending.Request(job.State == JobState.Waiting ? PendingAction.PutOff : PendingAction.None);
        return false;
    }

    /// <summary>
    /// The time by which stops of any kind have held back a job that could have been sent from an instant on. Other delays do not count.
    /// </summary>
    private long LatenessOf(CampaignEntry campaign, long possible) => Math.Max(
        Math.Max(state.Clock.Stopped.LatenessOf(possible), state.Everything.Stopped.LatenessOf(possible)),
        Math.Max(campaign.Tenant.Stopped.LatenessOf(possible), campaign.Stopped.LatenessOf(possible)));

    /// <summary>The next opening of the window; now, for a lane that is always open.</summary>
    private long NextOpening(Lane lane, WindowPhase phase) =>
        lane.Calendar is null || phase.Until >= Now.Never ? state.Now.Wall : lane.Calendar.At(phase.Until).Until;

    private void Reserve(int slot, Lane lane, in AddressKey address)
    {
        tree.Charge(lane.Queue);
        ref var job = ref state.Jobs[slot];
        var (campaign, tenant, now) = (lane.Campaign, lane.Campaign.Tenant, state.Now);
        var provider = PickProvider(lane, job);
        var (mark, callerId) = (provider.Admit(now.Mono), PickCallerId(slot, provider));
        var channel = tenant.FindChannel(lane.Route);
        state.Addresses.Add(address);
        campaign.Dispatched.Add(now.Mono);
        job.StartTime(now.Wall);
        job.CountAttempt();
        job.Pending.TryRemove(PendingAction.Reschedule | PendingAction.CallBack);
        job.GoLive(state.Live.Add(new LiveAttempt
        {
            Job = slot,
            JobId = job.Id,
            Number = job.Number,
            HoldsCredit = true,
            Mark = mark,
            ChannelMark = channel?.Admit(now.Mono) ?? default,
            AccountMark = channel?.FindAccount(provider)?.Admit(now.Mono) ?? default,
            Address = address,
            Provider = provider,
            CallerId = callerId, CallerIdMark = callerId?.Admit(now.Mono) ?? default,
            CommittedAt = now.Wall,
            BeganAt = now.Mono,
            Epoch = state.Epoch,
            Step = job.Step,
            Try = (short)(job.Tries + 1),
            HistoryEntry = tenant.NeedsHistory ? tenant.History.Begin(job.FindPlaces(tenant.History, address), now.Wall) : 0,
        }));
        moves.Move(slot, JobState.Live);
        if (channel?.IsOpen(now.Mono) == false)
        {
            state.Touched.Add(channel.Tenant);
        }

        Intend(slot, lane, LimitUse.Debit(state, campaign, provider, callerId));
    }

    private ProviderEntry PickProvider(Lane lane, in Job job) => lane.Route.Pick(state.Now.Mono, job.Refused, lane.Campaign, job.Contact);

    /// <summary>Picks the number for an attempt, and makes the job remember it. Null for a provider without caller ids.</summary>
    private CallerIdEntry? PickCallerId(int slot, ProviderEntry provider)
    {
        if (provider.CallerIds is not { } pool)
        {
            return null;
        }

        var callerId = pool.Pick(state.Jobs.CallerIdOf(slot), state.Now.Mono);
        state.CallerIds.EnsureId(callerId, state.Decisions.Batch);
        state.Jobs.SetCallerId(slot, callerId.Id);
        return callerId;
    }

    /// <summary>The step as sent. Its channel is the lane's channel, which may be a fallback.</summary>
    private static ContactStep StepFor(in Job job, Lane lane)
    {
        var step = job.Plan.Contact(job.Step);
        return step.Channel == lane.Row.Channel ? step : step with { Channel = lane.Row.Channel };
    }

    private void Intend(int slot, Lane lane, in LimitUse taken)
    {
        ref var job = ref state.Jobs[slot];
        ref var attempt = ref state.Live[job.Live];
        var campaign = lane.Campaign;
        var phase = lane.PhaseAt(state.Now.Wall);
        attempt.Count(taken.Quotas);
        state.Decisions.Batch.Write(attempt.Row(AttemptOutcome.None, 0, null));
        state.Decisions.Dispatch(new Intent
        {
            Attempt = new AttemptId(state.Stamp, job.Id, job.Number),
            Live = job.Live,
            Provider = attempt.Provider,
            CallerId = attempt.CallerId?.Number,
            Contact = job.Contact,
            Terms = campaign.Terms,
            Step = StepFor(job, lane),
            Try = attempt.Try,
            Content = job.Plan.Contents[job.Step],
            Due = job.Due == 0 ? 0 : Math.Max(job.DueAt(state.Now), phase.From),
            StopVersion = campaign.Stop.Version,
            NotBefore = Math.Max(phase.From, taken.From),
            NotAfter = Math.Min(
                Math.Min(Math.Min(phase.Until, taken.Until), campaign.ExpiryTicks), job.Expires == 0 ? Now.Never : job.Expires),
            Reserved = taken.Reserved,
        });
        moves.PublishAttempt(CampaignEventKind.AttemptCommitted, job, job.Number, AttemptOutcome.None);
    }
}
