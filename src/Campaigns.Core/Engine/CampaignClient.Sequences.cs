using Campaigns.Scheduling;

namespace Campaigns.Engine;

/// <summary>Requests about drips: events, channels, manual tasks.</summary>
internal sealed partial class CampaignClient
{
    internal TemplateLibrary Templates => exchange.Templates;

    internal NumberReader Numbers => exchange.Numbers;

    public Task<int> ReportEventAsync(ContactEvent happened, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(happened);
        if (happened.Id is { } id && (string.IsNullOrWhiteSpace(id) || id.Length > ToldEvents.MostCharacters))
        {
            throw new CampaignException(CampaignError.Invalid, $"{nameof(ContactEvent.Id)} has {id.Length} characters, or nothing but blanks: use 1 to {ToldEvents.MostCharacters}, or null for none.");
        }

        var person = Numbers.Read(happened.Person, out _); // one that they refuse may have been somebody's before there were plans
        return PostAsync(new EventCommand(happened, person), cancellation);
    }

    public Task MarkChannelUnavailableAsync(string tenant, string channel, string reason, CancellationToken cancellation)
    {
        (tenant, channel) = (Named.Of(tenant), Named.Of(channel));
        TextLimits.Require(reason);
        return DoAsync(scheduler => scheduler.Channels.Change(tenant, channel, reason), cancellation);
    }

    public Task MarkChannelAvailableAsync(string tenant, string channel, CancellationToken cancellation)
    {
        (tenant, channel) = (Named.Of(tenant), Named.Of(channel));
        return DoAsync(scheduler => scheduler.Channels.Change(tenant, channel, null), cancellation);
    }

    public Task<IReadOnlyList<ChannelStatus>> ListChannelsAsync(CancellationToken cancellation) =>
        AskAsync(scheduler => scheduler.Channels.List(null), cancellation);

    public Task<IReadOnlyList<ChannelStatus>> ListChannelsAsync(string tenant, CancellationToken cancellation)
    {
        tenant = Named.Of(tenant);
        return AskAsync(scheduler => scheduler.Channels.List(tenant), cancellation);
    }

    public async Task<IReadOnlyList<ManualTask>> ListTasksAsync(CampaignId campaign, int limit, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        var tasks = await PostAsync(new TaskListCommand(campaign, limit), cancellation);
        return [.. tasks.Select(Fill)]; // here, not in the loop: templates are somebody else's code
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

    public Task CompleteTaskAsync(CampaignId campaign, string contactKey, TaskResult result, CancellationToken cancellation) =>
        DoWithJobAsync(campaign, contactKey, (scheduler, slot) => scheduler.Sequences.CompleteTask(slot, result), cancellation);
}
