using Campaigns.Storage;

namespace Campaigns.Sqlite;

/// <summary>Reads the event log.</summary>
internal sealed class EventReader(Database database)
{
    internal const string Columns =
        "sequence, tenant, id, type, contact_key, address, channel, data, occurred_at, campaign, received_at, "
        + "state, reason, affected, failed_triggers";

    internal const string ById = $"SELECT {Columns} FROM events WHERE tenant = ?1 AND id = ?2";
    internal const string All = $"SELECT {Columns} FROM events WHERE sequence > ?1 ORDER BY sequence LIMIT ?2";
    internal const string OfTenant = $"SELECT {Columns} FROM events WHERE tenant = ?3 AND sequence > ?1 ORDER BY sequence LIMIT ?2";

    internal const string Applied =
        $"SELECT {Columns} FROM events WHERE state = 1 AND sequence > ?1 AND (?3 IS NULL OR tenant = ?3) ORDER BY sequence LIMIT ?2";

    /// <summary>The entries in another state. Few events are kept, so one index serves all tenants.</summary>
    internal const string NotApplied = $"""
        SELECT {Columns} FROM events INDEXED BY events_not_applied
        WHERE state <> 1 AND state = ?4 AND sequence > ?1 AND (?3 IS NULL OR tenant = ?3) ORDER BY sequence LIMIT ?2
        """;

    private readonly Statement _byId = database.Prepare(ById);
    private readonly Statement _all = database.Prepare(All);
    private readonly Statement _ofTenant = database.Prepare(OfTenant);
    private readonly Statement _applied = database.Prepare(Applied);
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

    public List<LoggedEvent> Read(string? tenant, EventState? state, long after, int limit)
    {
        var statement = state switch
        {
            null when tenant is null => _all,
            null => _ofTenant.Bind(3, tenant),
            EventState.Applied => _applied.Bind(3, tenant),
            _ => _notApplied.Bind(3, tenant).Bind(4, (long)state),
        };
        var found = new List<LoggedEvent>();
        ReadAll(statement.Bind(1, after).Bind(2, limit), found);
        return found;
    }

    private static void ReadAll(Statement statement, List<LoggedEvent> into)
    {
        while (statement.Step())
        {
            into.Add(Read(statement));
        }
    }

    private static LoggedEvent Read(Statement row)
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
