using Campaigns.Export;
using Campaigns.Scheduling;

namespace Campaigns.Engine;

/// <summary>Exports a campaign page by page, from the store's queries: the loop is asked only how the campaign stands.</summary>
internal sealed class ExportRun(CampaignClient client, CampaignId campaign)
{
    private const int PageSize = 200;
    private const string Request = nameof(ICampaignClient.ExportAsync);

    private static AttemptChannels ChannelsOf(CampaignEntry entry, SchedulerView view) => new(
        entry.Plans,
        view.Providers.DistinctBy(provider => provider.Name).ToDictionary(provider => provider.Name, provider => provider.Channel));

    public async Task WriteAsync(Stream to, ExportFormat format, CancellationToken cancellation)
    {
        var (channels, stamp) = await client.AskAsync(
            campaign, (scheduler, entry) => (ChannelsOf(entry, scheduler.View), scheduler.View.Stamp), cancellation, Request);
        var export = new CampaignExport(channels, format);
        var count = PageSize;
        for (long after = 0; count == PageSize;)
        {
            var ended = await client.AskAsync(campaign, (_, entry) => entry.EndedAs, cancellation, Request);
            var page = await client.QueryAsync(queries => queries.ReadJobsAsync(campaign, null, after, PageSize, cancellation));
            foreach (var job in page)
            {
                var attempts = await client.QueryAsync(queries => queries.ReadAttemptsAsync(job.Row.Id, cancellation));
                export.Add(ContactStatus.From(job, attempts, ended, stamp), job.Row);
                after = job.Row.Id;
            }

            count = page.Count;
            await export.FlushAsync(to, cancellation);
        }
    }
}
