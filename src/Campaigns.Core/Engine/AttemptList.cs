using Campaigns.Scheduling;
using Campaigns.Storage;

namespace Campaigns.Engine;

/// <summary>Lists attempts of a campaign, a tenant or everybody, through the store's queries.</summary>
internal sealed class AttemptList(IRequestSender client, AttemptFilter filter)
{
    private string Name => filter.Campaign is { } campaign ? $"attempts of {campaign}" : "attempts";

    public async Task<CampaignPage<ContactAttempt>> ReadAsync(string? after, int limit, CancellationToken cancellationToken)
    {
        var place = PageCursor.ReadNumbers(Name, after, 3);
        var query = new AttemptQuery(new PageLimits(limit))
        {
            After = place is null ? default : new AttemptPlace(place[0], place[1], (int)place[2]),
            Campaign = filter.Campaign,
            Tenant = Named.OfOptional(filter.Tenant),
            Outcome = filter.Outcome,
            State = filter.State,
            Provider = Named.OfOptional(filter.Provider),
            From = filter.From?.UtcTicks ?? 0,
            Until = filter.Until?.UtcTicks ?? long.MaxValue,
            Text = filter.Text is { } text ? ContactText.Of(text) : null,
        };
        await RequireAsync(cancellationToken);
        var page = await client.QueryAsync(queries => queries.ReadAttemptsAsync(query, cancellationToken));
        var items = new List<ContactAttempt>(page.Items.Count);
        foreach (var ofCampaign in page.Items.GroupBy(attempt => attempt.Campaign))
        {
            items.AddRange(await ReadAsync(ofCampaign.Key, [.. ofCampaign], cancellationToken));
        }

        return new CampaignPage<ContactAttempt>(
            items, page.Next is { } next ? PageCursor.Write(Name, next.Campaign, next.Job, next.Number) : null);
    }

    /// <summary>Requires that the campaign of the filter exists. What was requested before is committed afterward.</summary>
    private Task RequireAsync(CancellationToken cancellationToken) => client.DoAsync(
        scheduler => _ = filter.Campaign is { } campaign ? scheduler.View.Campaign(campaign) : null,
        cancellationToken,
        nameof(ICampaignClient.ListAttemptsAsync),
        filter.Campaign);

    private async Task<IEnumerable<ContactAttempt>> ReadAsync(
        CampaignId campaign, IReadOnlyList<ListedAttempt> attempts, CancellationToken cancellationToken)
    {
        Standing standing;
        try
        {
            standing = await client.AskAsync(campaign, Standing.Of, cancellationToken, nameof(ICampaignClient.ListAttemptsAsync));
        }
        catch (CampaignException error) when (error.Error == CampaignError.NotFound)
        {
            return []; // the campaign was purged meanwhile
        }

        var results = new Dictionary<long, IReadOnlyList<ResultRow>>();
        foreach (var job in attempts.Select(attempt => attempt.Attempt.Job).Distinct())
        {
            results[job] = await client.QueryAsync(queries => queries.ReadResultsAsync(job, cancellationToken));
        }

        return attempts.Select(attempt => new ContactAttempt(
            campaign,
            attempt.Job.Contact,
            TimelineEntry.From(
                attempt.Attempt, standing.Stamp, standing.ChannelOf(attempt.Job)(attempt.Attempt.Step, attempt.Attempt.Provider)) with
            {
                AttemptResult = results[attempt.Attempt.Job].FirstOrDefault(row => row.Number == attempt.Attempt.Number)?.AttemptResult,
            }));
    }
}
