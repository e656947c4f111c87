using Campaigns.Scheduling;
using Campaigns.Storage;

namespace Campaigns.Engine;

/// <summary>
/// Applies a provider report. A report about a live attempt needs only memory. For any other attempt, the command reads the job and its
/// attempts from the store. A report that asks to be called back needs the earlier results of its attempt.
/// </summary>
internal sealed class ReportCommand(ProviderReport report) : Command<ReportReceipt>
{
    public override bool IsReport => true;

    public override bool MustWait(Decisions decided) =>
        decided.ChangesContacts || decided.Batch.Erasures.Count > 0; // stored attempts do not have former or erased contacts yet

    protected override async ValueTask<ReportReceipt> ExecuteAsync(Scheduler scheduler, CommandReader reader)
    {
        if (report.AttemptResult?.CallBackAt is not null)
        {
            report.FindProblems(scheduler.View.Now.Instant).ThrowIfAny("The report");
        }

        var live = scheduler.Reports.FindLive(report);
        var receipt = live >= 0
            ? scheduler.Reports.Handle(live, report, await KnownAsync(scheduler, reader, scheduler.Reports.IdOf(live)))
            : await TakeStoredAsync(scheduler, reader);
        return report.IsAnswer ? receipt : scheduler.Decisions.Note(receipt);
    }

    private async ValueTask<ReportReceipt> TakeStoredAsync(Scheduler scheduler, CommandReader reader)
    {
        var id = report.Attempt ?? await FindAsync(scheduler, reader.Store);
        if (id is not { } attempt || attempt.Store != scheduler.View.Stamp
            || await reader.TryFindJobAsync(scheduler, new JobAddress(default, null, attempt.Job)) is not { } record)
        {
            return scheduler.Reports.Handle(-1, 0, report, []);
        }

        var attempts = await reader.Store.ReadAttemptsAsync(attempt.Job);
        using var job = scheduler.Jobs.Borrow([record]);
        return scheduler.Reports.Handle(job.Slots[0], attempt.Number, report, attempts, await KnownAsync(scheduler, reader, attempt));
    }

    /// <summary>
    /// Reads what is known of an attempt so far, if the report asks to be called back. A repeated report must not repeat the call.
    /// </summary>
    private async ValueTask<ResultRow?> KnownAsync(Scheduler scheduler, CommandReader reader, AttemptId attempt)
    {
        if (report.AttemptResult?.CallBackAt is null)
        {
            return null;
        }

        var stored = await reader.Store.ReadResultsAsync(attempt.Job);
        return scheduler.Reports.ResultOf(attempt, stored.FirstOrDefault(row => row.Number == attempt.Number));
    }

    /// <summary>Finds the attempt by the provider's own call id.</summary>
    private async ValueTask<AttemptId?> FindAsync(Scheduler scheduler, GuardedStore store)
    {
        var row = scheduler.Reports.FindEnding(report) ?? await store.FindAttemptAsync(report.Provider!, report.CallId!);
        return row is { } found ? new AttemptId(scheduler.View.Stamp, found.Job, found.Number) : null;
    }
}
