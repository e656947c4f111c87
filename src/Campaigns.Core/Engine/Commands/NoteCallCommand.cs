using Campaigns.Scheduling;

namespace Campaigns.Engine;

/// <summary>Adds an attempt for a call that a restored store does not know, unless the store does know it.</summary>
internal sealed class NoteCallCommand(JobAddress address, NotedCall call) : Command<bool>
{
    protected override async ValueTask<bool> ExecuteAsync(Scheduler scheduler, CommandReader reader)
    {
        var report = ProviderReport.OfCall(call.Provider, call.CallId, AttemptState.Ended, call.Outcome);
        var isKnown = scheduler.Reports.FindLive(report) >= 0
            || scheduler.Reports.FindEnding(report) is not null
            || await reader.Store.FindAttemptAsync(call.Provider, call.CallId) is not null;
        using var job = scheduler.Jobs.Borrow([await reader.FindJobAsync(scheduler, address)]);
        return !isKnown && scheduler.Noted.Note(job.Slots[0], call);
    }
}
