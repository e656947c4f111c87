using Campaigns.Observability;
using Campaigns.Scheduling;
using Campaigns.Storage;

namespace Campaigns.Engine;

/// <summary>Observes the loop on the loop's thread. After each step, it publishes figures, updates metrics, and logs changes.</summary>
internal sealed class EngineWatch(Telemetry telemetry)
{
    private readonly StepMetrics _metrics = new(telemetry.Instruments, telemetry.Figures.Providers);
    private readonly ProviderWatch[] _providers = [.. telemetry.Providers.Select(_ => new ProviderWatch())];
    private readonly HostWatch _host = new(telemetry.Faults, telemetry.Instruments, telemetry.Log);
    private Occurrences _storeFailures;
    private Occurrences _recoveries;
    private Occurrences _unknownReports;
    private long _lookedForOldestAt = -TimeSpan.TicksPerSecond;
    private string? _toldHold;

    /// <summary>Whether a listener measures how attempts end.</summary>
    public bool WantsEnds => telemetry.Instruments.MeasureEnds;

    /// <summary>Records a committed step.</summary>
    public void Committed(Scheduler scheduler, CommitReceipt receipt)
    {
        telemetry.Figures.Step(scheduler.Decisions.Batch, receipt);
        Tell(scheduler.View, scheduler.Decisions);
    }

    /// <summary>Records that the store was read and that the state in memory is committed.</summary>
    /// <param name="scheduler">The scheduler with the loaded state.</param>
    /// <param name="snapshot">The snapshot that was read.</param>
    /// <param name="firstEpoch">The first fencing epoch of this engine.</param>
    public void Loaded(Scheduler scheduler, StoreSnapshot snapshot, long firstEpoch)
    {
        var view = scheduler.View;
        telemetry.Figures.Load(view);
        Array.ForEach(_providers, provider => provider.Reset());
        if (snapshot.Epoch == firstEpoch)
        {
            var inDoubt = snapshot.Live.Count(live => live.Attempt.Epoch < firstEpoch && live.Attempt.State < AttemptState.Accepted);
            Log.Started(telemetry.Log, view.Campaigns, snapshot.Epoch, snapshot.Live.Count, inDoubt);
        }
        else
        {
            telemetry.Instruments.Rehydrations.Add(1);
            if (_recoveries.TryTell(1, view.Now.Mono, out var recoveries))
            {
                Log.StoreRecovered(telemetry.Log, recoveries, snapshot.Epoch, view.Live, snapshot.Live.Count - view.Live);
            }
        }

        if (view.HoldReason is { } reason && reason != _toldHold)
        {
            Log.HeldByStore(telemetry.Log, reason); // a database may lose commits while the engine runs
        }

        _toldHold = view.HoldReason;
        Tell(view, scheduler.Decisions);
    }

    /// <summary>Logs that the store failed. The loop reads the store again after a pause.</summary>
    public void StoreFailed(StoreFailure failure, long mono, TimeSpan pause)
    {
        if (_storeFailures.TryTell(1, mono, out var failures))
        {
            Log.StoreFailed(telemetry.Log, failure.Operation, failures, Redaction.Describe(failure.InnerException!), pause);
        }
    }

    /// <summary>
    /// Updates the oldest due time before the loop sleeps, at most once per second and only while a listener measures it.
    /// </summary>
    /// <param name="view">The scheduler's state.</param>
    /// <param name="now">The current time.</param>
    /// <param name="sleep">The planned sleep.</param>
    /// <returns>The sleep, shortened if the next update is due earlier.</returns>
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
