using Campaigns.Scheduling;

namespace Campaigns.Engine;

/// <summary>Adds a portion of entries to one tenant's do-not-contact list.</summary>
/// <returns>The number of entries that were new.</returns>
internal sealed class ImportSuppressionsCommand(string tenant, IReadOnlyList<Suppression> entries) : Command<int>
{
    public override bool MustWait(Decisions decided) => decided.ChangesContacts; // the store still finds people by their old addresses

    protected override async ValueTask<int> ExecuteAsync(Scheduler scheduler, CommandReader reader)
    {
        var added = scheduler.Suppressions.Import(tenant, entries);
        if (added.Count > 0 && scheduler.View.HasOpen(tenant))
        {
            var found = await reader.Store.FindOpenJobsAsync(added);
            using var jobs = scheduler.Jobs.Borrow([.. found.Select(pair => pair.Job).DistinctBy(job => job.Row.Id)]);
            scheduler.Suppressions.End(jobs.Slots);
        }

        return added.Count;
    }
}
