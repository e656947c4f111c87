using Campaigns.Scheduling;

namespace Campaigns.Engine;

/// <summary>Requests to run contacts again.</summary>
internal sealed partial class CampaignClient
{
    private const int RerunPage = 500;

    public Task RerunContactAsync(CampaignId campaign, string contactKey, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrEmpty(contactKey);
        return PostAsync(RerunCommand(new JobAddress(campaign, Unseen.Trim(contactKey), 0), skipsRunning: false), cancellation);
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
                answers.Add(await BeginAsync(RerunCommand(new JobAddress(campaign, null, job.Row.Id), skipsRunning: true), cancellation));
            }

            foreach (var answer in answers)
            {
                count += await answer ? 1 : 0;
            }

            after = page[^1].Row.Id;
        }

        return count;
    }

    /// <summary>
    /// Runs a contact again. One that is running elsewhere under the same exclusivity is refused; or left out, as one is that is not to be
    /// contacted.
    /// </summary>
    private static Command<bool> RerunCommand(JobAddress job, bool skipsRunning) => new((scheduler, input) =>
    {
        if (skipsRunning && !scheduler.Desk.MayRunAgain(input.Slot))
        {
            return false;
        }

        try
        {
            scheduler.Desk.Rerun(input.Slot, input.Slots);
            return true;
        }
        catch (CampaignException refusal) when (skipsRunning && refusal.Error == CampaignError.Conflict)
        {
            return false;
        }
    })
    { Job = job, NeedsOthers = true };
}
