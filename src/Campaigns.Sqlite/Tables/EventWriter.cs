using Campaigns.Storage;

namespace Campaigns.Sqlite;

/// <summary>Writes the event log, and triggers.</summary>
internal sealed class EventWriter(Database database)
{
    internal const string Oldest = "SELECT sequence, received_at FROM events ORDER BY sequence LIMIT ?1";
    internal const string Forget = "DELETE FROM events WHERE sequence <= ?1";

    // replaces the row with the same sequence, and the row with the same tenant and id
    private readonly Statement _event = database.Prepare(
        $"""
        INSERT OR REPLACE INTO events ({EventReader.Columns})
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)
        """);

    private readonly Statement _last = database.Prepare("UPDATE store SET last_event = max(last_event, ?1)");

    private readonly Statement _oldest = database.Prepare(Oldest);

    private readonly Statement _forget = database.Prepare(Forget);

    internal const string ForgetOfTenant =
        """
        DELETE FROM events
        WHERE sequence IN (SELECT sequence FROM events WHERE tenant = ?1 ORDER BY sequence LIMIT ?2) AND received_at < ?3
        """;

    private readonly Statement _forgetOfTenant = database.Prepare(ForgetOfTenant);

    private readonly Statement _trigger = database.Prepare(
        "INSERT INTO triggers (tenant, name, definition) VALUES (?1, ?2, ?3) ON CONFLICT (tenant, name) DO UPDATE SET definition = ?3");

    private readonly Statement _removeTrigger = database.Prepare("DELETE FROM triggers WHERE tenant = ?1 AND name = ?2");

    public void Write(CommitBatch batch)
    {
        foreach (var (tenant, before, limit) in batch.EventPurges)
        {
            _forgetOfTenant.Bind(1, tenant).Bind(2, limit).Bind(3, before.UtcTicks).Run();
        }

        if (batch.Events.Count > 0)
        {
            WriteEvents(batch);
        }

        foreach (var (tenant, name, trigger) in batch.Triggers)
        {
            var statement = trigger is null ? _removeTrigger : _trigger.Bind(3, RowText.Write(trigger));
            statement.Bind(1, tenant).Bind(2, name).Run();
        }
    }

    private void WriteEvents(CommitBatch batch)
    {
        if (batch.ForgetEventsBefore is { } before)
        {
            ForgetOldest(2L * batch.Events.Count, before.UtcTicks);
        }

        long last = 0;
        foreach (var row in batch.Events)
        {
            Write(row);
            last = Math.Max(last, row.Sequence);
        }

        _last.Bind(1, last).Run();
    }

    private void ForgetOldest(long most, long before)
    {
        long last = 0;
        _oldest.Bind(1, most);
        while (_oldest.Step())
        {
            if (_oldest.Long(1) >= before)
            {
                _oldest.Reset();
                break;
            }

            last = _oldest.Long(0);
        }

        if (last > 0)
        {
            _forget.Bind(1, last).Run();
        }
    }

    private void Write(LoggedEvent row) => _event
        .Bind(1, row.Sequence)
        .Bind(2, row.Event.Tenant)
        .Bind(3, row.Event.Id)
        .Bind(4, row.Event.Type)
        .Bind(5, row.Event.ContactKey)
        .Bind(6, row.Event.Address)
        .Bind(7, row.Event.Channel)
        .Bind(8, row.Event.Data)
        .Bind(9, row.Event.OccurredAt?.UtcTicks)
        .Bind(10, row.Event.Campaign?.Value)
        .Bind(11, row.ReceivedAt.UtcTicks)
        .Bind(12, (long)row.State)
        .Bind(13, row.Reason)
        .Bind(14, row.Affected)
        .Bind(15, row.FailedTriggers.Count == 0 ? null : RowText.Write(row.FailedTriggers))
        .Run();
}
