namespace Campaigns.Engine;

/// <summary>Requests to run contacts again.</summary>
internal sealed partial class CampaignClient
{
    private const int RerunPage = 500;

    public Task RerunContactAsync(CampaignId campaign, string contactKey, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(contactKey);
        return PostAsync(new RerunCommand(new JobAddress(campaign, Unseen.Trim(contactKey), 0), isAsked: true), cancellationToken);
    }

    public async Task<long> RerunFailedAsync(CampaignId campaign, CancellationToken cancellationToken)
    {
        await DoAsync(campaign, (_, _) => { }, cancellationToken);
        long after = 0;
        long count = 0;
        while (await QueryAsync(
            queries => queries.ReadJobsAsync(campaign, JobState.Failed, after, RerunPage, cancellationToken)) is { Count: > 0 } page)
        {
            var answers = new List<Task<bool>>(page.Count);
            foreach (var job in page)
            {
                answers.Add(
                    await BeginAsync(new RerunCommand(new JobAddress(campaign, null, job.Row.Id), isAsked: false), cancellationToken));
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
