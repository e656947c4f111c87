using Campaigns.Storage;

namespace Campaigns.Testing;

/// <summary>Queries for lists, which are read in pages of bounded cost.</summary>
internal static class ListCases
{
    public static IReadOnlyList<StoreContractCase> All { get; } =
    [
        new("campaigns are listed newest first, by tenant, state and text, with their counters", CampaignsAsync),
        new("jobs are listed by state, wait, last outcome and text", JobsAsync),
        new("attempts are listed by campaign, tenant, outcome, state, provider, time and text", AttemptsAsync),
        new("a page that examines few rows is short, and the next page goes on after it", ExaminedAsync),
        new("a place in a list stays valid when rows are added and purged, and after a restart", PlaceAsync),
    ];

    private static async Task CampaignsAsync(StoreTrial trial)
    {
        await trial.SetUpAsync(contacts: 2);
        await trial.CommitAsync(batch => batch
            .Campaign(Sample.Campaign(2, "bravo", CampaignState.Completed) with { Key = "Spring-26" })
            .Campaign(Sample.Campaign(3, state: CampaignState.Completed) with { Definition = """{"Tenant":"x","Name":"Offspring"}""" }));
        await SameAsync(new CampaignListQuery(new PageLimits(10)), 3, 2, 1);
        await SameAsync(new CampaignListQuery(new PageLimits(10)) { Before = 3 }, 2, 1);
        await SameAsync(new CampaignListQuery(new PageLimits(10)) { Tenant = "acme" }, 3, 1);
        await SameAsync(new CampaignListQuery(new PageLimits(10)) { State = CampaignState.Completed }, 3, 2);
        await SameAsync(new CampaignListQuery(new PageLimits(10)) { Text = "sPRING" }, 3, 2);
        await SameAsync(new CampaignListQuery(new PageLimits(10)) { Text = "spring", Tenant = "bravo" }, 2);
        await SameAsync(new CampaignListQuery(new PageLimits(10)) { Tenant = "nobody" });
        var first = await trial.Store.Queries.ReadCampaignsAsync(new CampaignListQuery(new PageLimits(1)) { Before = 2 }, default);
        Claim.Same(2L, first.Items[0].Lanes.Sum(lane => lane.Counters[Counter.Of(JobState.New)]), "the new jobs of campaign 1");

        async Task SameAsync(CampaignListQuery query, params long[] ids)
        {
            var page = await trial.Store.Queries.ReadCampaignsAsync(query, CancellationToken.None);
            Claim.SameList(ids, page.Items.Select(campaign => campaign.Row.Id.Value), $"{query}");
            Claim.Same(null, page.Next, $"the next page of {query}");
        }
    }

    private static async Task JobsAsync(StoreTrial trial)
    {
        await trial.SetUpAsync(contacts: 4);
        await trial.CommitAsync(batch => batch
            .Lane(Sample.Lane(2) with { Kind = WaitingFor.Task })
            .Job(Sample.Waiting(1, 5)).Job(Sample.Waiting(2, 5, lane: 2)).Job(Sample.In(JobState.Live, 3, lane: 2))
            .Job(Sample.In(JobState.Failed, 4) with { LastOutcome = AttemptOutcome.Busy }));
        var all = new JobQuery(new CampaignId(1), new PageLimits(10));
        await SameAsync(all, 1, 2, 3, 4);
        await SameAsync(all with { After = 2 }, 3, 4);
        await SameAsync(all with { States = [JobState.Failed, JobState.Waiting] }, 1, 2, 4);
        await SameAsync(all with { States = [] });
        await SameAsync(all with { WaitingFor = WaitingFor.Task }, 2);
        await SameAsync(all with { WaitingFor = WaitingFor.Turn }, 1);
        await SameAsync(all with { LastOutcome = AttemptOutcome.Busy }, 4);
        await SameAsync(all with { Text = ContactText.Of(Sample.Person(3).Key[..3]) }, 1, 2, 3, 4);
        await SameAsync(all with { Text = ContactText.Of(Sample.Person(3).Key) }, 3);
        await SameAsync(all with { Text = ContactText.Of(Sample.Person(2).Phone.Reveal()) }, 2);
        await SameAsync(all with { Campaign = new CampaignId(9) });

        async Task SameAsync(JobQuery query, params long[] ids)
        {
            var page = await trial.Store.Queries.ReadJobsAsync(query, CancellationToken.None);
            Claim.SameList(ids, page.Items.Ids(), $"{query}");
        }
    }

    private static async Task AttemptsAsync(StoreTrial trial)
    {
        await trial.SetUpAsync(contacts: 3);
        await trial.CommitAsync(batch => batch
            .Campaign(Sample.Campaign(2, "bravo")).Lane(Sample.Lane(2, 2)).Enroll(4, 2, Sample.Person(4))
            .Attempt(Sample.Ended(1, AttemptOutcome.Busy, 1, 10)).Attempt(Sample.Attempt(1, 2, 20) with { Provider = "voice-2" })
            .Attempt(Sample.Accepted(3, "call-7", 1, 30)).Attempt(Sample.Ended(4, AttemptOutcome.Completed, 1, 40)));
        var all = new AttemptQuery(new PageLimits(10));
        await SameAsync(all, "1-1", "1-2", "3-1", "4-1");
        await SameAsync(all with { After = new AttemptPlace(1, 1, 1) }, "1-2", "3-1", "4-1");
        await SameAsync(all with { Campaign = new CampaignId(1) }, "1-1", "1-2", "3-1");
        await SameAsync(all with { Tenant = "bravo" }, "4-1");
        await SameAsync(all with { Tenant = "bravo", Campaign = new CampaignId(1) });
        await SameAsync(all with { Outcome = AttemptOutcome.Busy }, "1-1");
        await SameAsync(all with { State = AttemptState.Accepted }, "3-1");
        await SameAsync(all with { Provider = "voice-2" }, "1-2");
        await SameAsync(all with { From = 20, Until = 40 }, "1-2", "3-1");
        await SameAsync(all with { Text = ContactText.Of("call-7") }, "3-1");
        await SameAsync(all with { Text = ContactText.Of(Sample.Person(1).Phone.Reveal()) }, "1-1", "1-2");
        await trial.CommitAsync(batch => batch.Contact(1, 2, Sample.Person(9, Sample.Person(1).Key)));
        await SameAsync(all with { Text = ContactText.Of(Sample.Person(1).Phone.Reveal()) }, "1-1", "1-2"); // as they were then
        await SameAsync(all with { Text = ContactText.Of(Sample.Person(9).Phone.Reveal()) });

        async Task SameAsync(AttemptQuery query, params string[] attempts)
        {
            var page = await trial.Store.Queries.ReadAttemptsAsync(query, CancellationToken.None);
            Claim.SameList(attempts, page.Items.Select(row => $"{row.Attempt.Job}-{row.Attempt.Number}"), $"{query}");
            Claim.True(page.Items.All(row => row.Job.Row.Id == row.Attempt.Job), "an attempt has the job of another");
        }
    }

    private static async Task ExaminedAsync(StoreTrial trial)
    {
        await trial.SetUpAsync(contacts: 6);
        await trial.CommitAsync(batch => batch.Job(Sample.In(JobState.Failed, 6)));
        var query = new JobQuery(new CampaignId(1), new PageLimits(10, Examined: 2)) { States = [JobState.Failed] };
        var first = await trial.Store.Queries.ReadJobsAsync(query, CancellationToken.None);
        Claim.Same((0, 2L), (first.Items.Count, first.Next ?? 0), "the first page, which examines jobs 1 and 2");
        var last = await trial.Store.Queries.ReadJobsAsync(query with { After = 4 }, CancellationToken.None);
        Claim.SameList([6L], last.Items.Ids(), "the last page");
        Claim.Same(null, last.Next, "what follows the last page");
    }

    private static async Task PlaceAsync(StoreTrial trial)
    {
        await trial.SetUpAsync(contacts: 4);
        await trial.CommitAsync(batch => batch
            .Campaign(Sample.Campaign(2, state: CampaignState.Completed)).Lane(Sample.Lane(2, 2)).Enroll(5, 2, Sample.Person(5))
            .Attempt(Sample.Ended(1, AttemptOutcome.Busy)).Attempt(Sample.Ended(3, AttemptOutcome.Busy))
            .Attempt(Sample.Ended(5, AttemptOutcome.Busy)));
        var attempts = await trial.Store.Queries.ReadAttemptsAsync(new AttemptQuery(new PageLimits(1)), CancellationToken.None);
        var jobs = await trial.Store.Queries.ReadJobsAsync(new JobQuery(new CampaignId(1), new PageLimits(2)), CancellationToken.None);
        await trial.PurgeAsync(2);
        await trial.CommitAsync(batch => batch.Enroll(6, 1, Sample.Person(6)).Attempt(Sample.Attempt(6)));
        await trial.ReopenAsync();
        var query = new JobQuery(new CampaignId(1), new PageLimits(10)) { After = jobs.Next!.Value };
        Claim.SameList(
            [3L, 4L, 6L],
            (await trial.Store.Queries.ReadJobsAsync(query, CancellationToken.None)).Items.Ids(),
            "the jobs of the next page");
        Claim.SameList(
            [3L, 6L],
            (await trial.Store.Queries.ReadAttemptsAsync(
                new AttemptQuery(new PageLimits(10)) { After = attempts.Next!.Value }, CancellationToken.None)).Items.Select(
                row => row.Attempt.Job),
            "the attempts of the next page");
    }
}
