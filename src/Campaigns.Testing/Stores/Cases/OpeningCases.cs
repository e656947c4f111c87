using Campaigns.Storage;

namespace Campaigns.Testing;

/// <summary>What an engine reads when it takes over a store.</summary>
internal static class OpeningCases
{
    public static IReadOnlyList<StoreContractCase> All { get; } =
    [
        new("an empty store holds nothing, and ids begin at 1", EmptyAsync),
        new("the epoch rises with every opening, and the stamp stays", EpochAsync),
        new("campaigns are read as last written", CampaignsAsync),
        new("an open enrollment is read until a write omits it", EnrollmentsAsync),
        new("lanes are read with their counters", CountersAsync),
        new("only live jobs are read, with their newest attempt", LiveAsync),
        new("tenants and the engine-wide row are read as last written", TenantsAsync),
        new("a hold keeps its reason until it is lifted", HoldAsync),
        new("settings keep their revision, and a hold its begin", RevisionsAsync),
        new("the number of the last commit rises, and its time is that of the last batch", InfoAsync),
        new("a do-not-contact list holds each entry once, until it is removed", SuppressionsAsync),
        new("the last ids are the highest ever inserted", LastIdsAsync),
    ];

    private static async Task EmptyAsync(StoreTrial trial)
    {
        var snapshot = await trial.OpenAsync();
        Claim.Same((0L, 0L, 0), (snapshot.LastCampaign, snapshot.LastJob, snapshot.LastLane), "the last ids");
        var rows =
            snapshot.Campaigns.Count + snapshot.Lanes.Count + snapshot.Live.Count + snapshot.Tenants.Count + snapshot.Suppressions.Count;
        Claim.Same(0, rows + snapshot.Providers.Count + snapshot.Reports.Count, "rows");
    }

    private static async Task EpochAsync(StoreTrial trial)
    {
        var first = await trial.OpenAsync();
        var second = await trial.OpenAsync();
        var third = await trial.ReopenAsync();
        Claim.True(
            first.Epoch < second.Epoch && second.Epoch < third.Epoch, $"epochs {first.Epoch}, {second.Epoch}, {third.Epoch} do not rise");
        Claim.Same(first.Stamp, third.Stamp, "the stamp");
    }

    private static async Task CampaignsAsync(StoreTrial trial)
    {
        var plain = Sample.Campaign(1);
        var full = Sample.Campaign(2, "bravo", CampaignState.Scheduled) with
        {
            Key = "spring",
            Definition = "{\"name\":\"Frühling\"}",
            StartedAt = Sample.Created.AddTicks(1),
            EndedAt = DateTimeOffset.MaxValue,
            Settings = new StoredSettings(100, int.MaxValue, 1_000, true, DateTimeOffset.MaxValue)
            {
                Rate = new RateLimit(7, TimeSpan.FromTicks(10_001), 3),
                Quotas = [new Quota(20, QuotaPeriod.Day, "Europe/Paris"), new Quota(int.MaxValue, QuotaPeriod.Month)],
                Lateness = LatenessPolicy.Spread(TimeSpan.FromHours(2), TimeSpan.FromMinutes(1)),
                Zone = "Asia/Kolkata",
                Window = ContactWindow.Weekdays(new TimeOnly(9, 0), new TimeOnly(17, 30)).Except(new DateOnly(2026, 12, 25)),
            },
        };
        await trial.CommitAsync(batch => batch.Campaign(full).Campaign(plain));
        await trial.CommitAsync(batch => batch.Campaign(plain with { State = CampaignState.Canceled, EndedAt = DateTimeOffset.MinValue }));
        var found = (await trial.ReopenAsync()).Campaigns.OrderBy(row => row.Id.Value).ToList();
        Claim.Same(1, found.Count, "campaigns");
        Claim.Same(Comparable(full), Comparable(found[0]), "the campaign that continues");
        Claim.SameList(full.Settings.Window!.Hours, found[0].Settings.Window!.Hours, "the hours");
        Claim.SameList(full.Settings.Window!.ClosedDates, found[0].Settings.Window!.ClosedDates, "the closed dates");
        var ended = (await trial.FindCampaignsAsync(CampaignQuery.Of(plain.Id))).Single().Row;
        Claim.Same(
            Comparable(plain with { State = CampaignState.Canceled, EndedAt = DateTimeOffset.MinValue }), Comparable(ended),
            "the campaign that has ended");
    }

    private static async Task EnrollmentsAsync(StoreTrial trial)
    {
        OpenEnrollment[] open = [new(1, Sample.Created, IsCut: true), new((7L << 32) + 2, Sample.Created.AddTicks(3), IsCut: false)];
        await trial.CommitAsync(batch => batch.Campaign(Sample.Campaign(1) with { Enrollments = open }).Campaign(Sample.Campaign(2)));
        var found = (await trial.ReopenAsync()).Campaigns.OrderBy(row => row.Id.Value).ToList();
        Claim.SameList(open, found[0].Enrollments, "the open enrollments");
        Claim.SameList([], found[1].Enrollments, "the open enrollments of another campaign");
        await trial.CommitAsync(batch => batch.Campaign(Sample.Campaign(1) with { Enrollments = open[1..] }));
        Claim.SameList(
            open[1..], (await trial.ReopenAsync()).Campaigns.Single(row => row.Id.Value == 1).Enrollments, "the remaining enrollment");
        await trial.CommitAsync(batch => batch.Campaign(Sample.Campaign(1)));
        Claim.SameList([], (await trial.ReopenAsync()).Campaigns.Single(row => row.Id.Value == 1).Enrollments, "the open enrollments at the end");
    }

    /// <summary>Removes the window, whose lists compare by reference.</summary>
    private static CampaignRow Comparable(CampaignRow row) =>
        row with { Settings = row.Settings with { Window = null }, Versions = [], Enrollments = [] };

    private static async Task CountersAsync(StoreTrial trial)
    {
        await trial.SetUpAsync(contacts: 3);
        await trial.CommitAsync(batch => batch.Lane(Sample.Lane(2, channel: Channels.Email)).Count(1, 0, -2).Count(2, 1, 5).Count(1, 0, 1));
        await trial.CommitAsync(batch => batch.Count(2, 1, -1).Count(2, Counter.Retries, long.MaxValue / 2));
        var lanes = (await trial.ReopenAsync()).Lanes.OrderBy(lane => lane.Lane.Id).ToList();
        Claim.SameList([Sample.Lane(1), Sample.Lane(2, channel: Channels.Email)], lanes.Select(lane => lane.Lane), "the lanes");
        Claim.SameList(Counters((0, 2)), lanes[0].Counters, "the counters of lane 1");
        Claim.SameList(Counters((1, 4), (Counter.Retries, long.MaxValue / 2)), lanes[1].Counters, "the counters of lane 2");
    }

    private static long[] Counters(params (int Index, long Value)[] set)
    {
        var counters = new long[Counter.Count];
        foreach (var (index, value) in set)
        {
            counters[index] = value;
        }

        return counters;
    }

    private static async Task LiveAsync(StoreTrial trial)
    {
        await trial.SetUpAsync(contacts: 4);
        await trial.CommitAsync(batch => batch
            .Job(Sample.Live(2)).Attempt(Sample.Attempt(2))
            .Job(Sample.Live(3)).Attempt(Sample.Attempt(3))
            .Job(Sample.Live(4)).Attempt(Sample.Attempt(4)));
        var second = Sample.Attempt(2, number: 2, committedAt: 2_000) with { State = AttemptState.Accepted, ProviderCallId = "call" };
        await trial.CommitAsync(batch => batch
            .Attempt(Sample.Ended(2, AttemptOutcome.Busy)).Job(Sample.Live(2, number: 2)).Attempt(second)
            .Job(Sample.In(JobState.Completed, 3)).Attempt(Sample.Ended(3, AttemptOutcome.Completed)));
        var live = (await trial.ReopenAsync()).Live.OrderBy(pair => pair.Job.Row.Id).ToList();
        Claim.SameList([2L, 4L], live.Select(pair => pair.Job.Row.Id), "the live jobs");
        Claim.Same(second.Show(), live[0].Attempt.Show(), "the newest attempt of job 2");
        Claim.Same(Sample.Person(2).Show(), live[0].Job.Contact.Show(), "the contact of job 2");
        Claim.Same(Sample.Attempt(4).Show(), live[1].Attempt.Show(), "the attempt of job 4");
    }

    private static async Task TenantsAsync(StoreTrial trial)
    {
        var settings = new TenantSettings { MaxConcurrent = 7, Weight = 3, CoolDown = TimeSpan.FromDays(2),
            Caps = [new FrequencyCap(2, 7, CapPeriod.CalendarDays)], Quotas = [new Quota(3, QuotaPeriod.Hour)] };
        await trial.CommitAsync(batch => batch
            .Tenant(new TenantRow("acme", true, settings)).Tenant(new TenantRow(null, true, new TenantSettings())).Tenant(
                new TenantRow("b", false, settings)));
        await trial.CommitAsync(batch => batch.Tenant(new TenantRow(null, false, new TenantSettings { MaxConcurrent = 9 })));
        var tenants = (await trial.ReopenAsync()).Tenants.OrderBy(row => row.Tenant, StringComparer.Ordinal).ToList();
        Claim.SameList([null, "acme", "b"], tenants.Select(row => row.Tenant), "the tenants");
        Claim.Same((false, 9), (tenants[0].Held, tenants[0].Settings.MaxConcurrent), "everything");
        Claim.Same((true, 7, 3, TimeSpan.FromDays(2)), (tenants[1].Held, tenants[1].Settings.MaxConcurrent, tenants[1].Settings.Weight, tenants[1].Settings.CoolDown), "acme");
        Claim.SameList(settings.Caps, tenants[1].Settings.Caps, "the caps of acme");
        Claim.SameList(settings.Quotas, tenants[1].Settings.Quotas, "the quotas of acme");
        Claim.SameList([], tenants[0].Settings.Quotas, "the quotas of everything");
    }

    private static async Task HoldAsync(StoreTrial trial)
    {
        var held = new TenantRow(null, true, new TenantSettings()) { Reason = "It has lost größere Teile." };
        await trial.CommitAsync(batch => batch.Tenant(held));
        var found = (await trial.ReopenAsync()).Tenants.Single();
        Claim.Same((true, held.Reason), (found.Held, found.Reason), "the hold");
        await trial.CommitAsync(batch => batch.Tenant(held with { Held = false, Reason = null }));
        found = (await trial.ReopenAsync()).Tenants.Single();
        Claim.Same((false, null), (found.Held, found.Reason), "the hold that was lifted");
    }

    private static async Task RevisionsAsync(StoreTrial trial)
    {
        var held = new TenantRow("acme", true, new TenantSettings())
        {
            HeldSince = DateTimeOffset.MinValue, LastCommit = DateTimeOffset.MaxValue, Revision = long.MaxValue,
        };
        var changed = Sample.Campaign(1) with { Settings = Sample.Campaign(1).Settings with { Revision = long.MaxValue } };
        await trial.CommitAsync(batch => batch.Tenant(held).Campaign(changed));
        var snapshot = await trial.ReopenAsync();
        var found = snapshot.Tenants.Single();
        Claim.Same(
            (held.HeldSince, held.LastCommit, held.Revision),
            (found.HeldSince, found.LastCommit, found.Revision),
            "the hold and the revision");
        Claim.Same(long.MaxValue, snapshot.Campaigns.Single().Settings.Revision, "the revision of the campaign");
        await trial.CommitAsync(batch => batch.Tenant(held with { Held = false, HeldSince = null, LastCommit = null, Revision = 3 }));
        found = (await trial.ReopenAsync()).Tenants.Single();
        Claim.Same((null, null, 3L), (found.HeldSince, found.LastCommit, found.Revision), "what is left of the hold");
    }

    private static async Task InfoAsync(StoreTrial trial)
    {
        var snapshot = await trial.OpenAsync();
        var opened = await trial.Store.Queries.ReadInfoAsync(CancellationToken.None);
        Claim.True(
            snapshot.Before.Commit < opened.Commit, $"commit {opened.Commit} of the opening does not follow {snapshot.Before.Commit}");
        Claim.Same((snapshot.Epoch, snapshot.Epoch - 1), (opened.Epoch, snapshot.Before.Epoch), "the epochs");
        await trial.SetUpAsync(contacts: 1);
        var written = await trial.Store.Queries.ReadInfoAsync(CancellationToken.None);
        Claim.True(opened.Commit < written.Commit, $"commit {written.Commit} does not follow {opened.Commit}");
        Claim.True(written.CommittedAt is not null, "the last commit has no time");
        await trial.PurgeAsync(1);
        var purged = await trial.Store.Queries.ReadInfoAsync(CancellationToken.None);
        Claim.True(written.Commit < purged.Commit, $"commit {purged.Commit} of the purge does not follow {written.Commit}");
        Claim.Same(written.CommittedAt, purged.CommittedAt, "the time of the last commit");
        var before = (await trial.ReopenAsync()).Before;
        Claim.True(before.Commit >= purged.Commit, $"the store has lost commit {purged.Commit}: it ended with {before.Commit}");
        Claim.Same(purged.CommittedAt, before.CommittedAt, "the time of the last commit after the opening");
    }

    private static async Task SuppressionsAsync(StoreTrial trial)
    {
        Suppression[] entries =
        [
            Suppression.OfContact("acme", "ann"), Suppression.OfContact("acme", "ann", Channels.Voice), Suppression.OfContact("b", "ann"),
            Suppression.OfAddress("acme", "ann"), Suppression.OfAddress(
                "acme", "+1 555 010 0123"), Suppression.OfAddress("acme", "ann", "linkedin"),
        ];
        await trial.CommitAsync(batch => entries.Append(entries[0]).ToList().ForEach(entry => batch.Suppress(entry)));
        await trial.CommitAsync(
            batch => batch.Suppress(entries[1]).Suppress(entries[3], isActive: false).Suppress(
                Suppression.OfContact("b", "x"), isActive: false));
        var found = (await trial.ReopenAsync()).Suppressions;
        Claim.Same(5, found.Count, "entries");
        var expected = entries.Where(entry => entry != entries[3]).Select(entry => new SuppressionMark(
            entry.Tenant, SuppressionRow.HashOf(1, entry.Tenant, entry.ContactKey ?? entry.Address!), entry.ContactKey is not null,
            entry.Channel));
        Claim.True(found.ToHashSet().SetEquals(expected), "the list does not hold exactly the added entries");
    }

    private static async Task LastIdsAsync(StoreTrial trial)
    {
        await trial.CommitAsync(batch => batch
            .Campaign(Sample.Campaign(7)).Campaign(Sample.Campaign(3)).Lane(Sample.Lane(1, 7)).Lane(Sample.Lane(2, 3))
            .Enroll(12, 1, Sample.Person(1)).Enroll(13, 2, Sample.Person(1)).Enroll(14, 1, Sample.Person(1)));
        var snapshot = await trial.ReopenAsync();
        Claim.Same((7L, 13L, 2), (snapshot.LastCampaign, snapshot.LastJob, snapshot.LastLane), "the last ids");
    }
}
