using Campaigns.Storage;
using Npgsql;

namespace Campaigns.PostgreSql;

/// <summary>Writes the change feed and its subscriptions, trims it, and reads it.</summary>
internal sealed class ChangeTable
{
    public const string Subscriptions = "select name, tenant, campaign, kinds, position from ~subscriptions where shard = $1";

    private const string Changes = """
        insert into ~changes (shard, sequence, at, kind, tenant, campaign, payload)
        select $1, u.* from unnest(@rows) u(sequence, at, kind, tenant, campaign, payload)
        """;

    private const string Subscribe = """
        insert into ~subscriptions (shard, name, tenant, campaign, kinds, position) values ($1, $2, $3::text, $4::bigint, $5, $6)
        on conflict (shard, name) do update set (tenant, campaign, kinds, position) =
            (excluded.tenant, excluded.campaign, excluded.kinds, excluded.position)
        """;

    // One statement, because what was trimmed must be known as of the same commit.
    private const string Page = """
        select c.sequence, c.at, c.kind, c.tenant, c.campaign, c.payload, s.trimmed_change
        from ~shards s left join lateral (
            select * from ~changes f where f.shard = $1 and f.sequence > $2 order by f.sequence limit $3) c on true
        where s.shard = $1 order by c.sequence
        """;

    private readonly Columns _rows = new();
    private readonly Column<long> _sequence;
    private readonly Column<long> _at;
    private readonly Column<long> _kind;
    private readonly Column<string?> _tenant;
    private readonly Column<long> _campaign;
    private readonly Column<byte[]> _payload;

    public ChangeTable()
    {
        (_sequence, _at, _kind) = (_rows.Long(), _rows.Long(), _rows.Long());
        (_tenant, _campaign, _payload) = (_rows.Text(), _rows.Long(), _rows.Utf8());
    }

    public void Write(StoreConnection database, CommitBatch batch)
    {
        foreach (var row in batch.Subscriptions)
        {
            Write(database, row);
        }

        if (batch.TrimChanges is { } last)
        {
            database.Add("delete from ~changes where shard = $1 and sequence <= $2", last);
            database.Add("update ~shards set trimmed_change = greatest(trimmed_change, $2) where shard = $1", last);
        }

        if (batch.Changes.Length == 0)
        {
            return;
        }

        _rows.Clear();
        foreach (ref readonly var row in batch.Changes)
        {
            _sequence.Add(row.Sequence);
            _at.Add(row.At);
            _kind.Add((long)row.Kind);
            _tenant.Add(row.Tenant);
            _campaign.Add(row.Campaign.Value);
            _payload.Add(row.Payload.ToArray());
        }

        database.Add(Changes, _rows);
    }

    public static async Task<ChangePage> ReadAsync(StoreConnection database, ChangeQuery query)
    {
        var (found, examined, trimmed) = (new List<ChangeRow>(), query.After, 0L);
        await database.ReadAllAsync(
            Page,
            row =>
            {
                trimmed = row.GetInt64(6);
                if (!row.IsDBNull(0))
                {
                    examined = row.GetInt64(0);
                    var (kind, tenant, campaign) = ((ChangeKinds)row.GetInt64(2), row.GetString(3), new CampaignId(row.GetInt64(4)));
                    if (query.Filter.Matches(kind, tenant, campaign))
                    {
                        found.Add(new ChangeRow(examined, row.GetInt64(1), kind, tenant, campaign, row.GetFieldValue<byte[]>(5)));
                    }
                }

                return true;
            },
            query.After,
            query.Limit);
        return new ChangePage(found, examined, trimmed);
    }

    public static SubscriptionRow ReadSubscription(NpgsqlDataReader row)
    {
        var tenant = row.TextOrNull(1);
        var filter = tenant is not null ? ChangeFilter.OfTenant(tenant)
            : row.IsDBNull(2) ? ChangeFilter.All
            : ChangeFilter.OfCampaign(new CampaignId(row.GetInt64(2)));
        return new SubscriptionRow(row.GetString(0), filter.Only((ChangeKinds)row.GetInt64(3)), row.GetInt64(4));
    }

    private static void Write(StoreConnection database, SubscriptionRow row)
    {
        if (row.IsKept)
        {
            database.Add(
                Subscribe, row.Name, row.Filter.Tenant, row.Filter.Campaign?.Value, (long)row.Filter.Kinds, row.Position);
        }
        else
        {
            database.Add("delete from ~subscriptions where shard = $1 and name = $2", row.Name);
        }
    }
}
