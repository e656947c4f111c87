using Campaigns.Observability;
using Campaigns.Scheduling;
using Campaigns.Storage;

namespace Campaigns.Engine;

/// <summary>Watches the loop, on the loop's own thread: once a step it publishes figures, adds to metrics and logs what changed.</summary>
internal sealed class EngineWatch(Telemetry telemetry)
{
    private readonly StepMetrics _metrics = new(telemetry.Instruments, telemetry.Figures.Providers);
    private readonly ProviderWatch[] _providers = [.. telemetry.Providers.Select(_ => new ProviderWatch())];
    private readonly HostWatch _host = new(telemetry.Faults, telemetry.Instruments, telemetry.Log);
    private Occurrences _storeFailures;
    private Occurrences _recoveries;
    private Occurrences _unknownReports;
    private long _lookedForOldestAt = -TimeSpan.TicksPerSecond;

    /// <summary>A step begins.</summary>
    public void Begin(SchedulerState state) => state.WantsEnds = telemetry.Instruments.MeasureEnds;

    /// <summary>A step is committed.</summary>
    public void Committed(SchedulerState state, CommitReceipt receipt)
    {
        telemetry.Figures.Step(state, receipt);
        Tell(state);
    }

    /// <summary>The store was read, and what is in memory now is committed.</summary>
    /// <param name="state">What is in memory.</param>
    /// <param name="snapshot">What was read.</param>
    /// <param name="firstEpoch">The first epoch of this engine.</param>
    public void Loaded(SchedulerState state, StoreSnapshot snapshot, long firstEpoch)
    {
        telemetry.Figures.Load(state);
        Array.ForEach(_providers, provider => provider.Reset());
        if (snapshot.Epoch == firstEpoch)
        {
            var inDoubt = snapshot.Live.Count(live => live.Attempt.Epoch < firstEpoch && live.Attempt.State < AttemptState.Accepted);
            Log.Started(telemetry.Log, state.Campaigns.Count, snapshot.Epoch, snapshot.Live.Count, inDoubt);
            if (state.Everything.HoldReason is { } reason)
            {
                Log.HeldByStore(telemetry.Log, reason);
            }
        }
        else
        {
            telemetry.Instruments.Rehydrations.Add(1);
            if (_recoveries.TryTell(1, state.Now.Mono, out var recoveries))
            {
                Log.StoreRecovered(telemetry.Log, recoveries, snapshot.Epoch, state.Live.Count, snapshot.Live.Count - state.Live.Count);
            }
        }

        Tell(state);
    }

    /// <summary>The store failed; it is read again after a pause.</summary>
    public void StoreFailed(StoreFailure failure, long mono, TimeSpan pause)
    {
        if (_storeFailures.TryTell(1, mono, out var failures))
        {
            Log.StoreFailed(telemetry.Log, failure.Operation, failures, Redaction.Describe(failure.InnerException!), pause);
        }
    }

    /// <summary>The loop is about to sleep. While somebody measures the oldest due time, it is looked for once a second at most.</summary>
    /// <param name="state">What is in memory.</param>
    /// <param name="now">The time.</param>
    /// <param name="sleep">How long the loop means to sleep.</param>
    /// <returns>How long it is to sleep.</returns>
    public TimeSpan Rest(SchedulerState state, Now now, TimeSpan sleep)
    {
        if (!telemetry.Gauges.OldestDue.Enabled)
        {
            return sleep;
        }

        var next = _lookedForOldestAt + TimeSpan.TicksPerSecond;
        if (now.Mono < next)
        {
            return TimeSpan.FromTicks(Math.Min(sleep.Ticks, next - now.Mono));
        }

        _lookedForOldestAt = now.Mono;
        telemetry.Figures.SetOldestDue(OldestDue(state));
        return sleep;
    }

    private void Tell(SchedulerState state)
    {
        telemetry.Figures.Stand(state);
        _host.Look(state.Now.Mono);
        _metrics.Add(state.Decisions.Ends);
        _metrics.Add(state.Decisions.Receipts);
        if (_unknownReports.TryTell(state.Decisions.Receipts[(int)ReportReceipt.Unknown], state.Now.Mono, out var unknown))
        {
            Log.ReportsUnknown(telemetry.Log, unknown);
        }

        foreach (var (campaign, to) in state.Decisions.Changes)
        {
            Log.CampaignChanged(telemetry.Log, campaign.Value, to);
        }

        foreach (var (campaign, since) in state.Decisions.CutEnrollments)
        {
            Log.EnrollmentCut(telemetry.Log, campaign.Value, since);
        }

        for (var i = 0; i < _providers.Length; i++)
        {
            _providers[i].Look(state.Providers[i], state.Now.Mono, telemetry.Log);
        }
    }

    private static long OldestDue(SchedulerState state)
    {
        var oldest = Now.Never;
        foreach (var lane in state.Lanes.Values)
        {
            if (lane.Waiting.Count > 0 && lane.Campaign.State == CampaignState.Running && lane.PhaseAt(state.Now.Wall).IsOpen)
            {
                oldest = Math.Min(oldest, lane.Waiting.Peek().Key.Due);
            }
        }

        return oldest;
    }
}
