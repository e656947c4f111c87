namespace Campaigns.Engine;

/// <summary>Requests to run contacts again.</summary>
internal sealed partial class CampaignClient
{
    private const int RerunPage = 500;

    public Task RerunContactAsync(CampaignId campaign, string contactKey, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrEmpty(contactKey);
        return PostAsync(new RerunCommand(new JobAddress(campaign, Unseen.Trim(contactKey), 0), isAsked: true), cancellation);
    }

    public async Task<long> RerunFailedAsync(CampaignId campaign, CancellationToken cancellation)
    {
        await DoAsync(campaign, (_, _) => { }, cancellation);
        long after = 0;
        long count = 0;
        while (await QueryAsync(queries => queries.ReadJobsAsync(campaign, JobState.Failed, after, RerunPage, cancellation)) is { Count: > 0 } page)
        {
            var answers = new List<Task<bool>>(page.Count);
            foreach (var job in page)
            {
                answers.Add(await BeginAsync(new RerunCommand(new JobAddress(campaign, null, job.Row.Id), isAsked: false), cancellation));
            }

            foreach (var answer in answers)
            {
                count += await answer ? 1 : 0;
            }

            after = page[^1].Row.Id;
        }

        return count;
    }
}
