using System.Globalization;
using Campaigns.Storage;

namespace Campaigns.Sqlite;

/// <summary>Reads campaigns with their lanes, counters and limit usage: one campaign by name, or a page of ended campaigns.</summary>
internal sealed class CampaignReader(Database database)
{
    internal const string Columns =
        "id, tenant, key, definition, state, settings, created_at, started_at, ended_at, exclusivity, versions, enrollments";

    internal const string LaneColumns = "id, campaign, zone, channel, kind, hours";

    internal const string ByKey = $"SELECT {Columns} FROM campaigns WHERE tenant = ?1 AND key = ?2 ORDER BY id LIMIT 1";

    internal const string OfLane = $"SELECT {Columns} FROM campaigns WHERE id = (SELECT campaign FROM lanes WHERE id = ?1)";

    internal const string EndedOfTenant =
        $"SELECT {Columns} FROM campaigns WHERE tenant = ?1 AND id > ?2 AND state >= 4 ORDER BY id LIMIT ?3";

    internal const string FirstEnded = $"SELECT {Columns} FROM campaigns WHERE tenant = ?1 AND state >= 4 ORDER BY ended_at, id LIMIT ?2";

    internal const string Ended = $"SELECT {Columns} FROM campaigns WHERE id > ?1 AND state >= 4 ORDER BY id LIMIT ?2";

    internal const string Newest = $"SELECT {Columns} FROM campaigns WHERE id < ?1 ORDER BY id DESC";

    internal const string NewestOfTenant = $"SELECT {Columns} FROM campaigns WHERE tenant = ?2 AND id < ?1 ORDER BY id DESC";

    internal const string Lanes = $"SELECT {LaneColumns} FROM lanes WHERE campaign = ?1 ORDER BY id";

    private readonly Statement _byId = database.Prepare($"SELECT {Columns} FROM campaigns WHERE id = ?1");
    private readonly Statement _byKey = database.Prepare(ByKey);
    private readonly Statement _ofLane = database.Prepare(OfLane);
    private readonly Statement _endedOfTenant = database.Prepare(EndedOfTenant);
    private readonly Statement _ended = database.Prepare(Ended);
    private readonly Statement _newest = database.Prepare(Newest);
    private readonly Statement _newestOfTenant = database.Prepare(NewestOfTenant);
    private readonly Statement _firstEnded = database.Prepare(FirstEnded);
    private readonly Statement _lanes = database.Prepare(Lanes);
    private readonly Statement _counters = database.Prepare("SELECT counter, value FROM counters WHERE lane = ?1");
    private readonly Statement _usage =
        database.Prepare("SELECT scope, name, quota, since, value, pending FROM usage WHERE scope = 2 AND name = ?1");

    public void Find(CampaignQuery query, List<CampaignRecord> into)
    {
        var rows = ReadAll(
            query switch
            {
                { Campaign: { } campaign } => _byId.Bind(1, campaign.Value),
                { Lane: { } lane } => _ofLane.Bind(1, lane),
                { Key: { } key } => _byKey.Bind(1, query.Tenant).Bind(2, key),
                { IsByEnd: true } => _firstEnded.Bind(1, query.Tenant).Bind(2, query.Limit),
                { Tenant: { } tenant } => _endedOfTenant.Bind(1, tenant).Bind(2, query.After).Bind(3, query.Limit),
                _ => _ended.Bind(1, query.After).Bind(2, query.Limit),
            },
            Read);
        into.AddRange(rows.Select(RecordOf));
    }

    /// <summary>Reads a page of campaigns, newest first.</summary>
    public QueryPage<CampaignRecord, long> Read(CampaignListQuery query)
    {
        var page = new PageReader<CampaignRow, long>(query.Limits, query.Before);
        var statement = query.Tenant is { } tenant ? _newestOfTenant.Bind(2, tenant) : _newest;
        var isLast = page.Read(statement.Bind(1, query.Before), row => row.Long(0), (row, items) =>
        {
            var campaign = query.State is null || (long)query.State == row.Long(4) ? Read(row) : null;
            if (campaign is not null && query.Matches(campaign))
            {
                items.Add(campaign);
            }
        });
        var (found, next) = page.End(isLast);
        return new QueryPage<CampaignRecord, long>([.. found.Select(RecordOf)], next);
    }

    private CampaignRecord RecordOf(CampaignRow row)
    {
        var lanes = ReadAll(_lanes.Bind(1, row.Id.Value), ReadLane).Select(lane => (lane, CountersOf(lane.Id)));
        var usage = ReadAll(_usage.Bind(1, row.Id.Value.ToString(CultureInfo.InvariantCulture)), UsageWriter.Read);
        return new CampaignRecord(row, [.. lanes], usage);
    }

    public static CampaignRow Read(Statement row) => new(
        new CampaignId(row.Long(0)),
        row.Text(1),
        row.TextOrNull(2),
        row.Text(3),
        (CampaignState)row.Int(4),
        RowText.ReadCampaignSettings(row.Text(5)),
        RowText.Instant(row, 6)!.Value,
        RowText.Instant(row, 7),
        RowText.Instant(row, 8))
    {
        Exclusivity = row.Long(9),
        Versions = RowText.ReadTexts(row.TextOrNull(10)),
        Enrollments = RowText.ReadEnrollments(row.TextOrNull(11)),
    };

    public static LaneRow ReadLane(Statement row) => new(row.Int(0), new CampaignId(row.Long(1)), row.Text(2), row.Text(3))
    {
        Kind = (WaitingFor)row.Int(4),
        Hours = row.TextOrNull(5),
    };

    private IReadOnlyList<long> CountersOf(int lane)
    {
        var counters = new long[Counter.Count];
        foreach (var (counter, value) in ReadAll(_counters.Bind(1, lane), row => (row.Int(0), row.Long(1))))
        {
            counters[counter] = value;
        }

        return counters;
    }

    private static List<T> ReadAll<T>(Statement statement, Func<Statement, T> read)
    {
        var rows = new List<T>();
        while (statement.Step())
        {
            rows.Add(read(statement));
        }

        return rows;
    }
}
