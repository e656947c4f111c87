using Campaigns.Scheduling.Gates;
using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>Builds the scheduler's state from what the store holds: at start, and again after a commit whose result is unknown.</summary>
internal static class Rehydration
{
    /// <summary>Loads a snapshot into a new scheduler.</summary>
    /// <param name="scheduler">A scheduler that holds nothing yet.</param>
    /// <param name="snapshot">What the store holds.</param>
    /// <param name="firstEpoch">The first epoch of this process: what an earlier one left unsent may have been sent.</param>
    /// <param name="isInFlight">Whether an attempt was handed over for sending by this process and has not answered.</param>
    public static void Load(this Scheduler scheduler, StoreSnapshot snapshot, long firstEpoch, Func<AttemptId, bool> isInFlight)
    {
        var state = scheduler.State;
        state.Epoch = snapshot.Epoch;
        state.Stamp = snapshot.Stamp;
        state.LastCampaign = snapshot.LastCampaign;
        state.LastJob = snapshot.LastJob;
        state.LastLane = snapshot.LastLane;
        foreach (var row in snapshot.Campaigns)
        {
            scheduler.Life.Add(row);
        }

        scheduler.Providers.Apply(snapshot.Providers);
        LoadTenants(scheduler, snapshot); // before the lanes, which take their windows from them
        LoadLanes(scheduler, snapshot);

        foreach (var campaign in state.Campaigns.Values.Where(campaign => campaign.State.IsTerminal()))
        {
            state.Tree.Detach(campaign);
        }

        state.Unmatched.Load(snapshot.Reports);
        LoadLive(scheduler, snapshot, firstEpoch, isInFlight);
        foreach (var lane in state.Lanes.Values)
        {
            new LaneKeeper(state).Refresh(lane);
            scheduler.Expiries.LookAfterLoad(lane);
        }

        if (snapshot.LastJob > 0)
        {
            DistrustPast(state);
        }
    }

    private static void LoadLive(Scheduler scheduler, StoreSnapshot snapshot, long firstEpoch, Func<AttemptId, bool> isInFlight)
    {
        var deadlines = new List<(int, long)>();
        foreach (var (job, attempt) in snapshot.Live)
        {
            LoadLive(scheduler, job, attempt, firstEpoch, isInFlight, deadlines);
        }

        scheduler.State.Live.SetDeadlines(deadlines);
    }

    /// <summary>Nobody knows what was sent just before, or how the providers were: allowances start empty, providers are probed.</summary>
    private static void DistrustPast(SchedulerState state)
    {
        state.Providers.ForEach(provider => provider.Distrust(state.Now.Mono));
        foreach (var capped in state.Campaigns.Values.Cast<Capped>().Concat(state.Tenants.Values).Append(state.Everything))
        {
            capped.Rate.Empty(state.Now.Mono);
        }
    }

    private static void LoadTenants(Scheduler scheduler, StoreSnapshot snapshot)
    {
        foreach (var row in snapshot.Tenants)
        {
            scheduler.Tenants.ApplySettings(row.Tenant, row.Settings);
            scheduler.Tenants.ApplyHold(row.Tenant, row.Held);
        }

        foreach (var entry in snapshot.Suppressions)
        {
            scheduler.State.Tenant(entry.Tenant).Suppressions.Add(entry);
        }
    }

    private static void LoadLanes(Scheduler scheduler, StoreSnapshot snapshot)
    {
        foreach (var (row, counters) in snapshot.Lanes)
        {
            LoadLane(scheduler.State, row, counters);
        }

        foreach (var channel in snapshot.Channels)
        {
            scheduler.Channels.Apply(channel);
        }
    }

    private static void LoadLane(SchedulerState state, LaneRow row, IReadOnlyList<long> counters)
    {
        var campaign = state.Campaign(row.Campaign);
        var lane = state.AddLane(row, campaign);
        for (var i = 0; i < counters.Count; i++)
        {
            lane.Add(i, counters[i]);
        }

        for (var job = JobState.New; job <= JobState.Live; job++)
        {
            campaign.Open += counters[Counter.Of(job)];
        }

        lane.HasUnread = counters[Counter.Of(JobState.New)] > 0;
        lane.Watermark = counters[Counter.Of(JobState.Waiting)] > 0 ? DueKey.Lowest : DueKey.Highest;
    }

    private static void LoadLive(
        Scheduler scheduler, JobRecord record, AttemptRow row, long firstEpoch, Func<AttemptId, bool> isInFlight, List<(int, long)> deadlines)
    {
        var state = scheduler.State;
        var slot = scheduler.Desk.Load(record);
        ref var job = ref state.Jobs[slot];
        var campaign = job.Lane.Campaign;
        var provider = state.Providers.Find(provider => provider.Name == row.Provider)
            ?? new ProviderEntry(-1, row.Provider, job.Lane.Row.Channel, new ProviderOptions());
        var id = new AttemptId(state.Stamp, row.Job, row.Number);
        var isSending = isInFlight(id); // also when it was reported to ring before its dispatch returned
        provider.Retake(isSending);

        campaign.Live++;
        campaign.Tenant.Live++;
        state.Everything.Live++;
        var address = AddressKey.Of(campaign.Tenant, state.Tree.Route(provider.Channel), record.Contact);
        state.Addresses.Take(address);
        job.Live = state.Live.Add(new LiveAttempt
        {
            Job = slot,
            JobId = row.Job,
            Number = row.Number,
            State = row.State,
            HoldsCredit = isSending,
            Mark = BreakerMark.Uncounted, // its report may have come while nobody was here to take it
            Address = address,
            Provider = provider,
            Reported = row.Outcome,
            ProviderStatus = row.ProviderStatus,
            OccurredAt = row.OccurredAt,
            ContentHash = row.ContentHash,
            CommittedAt = row.CommittedAt,
            Epoch = row.Epoch,
            Step = row.Step,
            Try = row.Try,
        });
        state.Live.SetCall(job.Live, row.ProviderCallId);
        Resume(scheduler, job.Live, row, firstEpoch, isSending, deadlines);
    }

    /// <summary>An attempt goes on where it was; its deadline does not begin anew, however often the process does.</summary>
    private static void Resume(
        Scheduler scheduler, int live, AttemptRow row, long firstEpoch, bool isSending, List<(int, long)> deadlines)
    {
        var state = scheduler.State;
        ref var attempt = ref state.Live[live];
        if (isSending)
        {
            state.Live.SetDeadline(live, attempt.Provider.DispatchTimeout, state.Now.Mono);
        }
        else if (row.Outcome != Outcome.None)
        {
            scheduler.Recorder.End(live, row.Outcome, null);
        }
        else if (row.State >= AttemptState.Accepted)
        {
            ref var job = ref state.Jobs[attempt.Job];
            var step = job.Lane.Campaign.PlanOf(job).Contact(row.Step);
            var restarts = 1 + (row.State - AttemptState.Accepted); // each step of progress has given it its time again
            deadlines.Add((live, DeadlineOf(row, step.Timeout * restarts, state.Now)));
        }
        else if (row.Epoch >= firstEpoch)
        {
            scheduler.Recorder.End(live, Outcome.NotSent, "its commit was in doubt");
        }
        else
        {
            // an earlier process may have sent it: look it up when its dispatch must be over, never send it again
            deadlines.Add((live, DeadlineOf(row, attempt.Provider.DispatchTimeout, state.Now)));
        }
    }

    private static long DeadlineOf(in AttemptRow row, TimeSpan timeout, Now now) =>
        now.Mono + Math.Clamp(row.CommittedAt + timeout.Ticks - now.Wall, 0, timeout.Ticks);
}
