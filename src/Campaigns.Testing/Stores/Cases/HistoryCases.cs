using Campaigns.Storage;

namespace Campaigns.Testing;

/// <summary>The history that caps count.</summary>
internal static class HistoryCases
{
    public static IReadOnlyList<StoreContractCase> All { get; } =
    [
        new("the history holds ended attempts that may have reached the contact", WhatCountsAsync),
        new("the history includes its first instant", SinceAsync),
        new("the history is read in portions with each attempt once, even with commits and purges in between", PortionsAsync),
        new("the history covers all campaigns of the tenant, including ended ones, and no other tenant's", TenantAsync),
    ];

    private static async Task WhatCountsAsync(StoreTrial trial)
    {
        await trial.SetUpAsync(contacts: 20);
        await trial.CommitAsync(batch =>
        {
            for (var outcome = AttemptOutcome.NotSent; outcome <= AttemptOutcome.OptedOut; outcome++)
            {
                batch.Attempt(Sample.Attempt((long)outcome)).Attempt(Sample.Ended((long)outcome, outcome));
            }

            batch.Attempt(Sample.Attempt(19)).Attempt(Sample.Attempt(20) with { State = AttemptState.Answered });
        });
        var found = await trial.ReadHistoryAsync("acme", 0);
        var expected = Enum.GetValues<AttemptOutcome>().Where(outcome => outcome.SpendsAttempt());
        Claim.SameList(expected, found.Select(row => row.Outcome).Order(), "the outcomes");
        var busy = found.Single(row => row.Outcome == AttemptOutcome.Busy);
        Claim.Same((new CampaignId(1), (short)0, 1_000L, 1_005L), (busy.Campaign, busy.Step, busy.CommittedAt, busy.EndedAt), "a row");
        Claim.Same(Sample.Person((long)AttemptOutcome.Busy).Show(), busy.Contact.Show(), "its contact");
    }

    private static async Task SinceAsync(StoreTrial trial)
    {
        await trial.SetUpAsync(contacts: 3);
        await trial.CommitAsync(batch =>
        {
            for (var number = 1; number <= 5; number++)
            {
                batch.Attempt(Sample.Ended(number % 3 + 1, AttemptOutcome.Busy, number, committedAt: number * 100));
            }
        });
        Claim.SameList(
            [300L, 400L, 500L], (await trial.ReadHistoryAsync("acme", 305)).Select(row => row.CommittedAt).Order(),
            "since 305, when the third ended");
        Claim.SameList([400L, 500L], (await trial.ReadHistoryAsync("acme", 306)).Select(row => row.CommittedAt).Order(), "since 306");
        Claim.Same(0, (await trial.ReadHistoryAsync("acme", long.MaxValue)).Count, "attempts since the end of time");
    }

    private static async Task PortionsAsync(StoreTrial trial)
    {
        await trial.SetUpAsync(contacts: 12);
        await trial.CommitAsync(batch => batch
            .Campaign(Sample.Campaign(2, state: CampaignState.Canceled)).Lane(Sample.Lane(2, 2)).Campaign(Sample.Campaign(3))
                .Lane(Sample.Lane(3, 3))
            .Enroll(21, 2, Sample.Person(1)).Enroll(22, 2, Sample.Person(2)).Enroll(31, 3, Sample.Person(3)).Enroll(32, 3, Sample.Person(4)));
        await trial.CommitAsync(batch =>
        {
            foreach (var job in new[] { 1L, 2, 3, 4, 5, 6, 7, 8, 9, 10, 21, 22, 31, 32 })
            {
                // five attempts end at the same instant
                batch.Attempt(
                    Sample.Ended(job, job % 4 == 0 ? AttemptOutcome.NotSent : AttemptOutcome.Busy, committedAt: job < 6 ? 100 : 100 + job));
            }
        });
        long[] expected = [100, 100, 100, 100, 106, 107, 109, 110, 121, 122, 131];
        for (var limit = 1; limit <= 20; limit++)
        {
            Claim.SameList(
                expected, (await trial.ReadHistoryAsync("acme", 0, limit)).Select(row => row.CommittedAt).Order(),
                $"the history in portions of {limit}");
        }

        var late = 1_000;
        var found = await trial.ReadHistoryAsync("acme", 0, 2, async () =>
        {
            if (late < 1_010)
            {
                await trial.CommitAsync(
                    batch => batch.Attempt(Sample.Ended(11, AttemptOutcome.Busy, number: late - 999, committedAt: late++)));
                await trial.PurgeAsync(2);
            }
        });
        Claim.SameList(
            expected.Where(at => at is < 121 or > 122),
            found.Select(row => row.CommittedAt).Where(at => at is < 121 or > 122 and < 1_000).Order(),
            "attempts that ended before the first portion and were not purged");
        Claim.Same(found.Count, found.DistinctBy(row => (row.Contact.Key, row.CommittedAt)).Count(), "attempts that come once");
    }

    private static async Task TenantAsync(StoreTrial trial)
    {
        await trial.SetUpAsync(contacts: 1);
        await trial.CommitAsync(batch => batch
            .Campaign(Sample.Campaign(2, state: CampaignState.Canceled)).Lane(Sample.Lane(2, 2)).Campaign(Sample.Campaign(3, "other"))
                .Lane(Sample.Lane(3, 3))
            .Enroll(2, 2, Sample.Person(2)).Enroll(3, 3, Sample.Person(3))
            .Attempt(Sample.Ended(1, AttemptOutcome.Busy)).Attempt(Sample.Ended(2, AttemptOutcome.Machine)).Attempt(
                Sample.Ended(3, AttemptOutcome.Completed)));
        Claim.SameList(
            [1L, 2L], (await trial.ReadHistoryAsync("acme", 0)).Select(row => row.Campaign.Value).Order(), "the campaigns of acme");
        Claim.SameList(
            [3L], (await trial.ReadHistoryAsync("other", 0)).Select(row => row.Campaign.Value), "the campaigns of the other tenant");
        Claim.Same(0, (await trial.ReadHistoryAsync("nobody", 0)).Count, "attempts of nobody");
    }
}
