using Campaigns.Storage;
using Npgsql;

namespace Campaigns.PostgreSql;

/// <summary>Writes the event log and triggers.</summary>
internal static class EventTable
{
    public const string List =
        "sequence, tenant, id, type, contact_key, address, channel, data, occurred_at, campaign, received_at, "
        + "state, reason, affected, failed_triggers";

    // Of the first $2 entries, those before the first that is not old.
    private const string ForgetOldest = """
        with f as (select sequence, received_at from ~events where shard = $1 order by sequence limit $2)
        delete from ~events e where e.shard = $1 and e.sequence <= (select max(sequence) from f)
            and e.sequence < coalesce((select min(sequence) from f where received_at >= $3), 9223372036854775807)
        """;

    private const string ForgetOfTenant = """
        delete from ~events e where e.shard = $1 and e.received_at < $4 and e.sequence = any (array(
            select sequence from ~events where shard = $1 and tenant = $2 order by sequence limit $3))
        """;

    private const string Replaced = """
        delete from ~events e using unnest($2, $3, $4) u(sequence, tenant, id)
        where e.shard = $1 and (e.sequence = u.sequence or (e.tenant = u.tenant and e.id = u.id))
        """;

    private const string Insert = $"""
        insert into ~events (shard, {List})
        select $1, u.* from unnest($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) u
        """;

    private const string Trigger = """
        insert into ~triggers (shard, tenant, name, definition) values ($1, $2, $3, $4)
        on conflict (shard, tenant, name) do update set definition = excluded.definition
        """;

    public static void Write(StoreConnection database, CommitBatch batch)
    {
        if (batch.ForgetEventsBefore is { } before && batch.Events.Count > 0)
        {
            database.Add(ForgetOldest, 2L * batch.Events.Count, before.UtcTicks);
        }

        foreach (var (tenant, until, limit) in batch.EventPurges)
        {
            database.Add(ForgetOfTenant, tenant, limit, until.UtcTicks);
        }

        if (batch.Events.Count > 0)
        {
            Write(database, Latest(batch.Events));
        }

        foreach (var (tenant, name, trigger) in batch.Triggers)
        {
            if (trigger is null)
            {
                database.Add("delete from ~triggers where shard = $1 and tenant = $2 and name = $3", tenant, name);
            }
            else
            {
                database.Add(Trigger, tenant, name, RowText.Write(trigger));
            }
        }
    }

    public static LoggedEvent Read(NpgsqlDataReader row)
    {
        var happened = new InboundEvent(row.GetString(1), row.GetString(2), row.GetString(3))
        {
            ContactKey = row.TextOrNull(4),
            Address = row.TextOrNull(5),
            Channel = row.TextOrNull(6),
            Data = row.TextOrNull(7),
            OccurredAt = row.Instant(8),
            Campaign = row.LongOrNull(9) is { } campaign ? new CampaignId(campaign) : null,
        };
        return new LoggedEvent(row.GetInt64(0), happened, row.Instant(10)!.Value, (EventState)row.GetInt16(11))
        {
            Reason = row.TextOrNull(12),
            Affected = row.GetInt32(13),
            FailedTriggers = RowText.ReadTexts(row.TextOrNull(14)),
        };
    }

    /// <summary>The rows that remain if each replaces the earlier ones with its sequence, or with its tenant and id.</summary>
    private static IEnumerable<LoggedEvent> Latest(IReadOnlyList<LoggedEvent> rows)
    {
        var (bySequence, byId) = (new Dictionary<long, LoggedEvent>(), new Dictionary<EventKey, long>());
        foreach (var row in rows)
        {
            var key = new EventKey(row.Event.Tenant, row.Event.Id);
            if (byId.TryGetValue(key, out var same))
            {
                bySequence.Remove(same);
            }

            if (bySequence.TryGetValue(row.Sequence, out var replaced))
            {
                byId.Remove(new EventKey(replaced.Event.Tenant, replaced.Event.Id));
            }

            (bySequence[row.Sequence], byId[key]) = (row, row.Sequence);
        }

        return bySequence.Values;
    }

    private static void Write(StoreConnection database, IEnumerable<LoggedEvent> rows)
    {
        var (keys, all) = (new Columns(), new EventRows());
        var (sequence, tenant, id) = (keys.Long(), keys.Text(), keys.Text());
        long last = 0;
        foreach (var row in rows)
        {
            sequence.Add(row.Sequence);
            tenant.Add(row.Event.Tenant);
            id.Add(row.Event.Id);
            all.Add(row);
            last = Math.Max(last, row.Sequence);
        }

        database.Add(Replaced, keys);
        database.Add(Insert, all.Columns);
        database.Add("update ~shards set last_event = greatest(last_event, $2) where shard = $1", last);
    }

    /// <summary>The columns of <see cref="List"/>.</summary>
    private sealed class EventRows
    {
        private readonly Column<long> _sequence;
        private readonly Column<string?>[] _texts;
        private readonly Column<long?>[] _times;
        private readonly Column<long> _receivedAt;
        private readonly Column<short> _state;
        private readonly Column<string?> _reason;
        private readonly Column<int> _affected;
        private readonly Column<string?> _failed;

        public EventRows()
        {
            _sequence = Columns.Long();
            _texts = [.. Enumerable.Range(0, 7).Select(_ => Columns.Text())];
            _times = [Columns.LongOrNull(), Columns.LongOrNull()];
            (_receivedAt, _state, _reason) = (Columns.Long(), Columns.Short(), Columns.Text());
            (_affected, _failed) = (Columns.Int(), Columns.Text());
        }

        public Columns Columns { get; } = new();

        public void Add(LoggedEvent row)
        {
            var happened = row.Event;
            string?[] texts =
            [
                happened.Tenant, happened.Id, happened.Type, happened.ContactKey, happened.Address, happened.Channel, happened.Data,
            ];
            _sequence.Add(row.Sequence);
            for (var i = 0; i < texts.Length; i++)
            {
                _texts[i].Add(texts[i]);
            }

            _times[0].Add(happened.OccurredAt?.UtcTicks);
            _times[1].Add(happened.Campaign?.Value);
            _receivedAt.Add(row.ReceivedAt.UtcTicks);
            _state.Add((short)row.State);
            _reason.Add(row.Reason);
            _affected.Add(row.Affected);
            _failed.Add(RowText.Write(row.FailedTriggers));
        }
    }
}
