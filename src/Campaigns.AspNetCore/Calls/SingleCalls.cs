using System.Globalization;
using Campaigns.AspNetCore.Problems;
using Campaigns.AspNetCore.Requests;

namespace Campaigns.AspNetCore.Calls;

/// <summary>
/// The campaigns that are kept for single calls: one per tenant and calendar month, so that what is old can be removed. A call is a contact
/// of its campaign.
/// </summary>
internal sealed class SingleCalls(ICampaignClient client, CampaignsOptions engine, CampaignsApiOptions options)
{
    private const string KeyPrefix = "single-calls ";
    private static readonly TimeSpan Furthest = TimeSpan.FromDays(365);

    private TimeProvider Time => engine.TimeProvider ?? TimeProvider.System;

    /// <summary>Makes a key for a call.</summary>
    public string NewKey() => options.NewCallKey();

    /// <summary>Returns the given start time of a call, or a time in the past if none is given.</summary>
    /// <exception cref="InvalidRequestException">It is too far ahead.</exception>
    public DateTimeOffset RequireNear(string at, DateTimeOffset? instant)
    {
        var latest = Time.GetUtcNow() + Furthest;
        return !(instant > latest) ? instant ?? default : throw RequestBody.Fault(
            at, $"The instant is {instant:O}. Give one until {latest:yyyy-MM-dd}: {Furthest.TotalDays} days ahead at most.");
    }

    /// <summary>Returns the campaign of this month. Creates and starts it for the first call.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="cancellationToken">Withdraws what the engine has not taken yet.</param>
    public async Task<CampaignId> FindCampaignAsync(string tenant, CancellationToken cancellationToken)
    {
        var month = Time.GetUtcNow().ToString("yyyy-MM", CultureInfo.InvariantCulture);
        var found = await client.FindAsync(tenant, KeyPrefix + month, cancellationToken);
        if (found is { State: not CampaignState.Draft })
        {
            return found.Campaign;
        }

        await CloseOlderAsync(tenant, KeyPrefix + month, cancellationToken);
        var campaign = found?.Campaign ?? await client.CreateAsync(DefinitionOf(tenant, month), cancellationToken);
        await client.StartAsync(campaign, cancellationToken);
        return campaign;
    }

    private CampaignDefinition DefinitionOf(string tenant, string month) => options.SingleCalls with
    {
        Name = $"{options.SingleCalls.Name} {month}",
        Key = KeyPrefix + month,
        Tenant = tenant,
        KeepOpen = true,
        Start = null,
        Expiry = null,
    };

    /// <summary>Lets the campaigns of earlier months complete when their last call ends.</summary>
    private async Task CloseOlderAsync(string tenant, string key, CancellationToken cancellationToken)
    {
        string? after = null;
        do
        {
            var filter = new CampaignFilter { Tenant = tenant, Text = KeyPrefix.TrimEnd() };
            var page = await client.ListAsync(filter, after, cancellationToken: cancellationToken);
            foreach (var older in page.Items.Where(each => IsOlder(each, key)))
            {
                await client.ChangeAsync(older.Campaign, settings => settings with { KeepOpen = false }, cancellationToken);
            }

            after = page.Next;
        }
        while (after is not null);
    }

    private static bool IsOlder(CampaignStatistics campaign, string key) =>
        campaign.Key?.StartsWith(KeyPrefix, StringComparison.Ordinal) == true
        && string.CompareOrdinal(campaign.Key, key) < 0
        && !campaign.State.IsTerminal();
}
