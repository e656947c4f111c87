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
        var last = after is null ? 0 : (await JobOfAsync(after, cancellationToken)).Row.Id;
        for (var count = PageSize; count == PageSize;)
        {
            var standing = await StandingAsync(cancellationToken);
            var page = await client.QueryAsync(queries => queries.ReadJobsAsync(campaign, null, last, PageSize, cancellationToken));
            foreach (var contact in await ReadAsync(page, standing, cancellationToken))
            {
                yield return contact;
            }

            (count, last) = (page.Count, page.Count == 0 ? last : page[^1].Row.Id);
        }
    }

    private async Task<JobRecord> JobOfAsync(string contactKey, CancellationToken cancellationToken) =>
        await client.QueryAsync(queries => queries.FindJobAsync(campaign, Unseen.Trim(contactKey), cancellationToken))
        ?? throw CampaignException.NotFound("such contact in the campaign");

    private Task<Standing> StandingAsync(CancellationToken cancellationToken) => client.AskAsync(
        campaign,
        (scheduler, entry) => new Standing(entry.EndedAs, scheduler.View.Stamp, ChannelsOf(entry, scheduler.View)),
        cancellationToken,
        request);

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

    private static StepChannels ChannelsOf(CampaignEntry entry, SchedulerView view) => new(
        entry.Plans,
        view.Providers.DistinctBy(provider => provider.Name).ToDictionary(provider => provider.Name, provider => provider.Channel));

    /// <summary>
    /// The campaign's state before its contacts are read. A contact that is open when read was open at this time as well.
    /// </summary>
    private sealed record Standing(JobState? Ended, ulong Stamp, StepChannels Channels)
    {
        public Func<int, string?, string?> ChannelOf(JobRecord job) =>
            (step, provider) => Channels.Of(job.Contact, job.Row.Protocol, step, provider);
    }
}
