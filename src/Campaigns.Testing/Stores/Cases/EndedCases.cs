using System.Globalization;
using Campaigns.Storage;

namespace Campaigns.Testing;

/// <summary>Ended campaigns. Opening the store does not read them; queries find them.</summary>
internal static class EndedCases
{
    public static IReadOnlyList<StoreContractCase> All { get; } =
    [
        new("what must be in memory is opened: campaigns that have not ended, have a live job, or are the first of their "
            + "exclusivity", OpeningAsync),
        new("a campaign is found by its id, by a lane, and by its key in its tenant, whatever its state", FoundAsync),
        new("a campaign is found with its lanes, their counters, and what its limits have used", WholeAsync),
        new("campaigns that have ended come in the order of their ids, page by page, of one tenant or of all", PagesAsync),
        new("a campaign that is purged is found by none of its names", PurgedAsync),
        new("the campaigns of a tenant that ended first are read in order of their end", FirstEndedAsync),
    ];

    private static async Task OpeningAsync(StoreTrial trial)
    {
        await trial.CommitAsync(batch =>
        {
            batch.Drip(1, exclusivity: 1, CampaignState.Completed).Drip(2, exclusivity: 1).Drip(3, exclusivity: 1, CampaignState.Completed)
                .Drip(4, exclusivity: 0, CampaignState.Completed).Drip(5, exclusivity: 0, CampaignState.Canceled).Drip(
                    6, exclusivity: 0, CampaignState.Paused)
                .Enroll(1, 4, Sample.Person(1)).Enroll(2, 5, Sample.Person(2)).Job(Sample.In(JobState.Failed, 1, 4)).Job(Sample.Live(2, 5))
                    .Attempt(Sample.Attempt(2));
            for (var campaign = 1; campaign <= 6; campaign++)
            {
                batch.Usage(Used(campaign, campaign));
            }

            batch.Usage(new UsageRow(LimitScope.Provider, "4", "", 0, 9, 0));
        });
        var snapshot = await trial.ReopenAsync();
        Claim.SameList([1L, 2, 5, 6], snapshot.Campaigns.Select(row => row.Id.Value).Order(), "the campaigns");
        Claim.SameList([1, 2, 5, 6], snapshot.Lanes.Select(lane => lane.Lane.Id).Order(), "the lanes");
        Claim.Same(1L, snapshot.Lanes.Single(lane => lane.Lane.Id == 5).Counters[Counter.Of(JobState.New)], "the counter of lane 5");
        Claim.SameList([2L], snapshot.Live.Select(pair => pair.Job.Row.Id), "the live jobs");
        Claim.SameList([1L, 2, 5, 6, 9], snapshot.Usage.Select(row => row.Value).Order(), "the usage");
        Claim.Same((6L, 2L, 6), (snapshot.LastCampaign, snapshot.LastJob, snapshot.LastLane), "the last ids");
    }

    private static async Task FoundAsync(StoreTrial trial)
    {
        CampaignRow[] rows =
        [
            Sample.Campaign(1, state: CampaignState.Completed) with { Key = "spring" },
            Sample.Campaign(
                2, "bravo", CampaignState.Canceled) with { Key = "spring", EndedAt = Sample.Created.AddTicks(1), Versions = ["{}"] },
            Sample.Campaign(3, state: CampaignState.Running) with { Key = "größer \u0001" },
        ];
        await trial.CommitAsync(batch =>
        {
            foreach (var row in rows)
            {
                batch.Campaign(row).Lane(Sample.Lane((int)row.Id.Value, row.Id.Value));
            }
        });
        foreach (var row in rows)
        {
            foreach (var query in new[] { CampaignQuery.Of(row.Id), CampaignQuery.OfLane((int)row.Id.Value), CampaignQuery.OfKey(
                row.Tenant, row.Key!) })
            {
                Claim.SameList(
                    [row.Show()], (await trial.FindCampaignsAsync(query)).Select(found => found.Row.Show()),
                    $"the campaign that {query} names");
            }
        }

        foreach (var query in new[] { CampaignQuery.Of(new CampaignId(4)), CampaignQuery.OfLane(4), CampaignQuery.OfLane(0),
            CampaignQuery.OfLane(-1), CampaignQuery.OfKey("acme", "Spring"), CampaignQuery.OfKey("charlie", "spring") })
        {
            Claim.Same(0, (await trial.FindCampaignsAsync(query)).Count, $"campaigns that {query} names");
        }
    }

    private static async Task WholeAsync(StoreTrial trial)
    {
        await trial.CommitAsync(batch => batch
            .Campaign(Sample.Campaign(1, state: CampaignState.Expired)).Lane(Sample.Lane(1)).Lane(
                Sample.Lane(2) with { Kind = WaitingFor.Task, Hours = "h" })
            .Campaign(Sample.Campaign(2)).Lane(Sample.Lane(3, 2))
            .Enroll(1, 1, Sample.Person(1)).Count(2, Counter.Retries, 7).Count(3, Counter.Retries, 9)
            .Usage(Used(1, 5)).Usage(Used(1, 6) with { Quota = "day", Since = 3 }).Usage(Used(2, 8)).Usage(
                new UsageRow(LimitScope.Tenant, "1", "", 0, 9, 0)));
        var found = (await trial.FindCampaignsAsync(CampaignQuery.Of(new CampaignId(1)))).Single();
        Claim.SameList(
            [Sample.Lane(1), Sample.Lane(2) with { Kind = WaitingFor.Task, Hours = "h" }], found.Lanes.Select(lane => lane.Lane),
            "the lanes");
        Claim.Same(
            (1L, 0L), (found.Lanes[0].Counters[Counter.Of(JobState.New)], found.Lanes[0].Counters[Counter.Retries]),
            "the counters of lane 1");
        Claim.Same(
            (0L, 7L), (found.Lanes[1].Counters[Counter.Of(JobState.New)], found.Lanes[1].Counters[Counter.Retries]),
            "the counters of lane 2");
        Claim.Same(
            (Counter.Count, Counter.Count), (found.Lanes[0].Counters.Count, found.Lanes[1].Counters.Count), "the number of counters");
        Claim.SameList([5L, 6L], found.Usage.Select(row => row.Value).Order(), "the usage");
        await trial.CommitAsync(batch => batch.Count(2, Counter.Retries, 1).Usage(Used(1, 5) with { IsKept = false }));
        found = (await trial.FindCampaignsAsync(CampaignQuery.OfLane(2))).Single();
        Claim.Same(8L, found.Lanes[1].Counters[Counter.Retries], "the counter after another commit");
        Claim.SameList([6L], found.Usage.Select(row => row.Value), "the usage after another commit");
    }

    private static async Task PagesAsync(StoreTrial trial)
    {
        await trial.CommitAsync(batch =>
        {
            for (var id = 1; id <= 12; id++)
            {
                batch.Campaign(
                    Sample.Campaign(id, id % 2 == 0 ? "acme" : "bravo", id % 3 == 0 ? CampaignState.Paused : CampaignState.Failed)).Lane(
                        Sample.Lane(id, id));
            }
        });
        await SameAsync(CampaignQuery.Ended(null, 0, 100), 1, 2, 4, 5, 7, 8, 10, 11);
        await SameAsync(CampaignQuery.Ended(null, 2, 3), 4, 5, 7);
        await SameAsync(CampaignQuery.Ended("acme", 0, 100), 2, 4, 8, 10);
        await SameAsync(CampaignQuery.Ended("bravo", 5, 1), 7);
        await SameAsync(CampaignQuery.Ended("bravo", 11, 5));
        await SameAsync(CampaignQuery.Ended("charlie", 0, 5));

        async Task SameAsync(CampaignQuery query, params long[] ids)
        {
            var found = await trial.FindCampaignsAsync(query);
            Claim.SameList(ids, found.Select(campaign => campaign.Row.Id.Value), $"the campaigns of {query}");
            Claim.SameList(ids, found.SelectMany(campaign => campaign.Lanes).Select(lane => (long)lane.Lane.Id), $"the lanes of {query}");
        }
    }

    private static async Task FirstEndedAsync(StoreTrial trial)
    {
        await trial.CommitAsync(batch => batch
            .Campaign(EndedAfter(1, 30)).Campaign(EndedAfter(2, 10)).Campaign(EndedAfter(3, 20)).Campaign(EndedAfter(4, 10))
            .Campaign(EndedAfter(5, 5) with { Tenant = "bravo" }).Campaign(Sample.Campaign(6)));
        await SameAsync("acme", 10, 2, 4, 3, 1);
        await SameAsync("acme", 2, 2, 4);
        await SameAsync("bravo", 10, 5);
        await SameAsync("charlie", 10);
        await trial.CommitAsync(batch => batch
            .Campaign(EndedAfter(2, 10) with { State = CampaignState.Running, EndedAt = null }).Campaign(EndedAfter(4, 40)));
        await SameAsync("acme", 10, 3, 1, 4);
        await trial.PurgeAsync(3);
        await SameAsync("acme", 10, 1, 4);

        CampaignRow EndedAfter(long id, int ticks) =>
            Sample.Campaign(id, "acme", CampaignState.Completed) with { EndedAt = Sample.Created.AddTicks(ticks) };

        async Task SameAsync(string tenant, int limit, params long[] ids) => Claim.SameList(
            ids,
            (await trial.FindCampaignsAsync(CampaignQuery.FirstEnded(tenant, limit))).Select(campaign => campaign.Row.Id.Value),
            $"the campaigns of {tenant} that ended first");
    }

    private static async Task PurgedAsync(StoreTrial trial)
    {
        await trial.CommitAsync(
            batch => batch.Campaign(Sample.Campaign(1, state: CampaignState.Failed) with { Key = "spring" }).Lane(Sample.Lane(1)).Enroll(
                1, 1, Sample.Person(1)));
        await trial.PurgeAsync(1);
        foreach (var query in new[] { CampaignQuery.Of(new CampaignId(1)), CampaignQuery.OfLane(1), CampaignQuery.OfKey("acme", "spring"),
            CampaignQuery.Ended("acme", 0, 9) })
        {
            Claim.Same(0, (await trial.FindCampaignsAsync(query)).Count, $"campaigns of {query}");
        }
    }

    private static UsageRow Used(long campaign, long value) =>
        new(LimitScope.Campaign, campaign.ToString(CultureInfo.InvariantCulture), "", 0, value, 0);
}
