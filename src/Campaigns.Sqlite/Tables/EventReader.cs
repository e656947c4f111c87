using Campaigns.Storage;

namespace Campaigns.Sqlite;

/// <summary>Reads the event log.</summary>
internal sealed class EventReader(Database database)
{
    internal const string Columns =
        "sequence, tenant, id, type, contact_key, address, channel, data, occurred_at, campaign, received_at, "
        + "state, reason, affected, failed_triggers";

    internal const string ById = $"SELECT {Columns} FROM events WHERE tenant = ?1 AND id = ?2";
    internal const string All = $"SELECT {Columns} FROM events WHERE sequence > ?1 ORDER BY sequence";
    internal const string OfTenant = $"SELECT {Columns} FROM events WHERE tenant = ?2 AND sequence > ?1 ORDER BY sequence";

    /// <summary>The entries in another state than applied. Few events are kept, so one index serves all tenants.</summary>
    internal const string NotApplied = $"""
        SELECT {Columns} FROM events INDEXED BY events_not_applied
        WHERE state <> 1 AND state = ?2 AND sequence > ?1 ORDER BY sequence
        """;

    private readonly Statement _byId = database.Prepare(ById);
    private readonly Statement _all = database.Prepare(All);
    private readonly Statement _ofTenant = database.Prepare(OfTenant);
    private readonly Statement _notApplied = database.Prepare(NotApplied);

    public List<LoggedEvent> Find(IReadOnlyList<EventKey> keys)
    {
        var found = new List<LoggedEvent>();
        foreach (var (tenant, id) in keys)
        {
            ReadAll(_byId.Bind(1, tenant).Bind(2, id), found);
        }

        return found;
    }

    public QueryPage<LoggedEvent, long> Read(EventQuery query)
    {
        var statement = query.State is { } state and not EventState.Applied ? _notApplied.Bind(2, (long)state)
            : query.Tenant is { } tenant ? _ofTenant.Bind(2, tenant)
            : _all;
        var page = new PageReader<LoggedEvent, long>(query.Limits, query.After);
        var isLast = page.Read(statement.Bind(1, query.After), row => row.Long(0), (row, items) =>
        {
            if ((query.State is null || (long)query.State == row.Long(11)) && (query.Tenant is null || query.Tenant == row.Text(1)))
            {
                items.Add(Read(row));
            }
        });
        return page.End(isLast);
    }

    private static void ReadAll(Statement statement, List<LoggedEvent> into)
    {
        while (statement.Step())
        {
            into.Add(Read(statement));
        }
    }

    internal static LoggedEvent Read(Statement row)
    {
        var happened = new InboundEvent(row.Text(1), row.Text(2), row.Text(3))
        {
            ContactKey = row.TextOrNull(4),
            Address = row.TextOrNull(5),
            Channel = row.TextOrNull(6),
            Data = row.TextOrNull(7),
            OccurredAt = RowText.Instant(row, 8),
            Campaign = row.IsNull(9) ? null : new CampaignId(row.Long(9)),
        };
        return new LoggedEvent(row.Long(0), happened, RowText.Instant(row, 10)!.Value, (EventState)row.Int(11))
        {
            Reason = row.TextOrNull(12),
            Affected = row.Int(13),
            FailedTriggers = RowText.ReadTexts(row.TextOrNull(14)),
        };
    }
}
