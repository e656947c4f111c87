using Campaigns.Storage;

namespace Campaigns.Sqlite;

/// <summary>
/// Takes the store over and reads the state that the engine keeps in memory. The cost depends on campaigns, lanes and live attempts, not on
/// contacts.
/// </summary>
internal static class SnapshotReader
{
    private const string TakeOver = $"""
        UPDATE store SET epoch = epoch + 1, holder = ?1, owner = ?2, is_open = 1, commit_no = commit_no + 1
        RETURNING epoch, stamp, last_campaign, last_lane, last_job, lead, trimmed_change, last_event, {InfoReader.Columns}
        """;

    /// <param name="database">A connection in a write transaction.</param>
    /// <param name="holder">The description of the new owner.</param>
    /// <param name="owner">The number of the store object that takes the store over.</param>
    public static StoreSnapshot Read(Database database, string holder, long owner)
    {
        using var store = new Statement(database, TakeOver);
        store.Bind(1, holder).Bind(2, owner).Step();
        var former = new FormerContacts(database);
        var snapshot = new StoreSnapshot
        {
            Epoch = store.Long(0),
            Before = InfoReader.ReadBefore(database, store, 8),
            Stamp = unchecked((ulong)store.Long(1)),
            LastCampaign = store.Long(2),
            LastLane = store.Int(3),
            LastJob = store.Long(4),
            Lead = TimeSpan.FromTicks(store.Long(5)),
            TrimmedChange = store.Long(6),
            LastChange = Math.Max(store.Long(6), database.ReadNumber("SELECT coalesce(max(sequence), 0) FROM changes")),
            Subscriptions = ReadAll(database, ChangeReader.Subscriptions, ChangeReader.Subscription),
            LastEvent = store.Long(7),
            Triggers = ReadAll(database, "SELECT definition FROM triggers", row => RowText.ReadTrigger(row.Text(0))),
            Campaigns = ReadAll(database, Campaigns, CampaignReader.Read),
            Lanes = ReadLanes(database),
            Live = ReadAll(database, Live, row => (JobColumns.Read(row), former.Of(AttemptColumns.Read(row, JobColumns.Count)))),
            Tenants = ReadAll(database, "SELECT tenant, held, settings, reason, revision, held_since, last_commit FROM tenants", Tenant),
            Channels = ReadAll(database, "SELECT tenant, channel, unavailable FROM channels", Channel),
            Providers = ReadAll(database, "SELECT name, settings, revision FROM providers", Provider),
            CallerIds = ReadAll(database, "SELECT id, provider, number, settings FROM caller_ids", CallerId),
            Reports = ReadAll(database, "SELECT id, received_at, report, epoch, seen_until FROM reports ORDER BY id", Report),
            ToldEvents = ReadAll(database, "SELECT told_at, high, low FROM told_events", UsageWriter.ReadTold),
            Usage = ReadAll(database, Usage, UsageWriter.Read),
            Busy = ReadAll(database, "SELECT job, number, tenant, channel, address, until, within FROM busy", Busy),
            Suppressions = ReadAll(database, SuppressionTable.Marks, SuppressionTable.ReadMark),
            SuppressionKey = SuppressionTable.KeyOf(database),
            Erasures = ReadAll(database, "SELECT id, tenant, keys, addresses FROM erasures", Erasure),
        };
        store.Step();
        return snapshot;
    }

    /// <summary>
    /// The campaigns that must be in memory: those that have not ended, those with a live job, and the first campaign of each exclusivity.
    /// </summary>
    internal const string Needed = """
        SELECT id FROM campaigns WHERE state < 4
        UNION SELECT l.campaign FROM jobs j CROSS JOIN lanes l ON l.id = j.lane WHERE j.state = 2
        UNION SELECT min(id) FROM campaigns WHERE exclusivity IS NOT NULL GROUP BY exclusivity
        """;

    internal const string Campaigns = $"SELECT {CampaignReader.Columns} FROM campaigns WHERE id IN ({Needed})";

    internal const string Lanes = $"SELECT {CampaignReader.LaneColumns} FROM lanes WHERE campaign IN ({Needed}) ORDER BY id";

    internal const string Counters = $"SELECT lane, counter, value FROM counters WHERE lane IN (SELECT id FROM lanes WHERE campaign IN ({Needed}))";

    internal const string Usage =
        $"SELECT scope, name, quota, since, value, pending FROM usage WHERE scope <> 2 OR name IN (SELECT CAST(id AS TEXT) FROM ({Needed}))";

    private const string Live = $"""
        SELECT {JobColumns.List}, {AttemptColumns.List}
        FROM jobs j CROSS JOIN contacts c ON c.id = j.id
        CROSS JOIN attempts a ON a.job = j.id AND a.number = (SELECT max(number) FROM attempts WHERE job = j.id)
        WHERE j.state = 2 ORDER BY j.id
        """;

    private static List<T> ReadAll<T>(Database database, string sql, Func<Statement, T> read)
    {
        using var statement = new Statement(database, sql);
        var rows = new List<T>();
        while (statement.Step())
        {
            rows.Add(read(statement));
        }

        return rows;
    }

    private static ChannelRow Channel(Statement row) => new(row.Text(0), row.Text(1), row.Text(2));

    private static ProviderRow Provider(Statement row) => new(row.Text(0), RowText.ReadProviderSettings(row.Text(1)), row.Long(2));

    private static CallerIdRow CallerId(Statement row) =>
        new(row.Int(0), row.Text(1), row.Text(2), RowText.ReadCallerIdSettings(row.TextOrNull(3)));

    private static ReportRow Report(Statement row) =>
        new(row.Long(0), RowText.ReadReport(row.Text(2)), RowText.Instant(row, 1)!.Value) { Epoch = row.Long(3), SeenUntil = row.Long(4) };

    private static ErasureRow Erasure(Statement row) => new(
        row.Long(0), row.Text(1), RowText.ReadTexts(row.TextOrNull(2)), RowText.ReadTexts(row.TextOrNull(3)), IsPending: true);

    private static List<(LaneRow Lane, IReadOnlyList<long> Counters)> ReadLanes(Database database)
    {
        var counters = new Dictionary<int, long[]>();
        foreach (var (lane, counter, value) in ReadAll(
            database, Counters, row => (row.Int(0), row.Int(1), row.Long(2))))
        {
            counters.TryAdd(lane, new long[Counter.Count]);
            counters[lane][counter] = value;
        }

        return ReadAll(
            database,
            Lanes,
            row => (CampaignReader.ReadLane(row), (IReadOnlyList<long>)(counters.GetValueOrDefault(row.Int(0)) ?? new long[Counter.Count])));
    }

    private static TenantRow Tenant(Statement row) =>
        new(row.Text(0) is { Length: > 0 } tenant ? tenant : null, row.Long(1) != 0, RowText.ReadTenantSettings(row.Text(2)))
        {
            Reason = row.TextOrNull(3),
            Revision = row.Long(4),
            HeldSince = RowText.Instant(row, 5),
            LastCommit = RowText.Instant(row, 6),
        };

    private static BusyRow Busy(Statement row) => new(
        row.Long(0), row.Int(1), row.Text(2), row.Text(3), row.Text(4), RowText.Instant(row, 5)!.Value, TimeSpan.FromTicks(row.Long(6)));
}
