using System.Globalization;
using Campaigns.Storage;
using Npgsql;

namespace Campaigns.PostgreSql;

/// <summary>Reads campaigns with their lanes, counters and limit usage: one campaign by name, or a page.</summary>
internal static class CampaignReader
{
    public const string Columns =
        "id, tenant, key, definition, state, settings, created_at, started_at, ended_at, exclusivity, versions, enrollments";

    public const string LaneColumns = "id, campaign, zone, channel, kind, hours";

    private const string ById = $"select {Columns} from ~campaigns where shard = $1 and id = $2";
    private const string ByKey = $"select {Columns} from ~campaigns where shard = $1 and tenant = $2 and key = $3 order by id limit 1";

    private const string OfLane =
        $"select {Columns} from ~campaigns where shard = $1 and id = (select campaign from ~lanes where shard = $1 and id = $2)";

    private const string Ended = $"select {Columns} from ~campaigns where shard = $1 and id > $2 and state >= 4 order by id limit $3";

    private const string EndedOfTenant =
        $"select {Columns} from ~campaigns where shard = $1 and tenant = $2 and id > $3 and state >= 4 order by id limit $4";

    private const string FirstEnded =
        $"select {Columns} from ~campaigns where shard = $1 and tenant = $2 and state >= 4 order by ended_at nulls first, id limit $3";

    private const string Newest = $"select {Columns} from ~campaigns where shard = $1 and id < $2 order by id desc limit $3";

    private const string NewestOfTenant =
        $"select {Columns} from ~campaigns where shard = $1 and id < $2 and tenant = $4 order by id desc limit $3";

    private const string Lanes =
        $"select {LaneColumns} from ~lanes where shard = $1 and campaign = any($2) order by id";

    private const string Counters = """
        select c.lane, c.counter, c.value from ~lanes l join ~counters c on c.shard = l.shard and c.lane = l.id
        where l.shard = $1 and l.campaign = any($2)
        """;

    private const string Usage = $"select {UsageWriter.List} from ~usage where shard = $1 and scope = 2 and name = any($2)";

    public static async Task<List<CampaignRecord>> FindAsync(StoreConnection database, CampaignQuery query)
    {
        var rows = await (query switch
        {
            { Campaign: { } campaign } => database.ReadAllAsync(ById, Read, campaign.Value),
            { Lane: { } lane } => database.ReadAllAsync(OfLane, Read, lane),
            { Key: { } key } => database.ReadAllAsync(ByKey, Read, query.Tenant, key),
            { IsByEnd: true } => database.ReadAllAsync(FirstEnded, Read, query.Tenant, query.Limit),
            { Tenant: { } tenant } => database.ReadAllAsync(EndedOfTenant, Read, tenant, query.After, query.Limit),
            _ => database.ReadAllAsync(Ended, Read, query.After, query.Limit),
        });
        return await RecordsOfAsync(database, rows);
    }

    /// <summary>Reads a page of campaigns, newest first.</summary>
    public static async Task<QueryPage<CampaignRecord, long>> ReadAsync(StoreConnection database, CampaignListQuery query)
    {
        var page = new PageReader<CampaignRow, long>(query.Limits, query.Before);
        var isFiltered = query.State is not null || query.Text is not null;
        var isLast = await page.ReadAsync(isFiltered, (after, limit) => query.Tenant is { } tenant
            ? database.ReadAllAsync(NewestOfTenant, Candidate, after, limit, tenant)
            : database.ReadAllAsync(Newest, Candidate, after, limit));
        var (found, next) = page.End(isLast);
        return new QueryPage<CampaignRecord, long>(await RecordsOfAsync(database, found), next);

        (long, bool, CampaignRow) Candidate(NpgsqlDataReader row)
        {
            var campaign = Read(row);
            return (campaign.Id.Value, query.Matches(campaign), campaign);
        }
    }

    public static CampaignRow Read(NpgsqlDataReader row) => new(
        new CampaignId(row.GetInt64(0)),
        row.GetString(1),
        row.TextOrNull(2),
        row.GetString(3),
        (CampaignState)row.GetInt16(4),
        RowText.ReadCampaignSettings(row.GetString(5)),
        row.Instant(6)!.Value,
        row.Instant(7),
        row.Instant(8))
    {
        Exclusivity = row.LongOrNull(9) ?? 0,
        Versions = RowText.ReadTexts(row.TextOrNull(10)),
        Enrollments = RowText.ReadEnrollments(row.TextOrNull(11)),
    };

    public static LaneRow ReadLane(NpgsqlDataReader row) =>
        new(row.GetInt32(0), new CampaignId(row.GetInt64(1)), row.GetString(2), row.GetString(3))
        {
            Kind = (WaitingFor)row.GetInt16(4),
            Hours = row.TextOrNull(5),
        };

    /// <summary>Joins lanes with their counters, indexed as in <see cref="Counter"/>.</summary>
    public static List<(LaneRow Lane, IReadOnlyList<long> Counters)> Join(
        List<LaneRow> lanes, List<(int Lane, int Counter, long Value)> counters)
    {
        var values = lanes.ToDictionary(lane => lane.Id, _ => new long[Counter.Count]);
        foreach (var (lane, counter, value) in counters)
        {
            values[lane][counter] = value;
        }

        return [.. lanes.Select(lane => (lane, (IReadOnlyList<long>)values[lane.Id]))];
    }

    public static (int Lane, int Counter, long Value) ReadCounter(NpgsqlDataReader row) =>
        (row.GetInt32(0), row.GetInt32(1), row.GetInt64(2));

    private static async Task<List<CampaignRecord>> RecordsOfAsync(StoreConnection database, IReadOnlyList<CampaignRow> rows)
    {
        if (rows.Count == 0)
        {
            return [];
        }

        long[] ids = [.. rows.Select(row => row.Id.Value)];
        var (lanes, counters, usage) = (new List<LaneRow>(), new List<(int, int, long)>(), new List<UsageRow>());
        database.Add(Lanes, ids);
        database.Add(Counters, ids);
        object names = ids.Select(id => id.ToString(CultureInfo.InvariantCulture)).ToArray(); // one parameter
        database.Add(Usage, names);
        await database.ReadEachAsync(
        [
            row => lanes.Add(ReadLane(row)),
            row => counters.Add(ReadCounter(row)),
            row => usage.Add(UsageWriter.Read(row)),
        ]);
        var ofCampaign = Join(lanes, counters).ToLookup(lane => lane.Lane.Campaign);
        var usageOf = usage.ToLookup(row => row.Name);
        return
        [
            .. rows.Select(row => new CampaignRecord(
                row, [.. ofCampaign[row.Id]], [.. usageOf[row.Id.Value.ToString(CultureInfo.InvariantCulture)]])),
        ];
    }
}
