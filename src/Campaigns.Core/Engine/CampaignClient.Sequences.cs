using Campaigns.Scheduling;

namespace Campaigns.Engine;

/// <summary>Requests about drips: channels, manual tasks.</summary>
internal sealed partial class CampaignClient
{
    internal TemplateLibrary Templates => exchange.Templates;

    internal NumberReader Numbers => exchange.Numbers;

    public Task MarkChannelUnavailableAsync(string tenant, string channel, string reason, CancellationToken cancellationToken)
    {
        (tenant, channel) = (Named.Of(tenant), Named.Of(channel));
        TextLimits.Require(reason);
        return DoAsync(scheduler => scheduler.Channels.Change(tenant, channel, reason), cancellationToken);
    }

    public Task MarkChannelAvailableAsync(string tenant, string channel, CancellationToken cancellationToken)
    {
        (tenant, channel) = (Named.Of(tenant), Named.Of(channel));
        return DoAsync(scheduler => scheduler.Channels.Change(tenant, channel, null), cancellationToken);
    }

    private ManualTask Fill(TaskToFill row)
    {
        try
        {
            return row.Task with { Content = row.Content?.FillIn(row.Task.Contact, row.Fields, Templates) };
        }
        catch (TemplateException)
        {
            return row.Task;
        }
    }

    public Task CompleteTaskAsync(CampaignId campaign, string contactKey, ManualTaskResult result, CancellationToken cancellationToken) =>
        DoWithJobAsync(campaign, contactKey, (scheduler, slot) => scheduler.Sequences.CompleteTask(slot, result), cancellationToken);
}
