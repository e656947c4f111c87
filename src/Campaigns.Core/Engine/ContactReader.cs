using System.Runtime.CompilerServices;
using Campaigns.Scheduling;
using Campaigns.Storage;

namespace Campaigns.Engine;

/// <summary>
/// Reads a campaign's contacts with their timelines through the store's queries. Asks the loop only for the campaign's state.
/// </summary>
/// <param name="client">The client.</param>
/// <param name="campaign">The campaign.</param>
/// <param name="request">The request's name in traces.</param>
internal sealed class ContactReader(CampaignClient client, CampaignId campaign, string request)
{
    private const int PageSize = 200;

    public async Task<ContactStatus> FindAsync(string contactKey, CancellationToken cancellationToken)
    {
        var standing = await StandingAsync(cancellationToken);
        var job = await JobOfAsync(contactKey, cancellationToken);
        return (await ReadAsync([job], standing, cancellationToken))[0];
    }

    /// <summary>Reads the contacts enrolled after a given contact, or all contacts if it is null.</summary>
    public async IAsyncEnumerable<ContactStatus> ReadAsync(string? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long? last = after is null ? 0 : (await JobOfAsync(after, cancellationToken)).Row.Id;
        while (last is { } from)
        {
            var (page, next) = await ReadAsync(new ContactFilter(), from, PageSize, cancellationToken);
            foreach (var contact in page)
            {
                yield return contact;
            }

            last = next;
        }
    }

    public async Task<CampaignPage<ContactStatus>> ListAsync(
        ContactFilter filter, string? after, int limit, CancellationToken cancellationToken)
    {
        var name = $"contacts of {campaign}";
        var (page, next) = await ReadAsync(filter, PageCursor.ReadNumber(name, after), limit, cancellationToken);
        return new CampaignPage<ContactStatus>(page, next is { } last ? PageCursor.Write(name, last) : null);
    }

    private async Task<(IReadOnlyList<ContactStatus> Page, long? Next)> ReadAsync(
        ContactFilter filter, long after, int limit, CancellationToken cancellationToken)
    {
        var standing = await StandingAsync(cancellationToken);
        if (standing.Ended is not null && (filter.WaitingFor is not null || filter.State is JobState.New or JobState.Waiting))
        {
            return ([], null); // nobody waits in a campaign that has ended
        }

        var query = new JobQuery(campaign, new PageLimits(limit))
        {
            After = after,
            States = filter.State is not { } state ? null
                : state == standing.Ended ? [state, JobState.New, JobState.Waiting] // open jobs have ended with their campaign
                : [state],
            WaitingFor = filter.WaitingFor,
            LastOutcome = filter.LastOutcome,
            Text = filter.Text is { } text ? ContactText.Of(text) : null,
        };
        var page = await client.QueryAsync(queries => queries.ReadJobsAsync(query, cancellationToken));
        return (await ReadAsync(page.Items, standing, cancellationToken), page.Next);
    }

    private async Task<JobRecord> JobOfAsync(string contactKey, CancellationToken cancellationToken) =>
        await client.QueryAsync(queries => queries.FindJobAsync(campaign, Unseen.Trim(contactKey), cancellationToken))
        ?? throw CampaignException.NotFound("such contact in the campaign");

    private Task<Standing> StandingAsync(CancellationToken cancellationToken) =>
        client.AskAsync(campaign, Standing.Of, cancellationToken, request);

    private async Task<List<ContactStatus>> ReadAsync(IReadOnlyList<JobRecord> page, Standing standing, CancellationToken cancellationToken)
    {
        var attempts = new List<IReadOnlyList<AttemptRow>>(page.Count);
        var results = new List<IReadOnlyList<ResultRow>>(page.Count);
        foreach (var job in page)
        {
            attempts.Add(await client.QueryAsync(queries => queries.ReadAttemptsAsync(job.Row.Id, cancellationToken)));
            results.Add(attempts[^1].Count == 0
                ? []
                : await client.QueryAsync(queries => queries.ReadResultsAsync(job.Row.Id, cancellationToken)));
        }

        var (kinds, lead) = await client.AskAsync(
            campaign,
            (scheduler, _) => (page.Select(job => scheduler.View.KindOf(job.Row.Lane)).ToList(), scheduler.View.Lead),
            cancellationToken,
            request);
        return
        [
            .. page.Select((job, i) => ContactStatus.From(
                job, attempts[i], standing.Ended, standing.Stamp, standing.ChannelOf(job), kinds[i], lead, results[i])),
        ];
    }
}
