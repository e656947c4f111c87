using Campaigns.Storage;

namespace Campaigns.Testing;

/// <summary>At most one running job per contact and exclusivity key.</summary>
internal static class ExclusivityCases
{
    private const int Queue = 4; // a lane of campaign 2

    public static IReadOnlyList<StoreContractCase> All { get; } =
    [
        new("a running contact is refused, with the campaign it runs in", RefusedAsync),
        new("a contact is refused because of an earlier job in the same batch", SameBatchAsync),
        new("a taken key is only a duplicate, even if its contact is running", DuplicateAsync),
        new("different exclusivities, or none, do not exclude each other", OtherNumbersAsync),
        new("a job counts as running until it ends, whatever it waits for", StatesAsync),
        new("an ended campaign frees its contacts, and a reopened one binds them again", EndedCampaignAsync),
        new("a job enrolled to wait for another job is not refused and does not count as running", QueueAsync),
        new("a job that has finished waiting for another job counts as running", OutOfQueueAsync),
        new("new jobs are judged after the batch's campaigns and changed jobs", OrderAsync),
        new("a rerun job counts as running again", RerunAsync),
        new("a purged campaign frees its contacts", PurgedAsync),
    ];

    private static async Task RefusedAsync(StoreTrial trial)
    {
        await SetUpAsync(trial);
        await trial.ReopenAsync();
        var receipt = await trial.CommitAsync(batch => batch
            .Enroll(2, 2, Sample.Person(1)).Enroll(3, 2, Sample.Person(3)).Enroll(4, 2, Sample.Person(1, "P000001")).Enroll(
                5, 2, Sample.Person(1)));
        Claim.SameList([(0, new CampaignId(1)), (3, new CampaignId(1))], receipt.Running, "the refused running contacts");
        Claim.Same(0, receipt.Duplicates.Count, "duplicates");
        Claim.Same(null, await trial.FindAsync(2), "job 2");
        Claim.Same(null, await trial.FindAsync(2, Sample.Person(1).Key), "the job of the key in campaign 2");
        var snapshot = await trial.ReopenAsync();
        Claim.Same(2L, snapshot.Lanes.Single(lane => lane.Lane.Id == 2).Counters[Counter.Of(JobState.New)], "the counter of new jobs");
        Claim.Same(4L, snapshot.LastJob, "the last job");
        Claim.SameList([3L, 4L], (await trial.ReadNewAsync(2)).Ids(), "new jobs");
    }

    private static async Task SameBatchAsync(StoreTrial trial)
    {
        var receipt = await trial.CommitAsync(batch => batch
            .Drip(1, 7).Drip(2, 7).Drip(3, 7)
            .Enroll(1, 2, Sample.Person(1)).Enroll(2, 1, Sample.Person(1)).Enroll(3, 3, Sample.Person(2)).Enroll(4, 3, Sample.Person(1)).Enroll(
                5, 1, Sample.Person(2)));
        Claim.SameList(
            [(1, new CampaignId(2)), (3, new CampaignId(2)), (4, new CampaignId(3))], receipt.Running, "the refused running contacts");
        Claim.SameList([1L], (await trial.ReadNewAsync(2)).Ids(), "new jobs of campaign 2");
        Claim.SameList([3L], (await trial.ReadNewAsync(3)).Ids(), "new jobs of campaign 3");
    }

    private static async Task DuplicateAsync(StoreTrial trial)
    {
        await SetUpAsync(trial);
        await trial.CommitAsync(batch => batch.Enroll(2, 2, Sample.Person(2)).Job(Sample.In(JobState.Replied, 2, lane: 2)));
        await trial.CommitAsync(batch => batch.Enroll(3, 1, Sample.Person(2)));
        var receipt = await trial.CommitAsync(
            batch => batch.Enroll(4, 2, Sample.Person(2)).Enroll(5, 1, Sample.Person(1)).Enroll(6, 1, Sample.Person(2)));
        // taken by an ended job, by an earlier job of the batch, by the running job
        Claim.SameList([0, 1, 2], receipt.Duplicates, "the duplicates");
        Claim.Same(0, receipt.Running.Count, "the refused running contacts");
    }

    private static async Task OtherNumbersAsync(StoreTrial trial)
    {
        await SetUpAsync(trial);
        await trial.CommitAsync(batch => batch.Drip(5, 8).Drip(6, 0).Drip(7, 0).Drip(8, long.MaxValue));
        var receipt = await trial.CommitAsync(batch =>
        {
            for (var campaign = 5; campaign <= 8; campaign++)
            {
                batch.Enroll(campaign, campaign, Sample.Person(1));
            }
        });
        Claim.Same(CommitReceipt.Clean, receipt with { Lease = null }, "the receipt");
        await RefusesAsync(trial, job: 9, campaign: 2, runsIn: 1);
    }

    private static async Task StatesAsync(StoreTrial trial)
    {
        await SetUpAsync(trial);
        var places = Enum.GetValues<JobState>().SelectMany(state => Enumerable.Range(5, 6).Select(lane => (State: state, Lane: lane)))
            .Index().ToList();
        await trial.CommitAsync(batch =>
        {
            Enumerable.Range(5, 6).ToList().ForEach(lane => batch.Lane(Sample.Lane(lane) with { Kind = (WaitingFor)(lane - 5) }));
            places.ForEach(place => batch.Enroll(100 + place.Index, 1, Sample.Person(100 + place.Index)));
        });
        await trial.CommitAsync(
            batch => places.ForEach(place => batch.Job(Sample.In(place.Item.State, 100 + place.Index, place.Item.Lane))));
        var receipt =
            await trial.CommitAsync(batch => places.ForEach(place => batch.Enroll(200 + place.Index, 2, Sample.Person(100 + place.Index))));
        Claim.SameList(
            places.Where(place => !place.Item.State.IsTerminal()).Select(place => place.Item),
            receipt.Running.Select(refused => places[refused.Index].Item),
            "the refused running contacts");
    }

    private static async Task EndedCampaignAsync(StoreTrial trial)
    {
        await SetUpAsync(trial);
        var job = 10L;
        for (var state = CampaignState.Draft; state <= CampaignState.Expired; state++)
        {
            var campaign = 5L + (long)state;
            await trial.CommitAsync(batch => batch.Campaign(Sample.Campaign(1, state: state) with { Exclusivity = 7 }).Drip(campaign, 7));
            await trial.ReopenAsync();
            var receipt = await trial.CommitAsync(batch => batch.Enroll(++job, (int)campaign, Sample.Person(1)));
            Claim.Same(state.IsTerminal() ? 0 : 1, receipt.Running.Count, $"the contacts refused while the campaign is {state}");
            await trial.CommitAsync(
                batch => batch.Campaign(Sample.Campaign(campaign, state: CampaignState.Canceled) with { Exclusivity = 7 }));
        }

        await trial.CommitAsync(batch => batch.Campaign(Sample.Campaign(1) with { Exclusivity = 7 }));
        await RefusesAsync(trial, job: 50, campaign: 2, runsIn: 1);
    }

    private static async Task QueueAsync(StoreTrial trial)
    {
        await SetUpAsync(trial);
        var receipt = await trial.CommitAsync(
            batch => batch.Enroll(Queued(2), Sample.Person(1)).Enroll(Queued(3), Sample.Person(2)).Enroll(Queued(4), Sample.Person(1)));
        Claim.SameList([2], receipt.Duplicates, "the duplicates");
        Claim.Same(0, receipt.Running.Count, "the refused running contacts");
        await RefusesAsync(trial, job: 5, campaign: 3, runsIn: 1);
        await trial.CommitAsync(batch => batch.Job(Sample.In(JobState.Replied, 1)));
        receipt = await trial.CommitAsync(batch => batch.Enroll(6, 3, Sample.Person(1)).Enroll(7, 3, Sample.Person(2)));
        Claim.Same(0, receipt.Running.Count, "contacts refused because of a job that waits for another");
    }

    private static async Task OutOfQueueAsync(StoreTrial trial)
    {
        await SetUpAsync(trial);
        await trial.CommitAsync(batch => batch.Enroll(Queued(2), Sample.Person(1)));
        await trial.CommitAsync(batch => batch.Job(Sample.In(JobState.Removed, 1)).Job(Sample.Waiting(2, due: 5, lane: 2)));
        await trial.ReopenAsync();
        await RefusesAsync(trial, job: 3, campaign: 3, runsIn: 2);
        await trial.CommitAsync(batch => batch.Job(Queued(2)));
        Claim.Same(
            0, (await trial.CommitAsync(batch => batch.Enroll(4, 3, Sample.Person(1)))).Running.Count,
            "the contacts refused because of a job that waits again");
    }

    private static async Task OrderAsync(StoreTrial trial)
    {
        await SetUpAsync(trial);
        var receipt = await trial.CommitAsync(batch => batch.Job(Sample.In(JobState.Replied, 1)).Enroll(2, 2, Sample.Person(1)));
        Claim.Same(0, receipt.Running.Count, "contacts refused in the batch that ends the other job");
        receipt = await trial.CommitAsync(batch => batch
            .Job(Sample.In(JobState.Replied, 2, lane: 2)).Job(Sample.Waiting(1, due: 5)).Enroll(3, 3, Sample.Person(1)));
        Claim.Same(1, receipt.Running.Count, "contacts refused in the batch that reruns the other job");
        receipt = await trial.CommitAsync(batch => batch
            .Campaign(Sample.Campaign(1, state: CampaignState.Canceled) with { Exclusivity = 7 }).Enroll(4, 3, Sample.Person(1)));
        Claim.Same(0, receipt.Running.Count, "contacts refused in the batch that cancels the other job's campaign");
    }

    private static async Task RerunAsync(StoreTrial trial)
    {
        await SetUpAsync(trial);
        await trial.CommitAsync(batch => batch.Job(Sample.In(JobState.NoResponse, 1)));
        await trial.CommitAsync(batch => batch.Enroll(2, 2, Sample.Person(1)).Job(Sample.In(JobState.Failed, 2, lane: 2)));
        await trial.CommitAsync(batch => batch.Job(Sample.Waiting(1, due: 5)));
        await RefusesAsync(trial, job: 3, campaign: 3, runsIn: 1);
    }

    private static async Task PurgedAsync(StoreTrial trial)
    {
        await SetUpAsync(trial);
        await trial.PurgeAsync(1);
        Claim.Same(0, (await trial.CommitAsync(batch => batch.Enroll(2, 2, Sample.Person(1)))).Running.Count, "refused contacts");
        await RefusesAsync(trial, job: 3, campaign: 3, runsIn: 2);
    }

    /// <summary>
    /// Commits campaigns 1 to 3 under exclusivity 7, with person 1 running in campaign 1, and a waiting lane of campaign 2.
    /// </summary>
    private static Task SetUpAsync(StoreTrial trial) => trial.CommitAsync(batch => batch
        .Drip(1, 7).Drip(2, 7).Drip(3, 7).Lane(Sample.Lane(Queue, 2) with { Kind = WaitingFor.Predecessor }).Enroll(1, 1, Sample.Person(1)));

    private static JobRow Queued(long job) => Sample.Waiting(job, due: long.MaxValue, lane: Queue);

    private static async Task RefusesAsync(StoreTrial trial, long job, int campaign, long runsIn) => Claim.SameList(
        [(0, new CampaignId(runsIn))],
        (await trial.CommitAsync(batch => batch.Enroll(job, campaign, Sample.Person(1)))).Running,
        "the refused running contacts");
}
