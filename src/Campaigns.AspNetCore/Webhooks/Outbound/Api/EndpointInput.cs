using Campaigns.AspNetCore.Access;
using Campaigns.AspNetCore.Campaigns;
using Campaigns.AspNetCore.Problems;
using Campaigns.AspNetCore.Requests;
using Campaigns.AspNetCore.Webhooks.Outbound;
using Microsoft.AspNetCore.Http;

namespace Campaigns.AspNetCore.Webhooks;

/// <summary>Judges what a user sets of an endpoint.</summary>
internal static class EndpointInput
{
    private const int MostCampaigns = 100;
    private const int LongestText = 200;

    /// <summary>The tenant of a new endpoint.</summary>
    public static string? TenantOf(WebhookEndpointInput input, HttpContext context) =>
        AccessFilter.CallerOf(context).Tenant ?? input.Tenant;

    /// <summary>Makes settings of an input.</summary>
    /// <param name="input">The input.</param>
    /// <param name="before">The former settings, whose secrets stay.</param>
    /// <param name="tenant">The tenant of the endpoint.</param>
    /// <param name="options">The host's rules.</param>
    /// <param name="request">The request, and the client that finds campaigns.</param>
    /// <exception cref="InvalidRequestException">The input has faults.</exception>
    public static async Task<EndpointSettings> JudgeAsync(
        WebhookEndpointInput input, EndpointSettings before, string? tenant, WebhookOptions options,
        (HttpContext Context, ICampaignClient Client) request)
    {
        var faults = new List<ApiFault>();
        Add(faults, "/url", UrlRules.Fault(input.Url, options));
        Add(faults, "/tenant", input.Tenant is { } given && (given != tenant || IsNoName(given))
            ? "The tenant of an endpoint is that of its creator, and cannot be changed. Leave it out."
            : null);
        Add(faults, "/description", input.Description?.Length > LongestText
            ? $"The note has {input.Description.Length} characters; use up to {LongestText}."
            : null);
        AddEvents(faults, input.Events);
        var campaigns = await CampaignsAsync(faults, input.Campaigns, tenant, request);
        return faults.Count > 0
            ? throw new InvalidRequestException(faults)
            : before with
            {
                Url = input.Url, Description = input.Description, Events = input.Events?.Distinct().ToList(), Campaigns = campaigns,
                Format = input.Format ?? WebhookFormat.Full,
            };
    }

    private static void AddEvents(List<ApiFault> faults, IReadOnlyList<string>? events)
    {
        Add(faults, "/events", events?.Count == 0 ? "The list is empty. Name one type or more, or leave it out for all." : null);
        for (var i = 0; i < events?.Count; i++)
        {
            Add(faults, $"/events/{i}", EventTypes.Selectable.Contains(events[i])
                ? null
                : $"There is no type \"{Shown.Cut(events[i])}\". Use: {string.Join(", ", EventTypes.Selectable)}.");
        }
    }

    private static async Task<IReadOnlyList<long>?> CampaignsAsync(
        List<ApiFault> faults, IReadOnlyList<string>? given, string? tenant, (HttpContext Context, ICampaignClient Client) request)
    {
        if (given is null)
        {
            return null;
        }

        Add(faults, "/campaigns", given.Count is 0 or > MostCampaigns
            ? $"The list has {given.Count} campaigns; use 1 to {MostCampaigns}, or leave it out."
            : null);
        var ids = new List<long>();
        for (var i = 0; i < Math.Min(given.Count, MostCampaigns); i++)
        {
            try
            {
                var found = await OwnCampaign.FindAsync(request.Context, request.Client, given[i]);
                ids.Add(found.Campaign.Value);
                Add(faults, $"/campaigns/{i}", tenant is not null && found.Tenant != tenant
                    ? $"The campaign {found.Campaign} belongs to another tenant."
                    : null);
            }
            catch (CampaignException error) when (error.Error == CampaignError.NotFound)
            {
                Add(faults, $"/campaigns/{i}", $"There is no campaign {Shown.Cut(given[i])}.");
            }
        }

        return ids;
    }

    private static bool IsNoName(string tenant) => tenant.Length > LongestText || string.IsNullOrWhiteSpace(tenant);

    private static void Add(List<ApiFault> faults, string at, string? detail)
    {
        if (detail is not null)
        {
            faults.Add(new ApiFault { At = at, Detail = detail });
        }
    }
}
