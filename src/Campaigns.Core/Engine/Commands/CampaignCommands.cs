using Campaigns.Scheduling;
using Campaigns.Storage;

namespace Campaigns.Engine;

/// <summary>Creates a campaign, or finds the existing one with the same key, which may be in the store only.</summary>
/// <param name="definition">The definition.</param>
/// <param name="problems">The problems found in the definition.</param>
/// <param name="json">The definition as JSON; null if there are problems.</param>
internal sealed class CreateCommand(CampaignDefinition definition, Problems problems, string? json) : Command<CampaignId>
{
    protected override async ValueTask<CampaignId> ExecuteAsync(Scheduler scheduler, CommandReader reader)
    {
        if (json is not null && definition.Key is { } key)
        {
            await reader.BringAsync(scheduler, definition.Tenant, key);
        }

        return scheduler.Lifecycle.Create(definition, problems, json).Id;
    }
}

/// <summary>Finds a campaign by its key. It may be in the store only.</summary>
internal sealed class FindCampaignCommand(string tenant, string key) : Command<CampaignStatistics?>
{
    protected override async ValueTask<CampaignStatistics?> ExecuteAsync(Scheduler scheduler, CommandReader reader)
    {
        await reader.BringAsync(scheduler, tenant, key);
        return scheduler.View.Find(tenant, key) is { IsPurging: false } campaign ? CampaignFigures.Of(campaign, scheduler.View.Now) : null;
    }
}

/// <summary>A manual task, the parts to render its content from, and its place in the list of tasks.</summary>
internal readonly record struct TaskToFill(ManualTask Task, StepContent? Content, SharedFields Fields, DueKey Place);

/// <summary>Lists a campaign's manual tasks. The caller renders their content.</summary>
internal sealed class TaskListCommand(CampaignId campaign, DueKey after, int limit) : Command<IReadOnlyList<TaskToFill>>(campaign)
{
    public override bool RunsBeforeAnswers => true;

    protected override async ValueTask<IReadOnlyList<TaskToFill>> ExecuteAsync(Scheduler scheduler, CommandReader reader)
    {
        var records = new List<JobRecord>();
        foreach (var lane in scheduler.Sequences.TaskLanes(campaign))
        {
            await reader.Store.ReadWaitingAsync(lane, after, limit, records);
        }

        var fields = scheduler.View.Campaign(campaign).Terms.Fields;
        return
        [
            .. records.OrderBy(record => (record.Row.Due, record.Row.Id)).Take(limit).Select(record => new TaskToFill(
                scheduler.Sequences.TaskOf(record),
                scheduler.Sequences.ContentOf(record),
                fields,
                new DueKey(record.Row.Due, record.Row.Id))),
        ];
    }
}

/// <summary>Removes a portion of an ended campaign. Answers whether the store has removed the whole campaign.</summary>
internal sealed class PurgeCommand(CampaignId campaign) : Command<bool>(campaign)
{
    /// <summary>The approximate number of rows per portion. A step removes one portion.</summary>
    private const int MostRows = 500;

    public override bool RunsBeforeAnswers => true;

    public override bool MustWait(Decisions decided) => decided.HasPurged;

    protected override async ValueTask<bool> ExecuteAsync(Scheduler scheduler, CommandReader reader)
    {
        scheduler.Purge.Begin(campaign);
        var isPurged = await reader.Store.PurgeAsync(scheduler.View.Epoch, campaign, MostRows);
        if (isPurged)
        {
            scheduler.Purge.End(campaign);
        }

        return isPurged;
    }
}
