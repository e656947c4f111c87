using System.Globalization;

namespace Campaigns.AspNetCore.Preflights;

/// <summary>Looks ahead: what would keep a campaign from being sent, and how long it would take. Changes nothing.</summary>
internal sealed class Preflight(ICampaignClient client, ICampaignOperations operations, CancellationToken cancellationToken)
{
    private const int PageSize = 1_000;
    private const int MostRead = 100_000;
    private const int MostExplained = 50;
    private readonly List<string> _problems = [];
    private readonly List<string> _warnings = [];

    public async Task<PreflightBody> RunAsync(CampaignStatistics campaign, PreflightRequestBody request)
    {
        var definition = await client.GetDefinitionAsync(campaign.Campaign, cancellationToken);
        var tenant = (await operations.GetTenantAsync(campaign.Tenant, cancellationToken)).Settings;
        var limits = (await operations.GetLimitsAsync(cancellationToken)).Settings;
        await CheckDefinitionAsync(definition);
        await CheckProvidersAsync(definition);
        var share = CheckWindows(definition, tenant, limits);
        var (zones, read) = await CountZonesAsync(campaign.Campaign, definition);
        var rows = request.Contacts.Select(contact => contact.ToContact()).ToAsyncEnumerable();
        var check = await client.CheckContactsAsync(campaign.Campaign, rows, cancellationToken: cancellationToken);
        var perAttempt = TimeSpan.FromSeconds(request.SecondsPerAttempt);
        var open = campaign.Pending + campaign.WaitingForRetry + campaign.Live;
        if (open == 0)
        {
            _warnings.Add("The campaign has no contact that has not ended: add contacts.");
        }

        return new()
        {
            Problems = _problems,
            Warnings = _warnings,
            OpenContacts = open,
            Zones = zones,
            ContactsRead = read,
            RefusedRows = [.. check.Refused.Select(RefusedRowBody.Of)],
            Estimate = share == 0 ? null : EstimateOf(new(open, perAttempt, share), definition, tenant, limits),
        };
    }

    /// <summary>Checks what the host may have taken away since the campaign was created: providers, templates, checks.</summary>
    private async Task CheckDefinitionAsync(CampaignDefinition definition)
    {
        try
        {
            await client.CheckAsync(definition, cancellationToken);
        }
        catch (CampaignException error) when (error.Error == CampaignError.Invalid)
        {
            _problems.AddRange(error.Problems);
        }

        _warnings.AddRange(definition.Warnings());
    }

    private async Task CheckProvidersAsync(CampaignDefinition definition)
    {
        var providers = await operations.ListProvidersAsync(cancellationToken);
        foreach (var channel in definition.Steps.OfType<ContactStep>().Select(step => step.Channel).Distinct())
        {
            var serving = providers.Where(provider => provider.Channel == channel).ToList();
            if (serving.Count > 0 && serving.TrueForAll(provider => provider.State is ProviderState.Off or ProviderState.CircuitOpen))
            {
                var states = string.Join(", ", serving.Select(each => $"{each.Name} is {each.State}"));
                _warnings.Add($"No provider of the channel \"{channel}\" takes attempts now: {states}.");
            }
        }
    }

    /// <summary>Finds windows that never open together.</summary>
    /// <returns>The share of the time in which the least open step may be sent.</returns>
    private double CheckWindows(CampaignDefinition definition, TenantSettings tenant, EngineLimits limits)
    {
        var least = 1.0;
        for (var i = 0; i < definition.Steps.Count; i++)
        {
            if (definition.Steps[i] is ContactStep step)
            {
                var windows = new[] { limits.Window, tenant.Window, definition.Window, step.Window }.OfType<ContactWindow>().ToList();
                var share = WeeklyHours.ShareOf(windows);
                least = Math.Min(least, share);
                if (share == 0)
                {
                    _problems.Add(
                        $"Steps[{i}] is never sent: the windows of the installation, the tenant, the campaign and the step are never open "
                        + "together.");
                }
            }
        }

        return least;
    }

    private async Task<(IReadOnlyList<ZoneBody> Zones, long Read)> CountZonesAsync(CampaignId campaign, CampaignDefinition definition)
    {
        var (counts, read, after) = (new Dictionary<string, (long Count, string First)>(), 0L, (string?)null);
        do
        {
            var page = await client.ListContactsAsync(campaign, null, after, PageSize, cancellationToken);
            foreach (var contact in page.Items.Where(each => !each.State.IsTerminal()))
            {
                var zone = contact.Contact.Zone ?? definition.Zone;
                counts[zone] = counts.TryGetValue(zone, out var known) ? (known.Count + 1, known.First) : (1, contact.Contact.Key);
                read++;
            }

            after = page.Next;
        }
        while (after is not null && read < MostRead);
        var zones = new List<ZoneBody>();
        var mostFirst = counts.OrderByDescending(zone => zone.Value.Count).ThenBy(zone => zone.Key, StringComparer.Ordinal);
        foreach (var (zone, (count, first)) in mostFirst)
        {
            var closed = zones.Count < MostExplained ? await ExplainAsync(campaign, first, zone, definition.Expiry) : [];
            zones.Add(new ZoneBody { Zone = zone, Contacts = count, ClosedGates = closed });
        }

        return (zones, read);
    }

    private async Task<IReadOnlyList<ClosedGateBody>> ExplainAsync(CampaignId campaign, string contact, string zone, DateTimeOffset? expiry)
    {
        var explanation = await client.ExplainAsync(campaign, contact, cancellationToken);
        var closed = explanation.Verdicts.Where(verdict => !verdict.IsOpen).ToList();
        if (closed.Exists(verdict => verdict.Gate == "window" && (verdict.Until is null || verdict.Until >= expiry)))
        {
            _problems.Add($"The window does not open in {zone}{(expiry is null ? "" : " before the campaign expires")}.");
        }

        return [.. closed.Select(verdict => new ClosedGateBody { Gate = verdict.Gate, Reason = verdict.Reason, Until = verdict.Until })];
    }

    private EstimateBody? EstimateOf(Estimate estimate, CampaignDefinition definition, TenantSettings tenant, EngineLimits limits)
    {
        estimate.Add("the campaign", definition.MaxConcurrent, definition.Rate, definition.Quotas);
        estimate.Add("the tenant", tenant.MaxConcurrent, tenant.Rate, tenant.Quotas);
        estimate.Add("the installation", limits.MaxConcurrent, limits.Rate, limits.Quotas);
        if (estimate.Body is { } result && result.AtLeast > TimeSpan.FromDays(1))
        {
            var days = result.AtLeast.TotalDays.ToString("N1", CultureInfo.InvariantCulture);
            _warnings.Add($"One attempt to each of {estimate.Contacts} contacts takes at least {days} days, because of {result.BoundBy}.");
        }

        return estimate.Body;
    }
}
