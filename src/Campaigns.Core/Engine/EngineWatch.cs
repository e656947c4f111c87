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

    /// <summary>Whether anybody measures how attempts end.</summary>
    public bool WantsEnds => telemetry.Instruments.MeasureEnds;

    /// <summary>A step is committed.</summary>
    public void Committed(Scheduler scheduler, CommitReceipt receipt)
    {
        telemetry.Figures.Step(scheduler.Decisions.Batch, receipt);
        Tell(scheduler.View, scheduler.Decisions);
    }

    /// <summary>The store was read, and what is in memory now is committed.</summary>
    /// <param name="scheduler">What is in memory.</param>
    /// <param name="snapshot">What was read.</param>
    /// <param name="firstEpoch">The first epoch of this engine.</param>
    public void Loaded(Scheduler scheduler, StoreSnapshot snapshot, long firstEpoch)
    {
        var view = scheduler.View;
        telemetry.Figures.Load(view);
        Array.ForEach(_providers, provider => provider.Reset());
        if (snapshot.Epoch == firstEpoch)
        {
            var inDoubt = snapshot.Live.Count(live => live.Attempt.Epoch < firstEpoch && live.Attempt.State < AttemptState.Accepted);
            Log.Started(telemetry.Log, view.Campaigns, snapshot.Epoch, snapshot.Live.Count, inDoubt);
            if (view.HoldReason is { } reason)
            {
                Log.HeldByStore(telemetry.Log, reason);
            }
        }
        else
        {
            telemetry.Instruments.Rehydrations.Add(1);
            if (_recoveries.TryTell(1, view.Now.Mono, out var recoveries))
            {
                Log.StoreRecovered(telemetry.Log, recoveries, snapshot.Epoch, view.Live, snapshot.Live.Count - view.Live);
            }
        }

        Tell(view, scheduler.Decisions);
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
    /// <param name="view">How the scheduler stands.</param>
    /// <param name="now">The time.</param>
    /// <param name="sleep">How long the loop means to sleep.</param>
    /// <returns>How long it is to sleep.</returns>
    public TimeSpan Rest(SchedulerView view, Now now, TimeSpan sleep)
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
        telemetry.Figures.SetOldestDue(view.OldestDue());
        return sleep;
    }

    private void Tell(SchedulerView view, Decisions decisions)
    {
        telemetry.Figures.Stand(view);
        _host.Look(view.Now.Mono);
        _metrics.Add(decisions.Ends);
        _metrics.Add(decisions.Receipts);
        if (_unknownReports.TryTell(decisions.Receipts[(int)ReportReceipt.Unknown], view.Now.Mono, out var unknown))
        {
            Log.ReportsUnknown(telemetry.Log, unknown);
        }

        foreach (var (campaign, to) in decisions.Changes)
        {
            Log.CampaignChanged(telemetry.Log, campaign.Value, to);
        }

        foreach (var (campaign, since) in decisions.CutEnrollments)
        {
            Log.EnrollmentCut(telemetry.Log, campaign.Value, since);
        }

        for (var i = 0; i < _providers.Length; i++)
        {
            _providers[i].Look(view.Providers[i], view.Now.Mono, telemetry.Log);
        }
    }
}
