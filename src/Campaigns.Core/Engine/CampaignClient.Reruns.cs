using Campaigns.Storage;

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
        var query = new JobQuery(campaign, new PageLimits(RerunPage)) { States = [JobState.Failed] };
        long count = 0;
        for (long? after = 0; after is { } from;)
        {
            var page = await QueryAsync(queries => queries.ReadJobsAsync(query with { After = from }, cancellationToken));
            var answers = new List<Task<bool>>(page.Items.Count);
            foreach (var job in page.Items)
            {
                answers.Add(
                    await BeginAsync(new RerunCommand(new JobAddress(campaign, null, job.Row.Id), isAsked: false), cancellationToken));
            }

            foreach (var answer in answers)
            {
                count += await answer ? 1 : 0;
            }

            after = page.Next;
        }

        return count;
    }
}
