namespace Campaigns.Samples.Drip;

/// <summary>Follows the engine's events and writes them to the log.</summary>
internal sealed class Teller(ICampaignClient client, DayLog log, DripFile drip, Outbox outbox)
{
    public async Task FollowAsync(CampaignId campaign)
    {
        await foreach (var happened in client.ReadEventsAsync(campaign))
        {
            if (await DescribeAsync(happened) is { } text)
            {
                log.Write(happened.At, happened.ContactKey is { } key ? $"{key}: {text}" : text);
            }
        }
    }

    /// <returns>The text; null for an event without a line.</returns>
    private async Task<string?> DescribeAsync(CampaignEvent happened) => happened.Kind switch
    {
        CampaignEventKind.AttemptEnded when happened.Outcome == AttemptOutcome.Completed => outbox[happened.Attempt!.Value],
        CampaignEventKind.AttemptEnded => $"an attempt ended as {happened.Outcome}",
        CampaignEventKind.StepSkipped => $"{Name(happened)} is left out: {happened.Reason}",
        CampaignEventKind.JobWaits => await DescribeWaitAsync(happened),
        CampaignEventKind.JobEnded => $"ended as {Ending(happened.JobState)}",
        CampaignEventKind.CampaignChanged when happened.CampaignState!.Value.IsTerminal() => "the campaign has ended",
        CampaignEventKind.Missed => $"{DayLog.Count(happened.MissedCount, "event")} went by unread",
        _ => null,
    };

    private async Task<string?> DescribeWaitAsync(CampaignEvent happened)
    {
        var contact = await client.GetContactAsync(happened.Campaign, happened.ContactKey!);
        var until = contact.NextDue is { } due && contact.WaitingFor == happened.WaitingFor ? $" until {log.When(due)}" : "";
        return happened.WaitingFor switch
        {
            WaitingFor.Reply => $"everything is sent; monitored for a reply{until}",
            WaitingFor.Channel => $"{Name(happened)} is set aside{until} at most: {happened.Reason}",
            _ => null,
        };
    }

    private string Name(CampaignEvent happened) => happened.Step is { } step && drip.Definition.Steps[step] is ContactStep message
        ? $"node {message.Name} ({message.Channel})"
        : "a node";

    public static string Ending(JobState? state) => state switch
    {
        JobState.NoResponse => "no response",
        JobState.Suppressed => "unsubscribed",
        _ => $"{state}".ToLowerInvariant(),
    };
}
