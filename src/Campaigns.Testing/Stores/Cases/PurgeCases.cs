using Campaigns.Storage;

namespace Campaigns.Testing;

/// <summary>What remains after an ended campaign is purged.</summary>
internal static class PurgeCases
{
    public static IReadOnlyList<StoreContractCase> All { get; } =
    [
        new("a purge removes all data of a campaign, and nothing of another", EverythingAsync),
        new("a purge works in portions, with commits in between", PortionsAsync),
        new("an interrupted purge continues after a reopening", CutShortAsync),
        new("ids are not reused after a purge", LastIdsAsync),
        new("a purged campaign's keys and addresses are free", FreeAsync),
        new("an earlier owner cannot purge", FencedAsync),
        new("an unknown campaign counts as purged", NothingAsync),
    ];

    private static async Task EverythingAsync(StoreTrial trial)
    {
        await SetUpTwoAsync(trial, contacts: 5);
        await trial.PurgeAsync(1);
        for (var id = 1; id <= 5; id++)
        {
            Claim.Same(null, await trial.FindAsync(id), $"job {id}");
            Claim.Same(null, await trial.FindAsync(1, Sample.Person(id).Key), $"the contact of job {id}");
            Claim.Same(0, (await trial.ReadAttemptsAsync(id)).Count, $"attempts of job {id}");
        }

        Claim.Same(0, (await trial.ReadJobsAsync(1)).Count, "jobs of campaign 1");
        Claim.SameList([105L], (await trial.ReadHistoryAsync("acme", 0)).Select(row => row.EndedAt), "the history");
        Claim.SameList([101L], (await trial.ReadJobsAsync(2)).Ids(), "jobs of campaign 2");
        Claim.Same(1, (await trial.ReadAttemptsAsync(101)).Count, "attempts of campaign 2");
        var snapshot = await trial.ReopenAsync();
        Claim.SameList([2L], snapshot.Campaigns.Select(row => row.Id.Value), "the campaigns");
        Claim.SameList([2], snapshot.Lanes.Select(lane => lane.Lane.Id), "the lanes");
        Claim.Same(1L, snapshot.Lanes[0].Counters[(int)JobState.New], "the counter of lane 2");
    }

    private static async Task PortionsAsync(StoreTrial trial)
    {
        await SetUpTwoAsync(trial, contacts: 20);
        var portions = 0;
        while (!await trial.Store.PurgeAsync(trial.Epoch, new CampaignId(1), 4, CancellationToken.None))
        {
            portions++;
            Claim.True(portions <= 20, "a portion removed nothing");
            await trial.CommitAsync(batch => batch.Job(Sample.Live(101, 2, portions)).Attempt(Sample.Attempt(101, 1 + portions)));
        }

        Claim.True(portions >= 3, $"20 jobs went in {portions} portions of about 4 rows before the last");
        Claim.Same(1 + portions, (await trial.ReadAttemptsAsync(101)).Count, "attempts committed in between");
    }

    private static async Task CutShortAsync(StoreTrial trial)
    {
        await SetUpTwoAsync(trial, contacts: 20);
        await trial.Store.PurgeAsync(trial.Epoch, new CampaignId(1), 4, CancellationToken.None);
        Claim.SameList([1L, 2L], (await trial.ReopenAsync()).Campaigns.Select(row => row.Id.Value).Order(), "the campaigns half-way");
        await trial.PurgeAsync(1, limit: 4);
        Claim.SameList([2L], (await trial.ReopenAsync()).Campaigns.Select(row => row.Id.Value), "the campaigns");
    }

    private static async Task LastIdsAsync(StoreTrial trial)
    {
        await trial.SetUpAsync(contacts: 3);
        await trial.PurgeAsync(1);
        var snapshot = await trial.ReopenAsync();
        Claim.Same((1L, 3L, 1), (snapshot.LastCampaign, snapshot.LastJob, snapshot.LastLane), "the last ids");
    }

    private static async Task FreeAsync(StoreTrial trial)
    {
        var mail = new Dictionary<string, string> { [Channels.Email] = "ann@example.com" };
        var person = new Contact("ann", "+15550100001", "Europe/Paris", mail);
        await trial.CommitAsync(batch => batch
            .Campaign(Sample.Campaign(1) with { Key = "spring" }).Lane(Sample.Lane(1, channel: Channels.Email)).Enroll(1, 1, person));
        await trial.PurgeAsync(1);
        await trial.CommitAsync(batch => batch
            .Campaign(Sample.Campaign(2) with { Key = "spring" }).Lane(Sample.Lane(2, 2, Channels.Email)).Enroll(2, 2, person));
        Claim.SameList(
            [2L], (await trial.FindOpenAsync(Suppression.OfAddress("acme", "ann@example.com"))).Ids(), "open jobs of the address");
        Claim.SameList([2L], (await trial.FindOpenAsync(Suppression.OfContact("acme", "ann"))).Ids(), "open jobs of the key");
    }

    private static async Task FencedAsync(StoreTrial trial)
    {
        await trial.SetUpAsync(contacts: 1);
        await Claim.ThrowsAsync<StoreFencedException>(
            async () => await trial.Store.PurgeAsync(trial.Epoch - 1, new CampaignId(1), 10, CancellationToken.None),
            "a purge of an earlier owner");
        Claim.Same(1, (await trial.ReadJobsAsync(1)).Count, "jobs");
    }

    private static async Task NothingAsync(StoreTrial trial)
    {
        await trial.SetUpAsync();
        Claim.Same(1, await trial.PurgeAsync(9), "portions of campaign 9");
        Claim.Same(1, await trial.PurgeAsync(1), "portions of a campaign without contacts");
        Claim.Same(1, await trial.PurgeAsync(1), "portions of a purged campaign");
    }

    /// <summary>Commits campaign 1 with contacts that were tried once, and campaign 2 with one contact.</summary>
    private static async Task SetUpTwoAsync(StoreTrial trial, int contacts)
    {
        await trial.SetUpAsync(contacts);
        await trial.CommitAsync(batch =>
        {
            batch.Campaign(Sample.Campaign(2)).Lane(Sample.Lane(2, 2)).Enroll(101, 2, Sample.Person(101));
            batch.Attempt(Sample.Ended(101, AttemptOutcome.Busy, committedAt: 100));
            for (var i = 1; i <= contacts; i++)
            {
                batch.Job(Sample.In(JobState.Failed, i)).Attempt(Sample.Ended(i, AttemptOutcome.Busy, committedAt: 200));
            }
        });
    }
}
