using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>Builds the scheduler's state from the store, at start and after a commit whose result is unknown.</summary>
internal sealed class Rehydration(Scheduler scheduler, SchedulerState state, ReadyTree tree, LimitBook limits)
{
    /// <summary>Loads a snapshot into an empty scheduler.</summary>
    /// <param name="snapshot">The contents of the store.</param>
    /// <param name="recovery">How the store is read: for the first time in a process, or again.</param>
    public void Load(StoreSnapshot snapshot, Recovery recovery)
    {
        LoadClock(snapshot, recovery);
        state.Load(snapshot);
        scheduler.Feed.Load(snapshot);
        foreach (var row in snapshot.Campaigns)
        {
            scheduler.Lifecycle.Add(row);
        }

        scheduler.Providers.Apply(snapshot.Providers);
        scheduler.CallerIds.Load(snapshot.CallerIds);
        LoadTenants(snapshot); // before the lanes, which take their windows from the tenants
        LoadLanes(snapshot);

        foreach (var campaign in state.Campaigns.Values.Where(campaign => campaign.State.IsTerminal()))
        {
            tree.Detach(campaign);
        }

        limits.Quotas.Load(snapshot.Usage); // before attempts that were not sent return their share
        state.Unmatched.Load(snapshot.Reports);
        state.ToldEvents.Load(snapshot.ToldEvents, state.Settings.EventIdAge);
        state.Triggers.Load(snapshot.Triggers);
        LoadLive(snapshot, recovery);
        scheduler.Erasures.Load(snapshot);
        foreach (var lane in state.Lanes.Values)
        {
            scheduler.Expiries.LookAfterLoad(lane);
        }

        if (snapshot.LastJob > 0)
        {
            state.Providers.ForEach(provider => provider.Distrust()); // the state of the providers is unknown, so they are probed
            limits.Load(snapshot.Usage, recovery.Carried);
        }
    }

    /// <summary>
    /// Loads an ended campaign from the store for a request, unless the campaign is in memory. Nothing changes a campaign outside memory,
    /// so the time of the read within the step does not matter.
    /// </summary>
    public void TakeIn(CampaignRecord record)
    {
        if (state.Campaigns.ContainsKey(record.Row.Id.Value))
        {
            return;
        }

        var campaign = scheduler.Lifecycle.Add(record.Row);
        foreach (var (lane, counters) in record.Lanes)
        {
            LoadLane(lane, counters);
        }

        tree.Detach(campaign);
        limits.Load(campaign, record.Usage);
    }

    private void LoadLive(StoreSnapshot snapshot, Recovery recovery)
    {
        var times = new ResumedTimes(state, snapshot.Busy, recovery.Carried);
        foreach (var (job, attempt) in snapshot.Live)
        {
            LoadLive(job, attempt, recovery, times);
        }

        foreach (var row in times.Lingering)
        {
            scheduler.Lingering.Load(row, times.LeftOf(row));
        }

        state.Live.SetDeadlines(times.Deadlines);
    }

    /// <summary>Restores the view of the wall clock: from this process after a failed commit, or from the store in a new process.</summary>
    private void LoadClock(StoreSnapshot snapshot, Recovery recovery)
    {
        if (recovery.Carried is { } carried)
        {
            state.Resume(carried.Clock);
        }
        else
        {
            state.Clock.Resume(snapshot.Lead.Ticks, state.Now.Wall);
            state.Resume(state.Clock);
        }
    }

    private void LoadTenants(StoreSnapshot snapshot)
    {
        foreach (var row in snapshot.Tenants)
        {
            scheduler.Tenants.ApplySettings(row.Tenant, row.Settings, row.Revision);
            scheduler.Tenants.ApplyHold(row.Tenant, row.Held, row.HeldSince, new HoldCause(row.Reason, row.LastCommit));
        }

        foreach (var (tenant, hash, isKey, channel) in snapshot.Suppressions)
        {
            state.Tenant(tenant).Suppressions.Add(isKey, channel, hash);
        }
    }

    private void LoadLanes(StoreSnapshot snapshot)
    {
        foreach (var (row, counters) in snapshot.Lanes)
        {
            LoadLane(row, counters);
        }

        foreach (var channel in snapshot.Channels)
        {
            scheduler.Channels.Apply(channel);
        }
    }

    private void LoadLane(LaneRow row, IReadOnlyList<long> counters)
    {
        var campaign = state.Campaign(row.Campaign);
        var lane = state.AddLane(row, campaign);
        lane.Load(counters);
        for (var job = JobState.New; job <= JobState.Live; job++)
        {
            campaign.CountOpen(counters[Counter.Of(job)]);
        }
    }

    private void LoadLive(JobRecord record, AttemptRow row, Recovery recovery, ResumedTimes times)
    {
        var slot = scheduler.Jobs.Load(record);
        ref var job = ref state.Jobs[slot];
        var campaign = job.Lane.Campaign;
        var provider = state.Providers.Find(provider => provider.Name == row.Provider)
            ?? new ProviderEntry(-1, row.Provider, job.Lane.Row.Channel, new ProviderOptions());
        var isSending = recovery.IsInFlight(new AttemptId(state.Stamp, row.Job, row.Number)); // even if a report says that it rings
        provider.Retake(isSending);
        var callerId = state.CallerIds.Retake(row);
        campaign.TakeSlot();
        campaign.Tenant.TakeSlot();
        state.Everything.TakeSlot();
        var address = state.Route(provider.Channel).KeyOf(campaign.Tenant.Index, row.Contact ?? record.Contact);
        state.Addresses.Add(address);
        job.GoLive(state.Live.Add(new LiveAttempt
        {
            Job = slot,
            JobId = row.Job, Number = row.Number,
            State = row.State,
            HoldsCredit = isSending,
            Mark = BreakerMark.Uncounted, // a missing outcome proves nothing: the report may have come while no process was running
            Address = address, Former = row.Contact,
            Provider = provider, CallerId = callerId, CallerIdMark = BreakerMark.Uncounted,
            Reported = row.Outcome, IsContinuing = row is { State: AttemptState.Answered, Outcome: AttemptOutcome.Machine },
            ProviderStatus = row.ProviderStatus,
            OccurredAt = row.OccurredAt,
            ContentHash = row.ContentHash, CommittedAt = row.CommittedAt,
            Epoch = row.Epoch,
            Step = row.Step, Try = row.Try,
            HasBusyRow = times.TakeRow(row),
            HasWish = job.Pending.Has(PendingAction.CallBack),
            Quotas = recovery.Carried?.OfQuotas(row.Job, row.Number) is { } taken
                ? limits.Quotas.Resume(taken, campaign, provider, callerId)
                : null,
        }));
        HistoryNotes.Begin(campaign.Tenant, ref job, ref state.Live[job.Live]);
        state.Live.SetCall(job.Live, row.ProviderCallId);
        Resume(job.Live, row, recovery.FirstEpoch, times);
    }

    /// <summary>Resumes an attempt. Its deadline does not start again, however often the process restarts.</summary>
    private void Resume(int live, in AttemptRow row, long firstEpoch, ResumedTimes times)
    {
        ref var attempt = ref state.Live[live];
        if (attempt.HoldsCredit)
        {
            times.ResumeDispatch(live, row);
        }
        else if (attempt.IsOver)
        {
            scheduler.Recorder.EndAsReported(live, row.Outcome);
        }
        else if (row.State >= AttemptState.Accepted)
        {
            times.ResumeCall(live, row, scheduler.Lingering.TimeoutOf(attempt));
        }
        else if (row.Epoch >= firstEpoch)
        {
            scheduler.Recorder.End(live, AttemptOutcome.NotSent, "the result of its commit is unknown");
        }
        else
        {
            // An earlier process may have sent the attempt. Look it up when its dispatch must be over, and never send it again.
            times.ResumeDispatch(live, row);
        }
    }
}
