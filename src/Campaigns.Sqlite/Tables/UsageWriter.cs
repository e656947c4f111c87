using Campaigns.Storage;

namespace Campaigns.Sqlite;

/// <summary>Writes the usage of limits, and removes the ids of events from an earlier version.</summary>
internal sealed class UsageWriter(Database database)
{
    internal const string ForgetTold = "DELETE FROM told_events WHERE told_at < ?1";

    private readonly Statement _usage = database.Prepare(
        """
        INSERT INTO usage (scope, name, quota, since, value, pending) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
        ON CONFLICT (scope, name, quota, since) DO UPDATE SET value = ?5, pending = ?6
        """);

    private readonly Statement _forgetUsage =
        database.Prepare("DELETE FROM usage WHERE scope = ?1 AND name = ?2 AND quota = ?3 AND since = ?4");

    private readonly Statement _forgetTold = database.Prepare(ForgetTold);

    public void Write(CommitBatch batch)
    {
        foreach (var row in batch.Usage)
        {
            var statement = row.IsKept ? _usage.Bind(5, row.Value).Bind(6, row.Pending) : _forgetUsage;
            statement.Bind(1, (long)row.Scope).Bind(2, row.Name).Bind(3, row.Quota).Bind(4, row.Since).Run();
        }

        if (batch.ForgetToldBefore is { } before)
        {
            _forgetTold.Bind(1, before).Run();
        }
    }

    public static UsageRow Read(Statement row) =>
        new((LimitScope)row.Int(0), row.Text(1), row.Text(2), row.Long(3), row.Long(4), row.Long(5));

    public static ToldEventRow ReadTold(Statement row) =>
        new(new UInt128(unchecked((ulong)row.Long(1)), unchecked((ulong)row.Long(2))), row.Long(0));
}
