using System.ComponentModel;
using Campaigns.AspNetCore.Access;
using ModelContextProtocol.Server;

namespace Campaigns.Mcp.Tools;

/// <summary>Tools that change something. The host turns them on.</summary>
[McpServerToolType]
internal sealed class ControlTools(ToolCaller caller, ICampaignClient client)
{
    [McpServerTool(Name = "pause_campaign", Destructive = false, Idempotent = true, OpenWorld = false)]
    [Description("Pauses a campaign. When the tool answers, nothing more of it is sent. Live calls end by themselves.")]
    public async Task<string> PauseAsync([Description("The id of the campaign.")] string campaign)
    {
        caller.Require(ApiRole.Operate);
        var found = await caller.FindCampaignAsync(campaign);
        await client.PauseAsync(found.Campaign);
        return $"The campaign is paused. {found.Live} attempts are live.";
    }

    [McpServerTool(Name = "resume_campaign", Destructive = true, Idempotent = true, OpenWorld = true)]
    [Description("Resumes a paused campaign. People are contacted again. Ask the user before you use it.")]
    public async Task<string> ResumeAsync([Description("The id of the campaign.")] string campaign)
    {
        caller.Require(ApiRole.Operate);
        var found = await caller.FindCampaignAsync(campaign);
        await client.ResumeAsync(found.Campaign);
        return "The campaign goes on.";
    }
}
