using System.ComponentModel;
using ModelContextProtocol.Server;

namespace Campaigns.Mcp.Tools;

/// <summary>A campaign in a list.</summary>
internal sealed record CampaignLine(string Id, string Name, string Tenant, string State, long Contacts, long Live, long Completed,
    long Failed);

/// <summary>A campaign in detail.</summary>
internal sealed record CampaignDetails(
    CampaignLine Campaign, long Pending, long WaitingForRetry, long Unknown, long RetriesAttempted,
    IReadOnlyDictionary<string, long> Outcomes, IReadOnlyDictionary<string, long> WhyNotNow, DateTimeOffset? EstimatedFinish);

/// <summary>Tools that read campaigns.</summary>
[McpServerToolType]
internal sealed class CampaignTools(ToolCaller caller, ICampaignClient client)
{
    [McpServerTool(Name = "find_campaigns", ReadOnly = true, OpenWorld = false)]
    [Description("Lists campaigns, the newest first, with their state and figures.")]
    public async Task<IReadOnlyList<CampaignLine>> FindCampaignsAsync(
        [Description("Part of the name, or the key. Leave it out for all.")] string? text = null,
        [Description("Draft, Scheduled, Running, Paused, Completed, Failed, Canceled or Expired. Leave it out for all.")] CampaignState? state = null)
    {
        var filter = new CampaignFilter { Tenant = caller.Caller.Tenant, Text = text, State = state };
        return [.. (await client.ListAsync(filter, limit: 50)).Items.Select(Line)];
    }

    [McpServerTool(Name = "campaign_status", ReadOnly = true, OpenWorld = false)]
    [Description("Shows a campaign in detail: figures, outcomes, and for how many contacts which reason says why they are not contacted now.")]
    public async Task<CampaignDetails> CampaignStatusAsync([Description("The id of the campaign.")] string campaign)
    {
        var found = await caller.FindCampaignAsync(campaign);
        var reasons = found.EndedAt is null ? await client.ExplainAsync(found.Campaign) : new Dictionary<string, long>();
        return new CampaignDetails(
            Line(found), found.Pending, found.WaitingForRetry, found.Unknown, found.RetriesAttempted,
            found.Outcomes.Where(each => each.Value > 0).ToDictionary(each => each.Key.ToString(), each => each.Value), reasons,
            found.EstimatedFinish);
    }

    private static CampaignLine Line(CampaignStatistics each) =>
        new(each.Campaign.ToString(), each.Name, each.Tenant, each.State.ToString(), each.Total, each.Live, each.Completed, each.Failed);
}
