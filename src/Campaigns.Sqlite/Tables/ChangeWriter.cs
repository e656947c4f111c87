using Campaigns.Storage;

namespace Campaigns.Sqlite;

/// <summary>Writes the change feed and its subscriptions, and trims it.</summary>
internal sealed class ChangeWriter(Database database)
{
    private readonly Statement _change = database.Prepare(
        "INSERT INTO changes (sequence, at, kind, tenant, campaign, payload) VALUES (?1, ?2, ?3, ?4, ?5, ?6)");

    private readonly Statement _trim = database.Prepare("DELETE FROM changes WHERE sequence <= ?1");

    private readonly Statement _trimmed = database.Prepare("UPDATE store SET trimmed_change = max(trimmed_change, ?1)");

    private readonly Statement _subscribe = database.Prepare(
        """
        INSERT INTO subscriptions (name, tenant, campaign, kinds, position) VALUES (?1, ?2, ?3, ?4, ?5)
        ON CONFLICT (name) DO UPDATE SET (tenant, campaign, kinds, position) = (?2, ?3, ?4, ?5)
        """);

    private readonly Statement _unsubscribe = database.Prepare("DELETE FROM subscriptions WHERE name = ?1");

    public void Write(CommitBatch batch)
    {
        foreach (var row in batch.Subscriptions)
        {
            Write(row);
        }

        if (batch.TrimChanges is { } last)
        {
            _trim.Bind(1, last).Run();
            _trimmed.Bind(1, last).Run();
        }

        foreach (ref readonly var row in batch.Changes)
        {
            _change.Bind(1, row.Sequence).Bind(2, row.At).Bind(3, (long)row.Kind).Bind(4, row.Tenant).Bind(5, row.Campaign.Value)
                .Bind(6, row.Payload.Span).Run();
        }
    }

    private void Write(SubscriptionRow row)
    {
        if (row.IsKept)
        {
            _subscribe.Bind(1, row.Name).Bind(2, row.Filter.Tenant).Bind(3, row.Filter.Campaign?.Value).Bind(4, (long)row.Filter.Kinds)
                .Bind(5, row.Position).Run();
        }
        else
        {
            _unsubscribe.Bind(1, row.Name).Run();
        }
    }
}
