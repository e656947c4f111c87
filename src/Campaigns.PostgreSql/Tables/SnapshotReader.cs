using Campaigns.Storage;
using Npgsql;

namespace Campaigns.PostgreSql;

/// <summary>
/// Reads the state that the engine keeps in memory, in one round trip. The cost depends on campaigns, lanes and live attempts, not on
/// contacts.
/// </summary>
internal sealed class SnapshotReader
{
    /// <summary>
    /// The campaigns that must be in memory: those that have not ended, those with a live job, and the first campaign of each exclusivity.
    /// </summary>
    private const string Needed = """
        select id from ~campaigns where shard = $1 and state < 4
        union select campaign from ~live where shard = $1
        union select l.campaign from ~jobs j join ~lanes l on l.shard = j.shard and l.id = j.lane where j.shard = $1 and j.state = 2
        union select min(id) from ~campaigns where shard = $1 and exclusivity is not null group by exclusivity
        """;

    private const string Campaigns =
        $"select {CampaignReader.Columns} from ~campaigns where shard = $1 and id in ({Needed}) order by id";

    private const string Tenants =
        "select tenant, held, settings, reason, revision, held_since, last_commit from ~tenants where shard = $1";

    private const string LastChange = "select coalesce(max(sequence), 0) from ~changes where shard = $1";

    private const string Lanes = $"select {CampaignReader.LaneColumns} from ~lanes where shard = $1 and campaign in ({Needed}) order by id";

    private const string Counters = $"""
        select c.lane, c.counter, c.value from ~lanes l join ~counters c on c.shard = l.shard and c.lane = l.id
        where l.shard = $1 and l.campaign in ({Needed})
        """;

    private const string Usage = $"""
        select {UsageWriter.List} from ~usage where shard = $1 and (scope <> 2 or name in (select id::text from ({Needed}) n))
        """;

    private const string Live = $"""
        select {JobColumns.List}, {AttemptColumns.List}
        from (select job as id from ~live where shard = $1 union select id from ~jobs where shard = $1 and state = 2) i
        cross join lateral (select * from ~current_jobs f where f.shard = $1 and f.id = i.id offset 0) j
        {JobColumns.ContactOfJob}
        cross join lateral (
            select * from ~all_attempts f where f.shard = $1 and f.job = i.id order by f.number desc limit 1) a
        {AttemptColumns.FormerContact}
        order by j.id
        """;

    private const string LiveNumbers = "select job, number from ~live where shard = $1";

    private readonly List<(string Sql, Action<NpgsqlDataReader> Read)> _queries = [];
    private readonly LiveIndex _live;

    private SnapshotReader(LiveIndex live) => _live = live;

    /// <param name="database">The connection of the new owner.</param>
    /// <param name="shard">The shard's row after the takeover.</param>
    /// <param name="live">Gets the rows of <c>live</c>.</param>
    public static Task<StoreSnapshot> ReadAsync(StoreConnection database, ShardRow shard, LiveIndex live) =>
        new SnapshotReader(live).ReadAsync(database, shard);

    private async Task<StoreSnapshot> ReadAsync(StoreConnection database, ShardRow shard)
    {
        List<(int, int, long)> counters = [];
        long lastChange = 0;
        var lanes = List(Lanes, CampaignReader.ReadLane);
        _queries.Add((Counters, row => counters.Add(CampaignReader.ReadCounter(row))));
        _queries.Add((LiveNumbers, row => _live.Put(row.GetInt64(0), row.GetInt32(1))));
        _queries.Add((LastChange, row => lastChange = row.GetInt64(0)));
        var build = Setup(shard);
        _queries.ForEach(query => database.Add(query.Sql));
        await database.ReadEachAsync([.. _queries.Select(query => query.Read)]);
        _live.Accept();
        return build(CampaignReader.Join(lanes, counters), Math.Max(lastChange, shard.TrimmedChange));
    }

    /// <summary>Collects the other queries.</summary>
    /// <returns>Makes the snapshot of their rows, once they have run.</returns>
    private Func<IReadOnlyList<(LaneRow, IReadOnlyList<long>)>, long, StoreSnapshot> Setup(ShardRow shard)
    {
        var campaigns = List(Campaigns, CampaignReader.Read);
        var live = List(Live, row => (JobColumns.Read(row), AttemptColumns.Read(row, JobColumns.Count)));
        var subscriptions = List(ChangeTable.Subscriptions, ChangeTable.ReadSubscription);
        var triggers = List("select definition from ~triggers where shard = $1", row => RowText.ReadTrigger(row.GetString(0)));
        var tenants = List(Tenants, Tenant);
        var channels = List("select tenant, channel, unavailable from ~channels where shard = $1", Channel);
        var providers = List("select name, settings, revision from ~providers where shard = $1", Provider);
        var callerIds = List("select id, provider, number, settings from ~caller_ids where shard = $1", CallerId);
        var reports = List("select id, received_at, report, epoch, seen_until from ~reports where shard = $1 order by id", Report);
        var usage = List(Usage, UsageWriter.Read);
        var busy = List("select job, number, tenant, channel, address, until, within from ~busy where shard = $1", Busy);
        var suppressions = List(SuppressionTable.Marks, SuppressionTable.ReadMark);
        var erasures = List("select id, tenant, keys, addresses from ~erasures where shard = $1", Erasure);
        return (lanes, lastChange) => new StoreSnapshot
        {
            Epoch = shard.Epoch, Before = shard.Before, Stamp = shard.Stamp, SuppressionKey = shard.SuppressionKey,
            LastCampaign = shard.LastCampaign, LastJob = shard.LastJob, LastLane = shard.LastLane, LastEvent = shard.LastEvent,
            Lead = TimeSpan.FromTicks(shard.Lead), TrimmedChange = shard.TrimmedChange, LastChange = lastChange,
            Campaigns = campaigns, Lanes = lanes, Live = live, Subscriptions = subscriptions, Triggers = triggers, Tenants = tenants,
            Channels = channels, Providers = providers, CallerIds = callerIds, Reports = reports, Usage = usage, Busy = busy,
            Suppressions = suppressions, Erasures = erasures, ToldEvents = [],
        };
    }

    private List<T> List<T>(string sql, Func<NpgsqlDataReader, T> read)
    {
        var rows = new List<T>();
        _queries.Add((sql, row => rows.Add(read(row))));
        return rows;
    }

    private static ChannelRow Channel(NpgsqlDataReader row) => new(row.GetString(0), row.GetString(1), row.GetString(2));

    private static ProviderRow Provider(NpgsqlDataReader row) =>
        new(row.GetString(0), RowText.ReadProviderSettings(row.GetString(1)), row.GetInt64(2));

    private static CallerIdRow CallerId(NpgsqlDataReader row) =>
        new(row.GetInt32(0), row.GetString(1), row.GetString(2), RowText.ReadCallerIdSettings(row.TextOrNull(3)));

    private static ReportRow Report(NpgsqlDataReader row) =>
        new(row.GetInt64(0), RowText.ReadReport(row.GetString(2)), row.Instant(1)!.Value)
        {
            Epoch = row.GetInt64(3), SeenUntil = row.GetInt64(4),
        };

    private static ErasureRow Erasure(NpgsqlDataReader row) => new(
        row.GetInt64(0), row.GetString(1), RowText.ReadTexts(row.TextOrNull(2)), RowText.ReadTexts(row.TextOrNull(3)), IsPending: true);

    private static TenantRow Tenant(NpgsqlDataReader row) =>
        new(row.GetString(0) is { Length: > 0 } tenant ? tenant : null, row.GetBoolean(1), RowText.ReadTenantSettings(row.GetString(2)))
        {
            Reason = row.TextOrNull(3),
            Revision = row.GetInt64(4),
            HeldSince = row.Instant(5),
            LastCommit = row.Instant(6),
        };

    private static BusyRow Busy(NpgsqlDataReader row) => new(
        row.GetInt64(0), row.GetInt32(1), row.GetString(2), row.GetString(3), row.GetString(4), row.Instant(5)!.Value,
        TimeSpan.FromTicks(row.GetInt64(6)));
}
