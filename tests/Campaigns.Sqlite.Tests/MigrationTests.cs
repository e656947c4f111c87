using System.Globalization;
using Campaigns.Storage;

namespace Campaigns.Sqlite.Tests;

/// <summary>
/// A file of every earlier version opens with all its rows. Each version's fixture is a dump of a file written by that version.
/// </summary>
public sealed class MigrationTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    public static IEnumerable<TheoryDataRow<int>> Versions =>
        Enumerable.Range(1, Migrations.Current).Select(version => new TheoryDataRow<int>(version));

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task File_of_every_version_opens_with_all_its_rows(int version)
    {
        Load(version);
        using var store = new SqliteJobStore(_folder.File, options => options.HasOwnThread = false);

        var snapshot = await store.OpenAsync(default, CancellationToken.None);

        Assert.Equal(
            (8L, 0x1234UL, 2L, 4L, 3), (snapshot.Epoch, snapshot.Stamp, snapshot.LastCampaign, snapshot.LastJob, snapshot.LastLane));
        Assert.Equal(["acme", "bravo"], snapshot.Campaigns.Select(row => row.Tenant));
        Assert.Equal(new DateTimeOffset(2026, 1, 5, 9, 0, 0, TimeSpan.Zero), snapshot.Campaigns[0].StartedAt);
        Assert.Equal(RateLimit.PerSecond(5), snapshot.Campaigns[0].Settings.Rate);
        Assert.Equal([1L, 1L, 1L], snapshot.Lanes[0].Counters.Take(3));
        Assert.Equal(1, snapshot.Lanes[0].Counters[Counter.Of(AttemptOutcome.NoAnswer)]);
        Assert.Equal(["acme", null], snapshot.Tenants.Select(row => row.Tenant).OrderDescending());
        Assert.Equal(2, snapshot.Suppressions.Count);
        var (live, attempt) = Assert.Single(snapshot.Live);
        Assert.Equal(
            ("ann", "+15550100123", 2, "call-2"), (live.Contact.Key, live.Contact.Phone.Reveal(), attempt.Number, attempt.ProviderCallId));
        Assert.Equal("bob", (await store.FindJobAsync(2, CancellationToken.None))!.Value.Contact.Key);
        var cid = (await store.FindJobAsync(new CampaignId(1), "cid", CancellationToken.None))!.Value.Contact;
        Assert.Equal(("c@example.com", "Cid"), (cid.AddressOn(Channels.Email), cid.Data["name"]));
        Assert.Equal(
            [AttemptOutcome.Busy, AttemptOutcome.None],
            (await store.Queries.ReadAttemptsAsync(1, CancellationToken.None)).Select(row => row.Outcome));
        var history = new List<HistoryRow>();
        Assert.Null(await store.ReadHistoryAsync("acme", 0, default, 100, history, CancellationToken.None));
        Assert.Equal(AttemptOutcome.Busy, Assert.Single(history).Outcome);
        Assert.Equal(2, (await store.FindAttemptAsync("voice-1", "call-2", CancellationToken.None))!.Value.Number);
    }

    [Fact]
    public async Task What_providers_said_is_there_since_version_2()
    {
        Load(version: 2);
        using var store = new SqliteJobStore(_folder.File, options => options.HasOwnThread = false);

        var snapshot = await store.OpenAsync(default, CancellationToken.None);

        var settings = new ProviderSettings { MaxConcurrent = 20, Rate = RateLimit.PerSecond(5), Switch = ProviderSwitch.Off };
        Assert.Equal(new ProviderRow("voice-1", settings), Assert.Single(snapshot.Providers));
        var at = new DateTimeOffset(2026, 1, 5, 8, 53, 20, TimeSpan.Zero);
        var ended = ProviderReport.Ended(new AttemptId(0x1234, 9, 1), AttemptOutcome.Busy) with { EventId = "e-3" };
        var ringing =
            ProviderReport.OfCall("voice-1", "call-9", AttemptState.Ringing) with { OccurredAt = at.AddSeconds(400), Raw = "ringing" };
        Assert.Equal([new ReportRow(3, ended, at.AddTicks(7)), new ReportRow(8, ringing, at.AddTicks(8))], snapshot.Reports);
        var busy = (await store.FindAttemptAsync("voice-1", "call-1", CancellationToken.None))!.Value;
        Assert.Equal(("user-busy", at.AddTicks(1).UtcTicks), (busy.ProviderStatus, busy.OccurredAt));
    }

    [Fact]
    public async Task What_version_1_could_not_hold_is_empty_after_it()
    {
        Load(version: 1);
        using var store = new SqliteJobStore(_folder.File, options => options.HasOwnThread = false);

        var snapshot = await store.OpenAsync(default, CancellationToken.None);

        Assert.Empty(snapshot.Providers);
        Assert.Empty(snapshot.Reports);
        var busy = (await store.FindAttemptAsync("voice-1", "call-1", CancellationToken.None))!.Value;
        Assert.Equal((null, 0), (busy.ProviderStatus, busy.OccurredAt));
    }

    [Fact]
    public async Task What_drips_need_is_there_since_version_3()
    {
        Load(version: 3);
        using var store = new SqliteJobStore(_folder.File, options => options.HasOwnThread = false);

        var snapshot = await store.OpenAsync(default, CancellationToken.None);

        Assert.Equal((0L, 5L), (snapshot.Campaigns[0].Exclusivity, snapshot.Campaigns[1].Exclusivity));
        Assert.Equal(["{}", "größer"], snapshot.Campaigns[1].Versions);
        Assert.Equal([(WaitingFor.Turn, null), (WaitingFor.Turn, "09:00-17:00"), (WaitingFor.Reply, null)], snapshot.Lanes.Select(
            lane => (lane.Lane.Kind, lane.Lane.Hours)));
        Assert.Equal(new ChannelRow("bravo", Channels.Email, "logged out"), Assert.Single(snapshot.Channels));
        Assert.Equal(-7, Assert.Single(snapshot.Live).Attempt.ContentHash);
        var dan = (await store.FindJobAsync(3, CancellationToken.None))!.Value;
        Assert.Equal((-1, (ushort)32769, "{\"Steps\":[]}"), (dan.Row.Protocol, dan.Row.DeferredSteps, dan.Contact.ProtocolJson));
        Assert.Equal((639058000000000000, 639032004000000000), (dan.Row.Expires, dan.Row.Since));
    }

    [Fact]
    public async Task Number_of_commits_and_the_reason_of_a_hold_are_there_since_version_4()
    {
        Load(version: 4);
        using var store = new SqliteJobStore(_folder.File, options => options.HasOwnThread = false);

        var snapshot = await store.OpenAsync(default, CancellationToken.None);

        var everything = snapshot.Tenants.Single(row => row.Tenant is null);
        Assert.Equal((true, "It has lost commits."), (everything.Held, everything.Reason));
        Assert.Equal(72, await store.ReadNumberAsync("SELECT commit_no FROM store"));
    }

    [Fact]
    public async Task Told_events_and_what_limits_have_used_are_there_since_version_5()
    {
        Load(version: 5);
        using var store = new SqliteJobStore(_folder.File, options => options.HasOwnThread = false);

        var snapshot = await store.OpenAsync(default, CancellationToken.None);

        Assert.Equal(new ToldEventRow(new UInt128(ulong.MaxValue, 7), 639032004000000002), Assert.Single(snapshot.ToldEvents));
        UsageRow[] usage = [new(
            LimitScope.Everything, "", "", 0, 639032004000000004, 0), new(LimitScope.Campaign, "1", "", 0, 639032004000000003, 2)];
        Assert.Equal(usage, snapshot.Usage.OrderBy(row => row.Scope));
        var dan = (await store.FindJobAsync(3, CancellationToken.None))!.Value.Row;
        Assert.Equal((639032004000000001, (ushort)5), (dan.Began, dan.EarlyEvents));
    }

    [Fact]
    public async Task Contacts_as_they_were_and_zones_that_can_be_changed_are_there_since_version_5()
    {
        Load(version: 5);
        using var store = new SqliteJobStore(_folder.File, options => options.HasOwnThread = false);

        var snapshot = await store.OpenAsync(default, CancellationToken.None);

        Assert.Equal([null, "Asia/Kolkata"], snapshot.Campaigns.Select(row => row.Settings.Zone)); // the first is from before zones existed
        Assert.Equal(["Europe/Paris", "Etc/UTC", ""], snapshot.Lanes.Select(lane => lane.Lane.Zone));
        var attempts = await store.Queries.ReadAttemptsAsync(1, CancellationToken.None);
        var former = attempts[0].Contact!;
        Assert.Equal(
            ("+15550100198", "Asia/Tokyo", "a@example.com"), (former.Phone.Reveal(), former.Zone, former.AddressOn(Channels.Email)));
        Assert.Null(attempts[1].Contact);
    }

    [Fact]
    public async Task Event_log_and_triggers_are_there_since_version_6()
    {
        Load(version: 6);
        using var store = new SqliteJobStore(_folder.File, options => options.HasOwnThread = false);

        var snapshot = await store.OpenAsync(default, CancellationToken.None);

        Assert.Equal(7, snapshot.LastEvent);
        var logged = Assert.Single(await store.Queries.FindEventsAsync([new EventKey("acme", "evt_6")], CancellationToken.None));
        Assert.Equal(
            new InboundEvent("acme", "evt_6", "cart.abandoned")
            {
                Address = "Ann <ann@example.com>", Channel = Channels.Email, Data = """{"cart":{"total":99.5}}""",
                OccurredAt = new DateTimeOffset(639032004000000005, TimeSpan.Zero), Campaign = new CampaignId(2),
            },
            logged.Event);
        Assert.Equal((6, EventState.TriggerFailed, "why", 1), (logged.Sequence, logged.State, logged.Reason, logged.Affected));
        Assert.Equal((639032004000000006, "carts"), (logged.ReceivedAt.UtcTicks, Assert.Single(logged.FailedTriggers)));
        var trigger = Assert.Single(snapshot.Triggers);
        Assert.Equal(new CampaignId(2), trigger.Campaign);
        Assert.Equal((TriggerReentry.AfterPause, TimeSpan.FromDays(2)), (trigger.Reentry, trigger.Pause));
        Assert.Equal(("cart.total", "mail"), (Assert.Single(trigger.Conditions).Field, trigger.Contact.Addresses[Channels.Email]));
    }

    [Fact]
    public async Task Revisions_and_the_time_of_the_last_commit_are_there_since_version_6()
    {
        Load(version: 6);
        using var store = new SqliteJobStore(_folder.File, options => options.HasOwnThread = false);

        var snapshot = await store.OpenAsync(default, CancellationToken.None);

        var (all, acme) = (snapshot.Tenants.Single(row => row.Tenant is null), snapshot.Tenants.Single(row => row.Tenant == "acme"));
        Assert.Equal((4, 2), (all.Revision, acme.Revision));
        Assert.Equal((639032004000000001, 639032004000000000), (all.HeldSince!.Value.UtcTicks, all.LastCommit!.Value.UtcTicks));
        Assert.Equal((null, null), (acme.HeldSince, acme.LastCommit));
        Assert.Equal(new ProviderRow("voice-9", null, 3), snapshot.Providers.Single(row => row.Name == "voice-9"));
        Assert.Equal((7, 71, 6), (snapshot.Before.Epoch, snapshot.Before.Commit, snapshot.Before.SchemaVersion));
        Assert.Equal(639032004000000007, snapshot.Before.CommittedAt!.Value.UtcTicks);
    }

    [Fact]
    public async Task What_version_5_could_not_hold_is_empty_after_it()
    {
        Load(version: 5);
        using var store = new SqliteJobStore(_folder.File, options => options.HasOwnThread = false);

        var snapshot = await store.OpenAsync(default, CancellationToken.None);

        Assert.All(snapshot.Tenants, row => Assert.Equal((0, null, null), (row.Revision, row.HeldSince, row.LastCommit)));
        Assert.All(snapshot.Providers, row => Assert.Equal(0, row.Revision));
        Assert.All(snapshot.Campaigns, row => Assert.Equal(0, row.Settings.Revision));
        Assert.Null(snapshot.Before.CommittedAt);
        Assert.Equal(0, snapshot.LastEvent);
        Assert.Empty(snapshot.Triggers);
        Assert.Empty((await store.Queries.ReadEventsAsync(new EventQuery(new PageLimits(10)), CancellationToken.None)).Items);
    }

    [Fact]
    public async Task What_version_4_could_not_hold_is_empty_after_it()
    {
        Load(version: 4);
        using var store = new SqliteJobStore(_folder.File, options => options.HasOwnThread = false);

        var snapshot = await store.OpenAsync(default, CancellationToken.None);

        Assert.Empty(snapshot.ToldEvents);
        Assert.Empty(snapshot.Usage);
        var dan = (await store.FindJobAsync(3, CancellationToken.None))!.Value.Row;
        Assert.Equal((0L, (ushort)0), (dan.Began, dan.EarlyEvents));
    }

    [Fact]
    public async Task What_version_2_could_not_hold_is_empty_after_it()
    {
        Load(version: 2);
        using var store = new SqliteJobStore(_folder.File, options => options.HasOwnThread = false);

        var snapshot = await store.OpenAsync(default, CancellationToken.None);

        Assert.Empty(snapshot.Channels);
        Assert.All(snapshot.Campaigns, campaign => Assert.Equal((0, 0), (campaign.Exclusivity, campaign.Versions.Count)));
        Assert.All(snapshot.Lanes, lane => Assert.Equal((WaitingFor.Turn, null), (lane.Lane.Kind, lane.Lane.Hours)));
        var (live, attempt) = Assert.Single(snapshot.Live);
        Assert.Equal((0, 0L, 0L, (ushort)0), (live.Row.Protocol, live.Row.Expires, live.Row.Since, live.Row.DeferredSteps));
        Assert.Equal((null, 0), (live.Contact.ProtocolJson, attempt.ContentHash));
    }

    [Theory]
    [InlineData(3, 0, 0)]
    [InlineData(4, 7, 639032000000000009)]
    public async Task What_kept_reports_knew_of_their_owner_is_there_since_version_4(int version, long epoch, long seenUntil)
    {
        Load(version);
        using var store = new SqliteJobStore(_folder.File, options => options.HasOwnThread = false);
        var report = (await store.OpenAsync(DateTimeOffset.UnixEpoch, CancellationToken.None)).Reports[^1];

        Assert.Equal((8, epoch, seenUntil), (report.Id, report.Epoch, report.SeenUntil));
    }

    /// <summary>
    /// Sets every counter of each lane: 10 job states, 14 outcomes and the retries. Two job states were added after version 2.
    /// </summary>
    [Fact]
    public async Task Counters_of_version_2_count_the_same_after_it()
    {
        Load(version: 2);
        using (var database = Database.Open(_folder.File, isReader: false, TimeSpan.Zero))
        {
            database.Execute("DELETE FROM counters");
            for (var lane = 1; lane <= 3; lane++)
            {
                for (var counter = 0; counter < 25; counter++)
                {
                    database.Execute(
                        string.Create(
                            CultureInfo.InvariantCulture, $"INSERT INTO counters VALUES ({lane}, {counter}, {(lane * 1_000) + counter})"));
                }
            }
        }

        using var store = new SqliteJobStore(_folder.File, options => options.HasOwnThread = false);
        var snapshot = await store.OpenAsync(default, CancellationToken.None);

        foreach (var (lane, counters) in snapshot.Lanes)
        {
            var first = lane.Id * 1_000;
            Assert.Equal(Enumerable.Range(first, 10).Select(value => (long)value), counters.Take(10));
            Assert.Equal([0, 0], [counters[Counter.Of(JobState.Replied)], counters[Counter.Of(JobState.NoResponse)]]);
            Assert.Equal(
                Enumerable.Range(first + 10, 14).Select(value => (long)value),
                Enum.GetValues<AttemptOutcome>().Select(outcome => counters[Counter.Of(outcome)]));
            Assert.Equal(first + 24, counters[Counter.Retries]);
        }
    }

    [Fact]
    public async Task Open_enrollments_are_there_since_version_4()
    {
        Load(version: 4);
        using var store = new SqliteJobStore(_folder.File, options => options.HasOwnThread = false);

        var campaigns = (await store.OpenAsync(default, CancellationToken.None)).Campaigns;

        var cut = new OpenEnrollment((7L << 32) + 1, new DateTimeOffset(2026, 1, 5, 9, 0, 0, TimeSpan.Zero), IsCut: true);
        Assert.Equal(cut, Assert.Single(campaigns[0].Enrollments));
        Assert.Empty(campaigns[1].Enrollments);
    }

    [Fact]
    public async Task Results_of_attempts_are_there_since_version_6()
    {
        Load(version: 6);
        using var store = new SqliteJobStore(_folder.File, options => options.HasOwnThread = false);
        await store.OpenAsync(default, CancellationToken.None);

        var row = Assert.Single(await store.Queries.ReadResultsAsync(1, CancellationToken.None));

        var told = new AttemptResult
        {
            AnsweredBy = AnsweredBy.Human, RingTime = TimeSpan.FromSeconds(4), TalkTime = TimeSpan.FromSeconds(90),
            Cost = new AttemptCost(0.0150m, "EUR"), Recording = new Uri("https://example.com/r/1"),
            CallBackAt = new DateTimeOffset(639_032_004_000_000_000, TimeSpan.Zero),
            OptOut = OptOutScope.Channel, Data = "{\"mood\":\"fine\"}",
        };
        Assert.Equal(new ResultRow(1, 1, told, 639_032_003_000_000_000), row);
    }

    [Fact]
    public async Task Busy_addresses_and_the_lead_are_there_since_version_4()
    {
        Load(version: 4);
        using var store = new SqliteJobStore(_folder.File, options => options.HasOwnThread = false);

        var snapshot = await store.OpenAsync(default, CancellationToken.None);

        var until = new DateTimeOffset(2026, 1, 5, 8, 53, 20, TimeSpan.Zero).AddSeconds(400);
        Assert.Equal(
            new BusyRow(2, 1, "acme", Channels.Voice, "+15550100124", until, TimeSpan.FromMinutes(30)), Assert.Single(snapshot.Busy));
        Assert.Equal(TimeSpan.FromHours(1), snapshot.Lead);
    }

    [Fact]
    public async Task Migrated_file_has_the_schema_of_a_new_one()
    {
        Load(version: 1);
        await OpenAndCloseAsync(_folder.File);
        using var folder = new StoreFolder();
        await OpenAndCloseAsync(folder.File);

        Assert.Equal(Schema(folder.File), Schema(_folder.File));
    }

    private void Load(int version)
    {
        using var database = Database.Open(_folder.File, isReader: false, TimeSpan.Zero);
        database.Execute(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", $"V{version}.sql")));
        Assert.Equal(version, Migrations.VersionOf(database));
    }

    private static async Task OpenAndCloseAsync(string file)
    {
        using var store = new SqliteJobStore(file, options => options.HasOwnThread = false);
        await store.OpenAsync(default, CancellationToken.None);
    }

    private static List<string> Schema(string file)
    {
        using var database = Database.Open(file, isReader: true, TimeSpan.Zero);
        using var statement = new Statement(database, "SELECT type, name, coalesce(sql, '') FROM sqlite_schema ORDER BY type, name");
        var lines = new List<string> { Migrations.VersionOf(database).ToString(CultureInfo.InvariantCulture) };
        while (statement.Step())
        {
            lines.Add($"{statement.Text(0)} {statement.Text(1)}: {statement.Text(2)}");
        }

        return lines;
    }
}
