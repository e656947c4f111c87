using System.Globalization;
using Campaigns.AspNetCore.Access;
using Microsoft.AspNetCore.Http;
using ModelContextProtocol;

namespace Campaigns.Mcp.Tools;

/// <summary>Who uses a tool, and what the tool may show.</summary>
internal sealed class ToolCaller(IHttpContextAccessor accessor, ICampaignClient client, CampaignsMcpOptions options)
{
    /// <summary>The caller that the access filter has let in.</summary>
    public ApiCaller Caller => AccessFilter.CallerOf(accessor.HttpContext!);

    /// <summary>Whether personal data may be shown.</summary>
    public bool ShowsPersonalData => options.ShowsPersonalData?.Invoke(Caller) ?? false;

    /// <summary>Finds a campaign. A campaign of another tenant does not exist for the caller.</summary>
    /// <exception cref="McpException">There is none.</exception>
    public async Task<CampaignStatistics> FindCampaignAsync(string id)
    {
        var missing = new McpException("There is no such campaign. Use find_campaigns to list them.");
        if (!long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            throw missing;
        }

        try
        {
            var statistics = await client.GetStatisticsAsync(new CampaignId(number));
            return Caller.Tenant is { } tenant && tenant != statistics.Tenant ? throw missing : statistics;
        }
        catch (CampaignException error) when (error.Error == CampaignError.NotFound)
        {
            throw missing;
        }
    }

    /// <summary>Finds a contact by its key.</summary>
    /// <exception cref="McpException">There is none.</exception>
    public async Task<(CampaignId Campaign, ContactStatus Contact)> FindContactAsync(string campaign, string key)
    {
        var found = await FindCampaignAsync(campaign);
        try
        {
            return (found.Campaign, await client.GetContactAsync(found.Campaign, key));
        }
        catch (CampaignException error) when (error.Error == CampaignError.NotFound)
        {
            throw new McpException("The campaign has no contact with this key. Use find_contacts to list them.");
        }
    }

    /// <summary>Requires a role for a tool that changes something.</summary>
    /// <exception cref="McpException">The caller has a lower role.</exception>
    public void Require(ApiRole role)
    {
        if (Caller.Role < role)
        {
            throw new McpException($"This tool needs a key with the role {role.ToString().ToLowerInvariant()}.");
        }
    }
}
