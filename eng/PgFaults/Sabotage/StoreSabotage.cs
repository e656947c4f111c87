namespace Campaigns.PgFaults;

/// <summary>One deliberate bug of the PostgreSQL store, and the tests that must notice it.</summary>
/// <param name="Name">The name.</param>
/// <param name="File">The path in the folder of the store's sources.</param>
/// <param name="Original">The replaced text. The file must contain it exactly once.</param>
/// <param name="Broken">The replacement.</param>
/// <param name="Tests">A part of the names of the tests.</param>
internal sealed record StoreSabotage(string Name, string File, string Original, string Broken, string Tests)
{
    public static IReadOnlyList<StoreSabotage> All { get; } =
    [
        new("the fence lets everybody pass", "Schema/V1.sql",
            "    if not found then\n        raise exception 'another engine",
                "    if false then\n        raise exception 'another engine", "FenceTests"),
        new("the lease is not waited for", "Ownership/ShardOwner.cs",
            "(lease_until <= clock_timestamp() or not $6)", "(lease_until <= clock_timestamp() or $6 or not $6)", "FenceTests"),
        new("a replaced owner takes its shard back", "Ownership/ShardOwner.cs", "($11 and (", "(($11 or $6) and (", "FenceTests"),
        new("an unknown commit is read plainly", "StoreSession.cs",
            """
                        var shard = await owner.TakeAsync(session.Database, now);
                        (session._epoch, session._commit) = (shard.Epoch, shard.Commit);
            """,
            """
                        const string Plain = "select commit_no from ~shards where shard = $1";
                        var plain = await session.Database.ReadFirstAsync(Plain, row => row.GetInt64(0));
                        var shard = await owner.TakeAsync(session.Database, now);
                        (session._epoch, session._commit) = (shard.Epoch, shard.Commit);
                        shard = shard with { Commit = plain + 1 };
            """,
            "CutCommitTests"),
        new("an unknown commit counts as not written", "StoreSession.cs", "Unknown = _commit + 1;", "Unknown = 0;", "CutCommitTests"),
        new("an enrollment is several transactions", "StoreSession.cs", "Database.Add(\"begin\");", "_ = isLong;", "CutCommitTests"),
        new("counters are overwritten", "Writing/CounterWriter.cs", "value = c.value + excluded.value", "value = excluded.value",
            "ContractTests"),
        new("an ended attempt stays live", "Writing/LiveStatements.cs",
            "delete from ~live l using unnest(@rows) u(job, number, {AttemptChanges.Changes})",
            "update ~live l set note = l.note from unnest(@rows) u(job, number, {AttemptChanges.Changes})",
            "ContractTests"),
        new("lost commits are not noticed", "Ownership/ShardOwner.cs", "from taken where commit_no - 1 < $7", "from taken where $7 < 0",
            "FaultTests.Promoted"),
        new("writers ask the server to cancel", "Sql/DataSources.cs", "\"writer\", cancels: false", "\"writer\", cancels: true",
            "FaultTests.Engine"),
        new("the replica tells whether an event is new", "PostgreSqlQueries.cs",
            "return ReadAsync(database => ListReader.FindAsync", "return ListAsync(database => ListReader.FindAsync", "QueryTests"),
        new("migrations run side by side", "Schema/Migrations.cs", "; select pg_advisory_xact_lock({Lock})\"", "; select {Lock}\"",
            "Migration"),
    ];

    /// <summary>Applies the bug to the file's text.</summary>
    /// <exception cref="InvalidOperationException">The file does not hold the original text exactly once.</exception>
    public string Apply(string source)
    {
        var first = source.IndexOf(Original, StringComparison.Ordinal);
        return first >= 0 && source.IndexOf(Original, first + 1, StringComparison.Ordinal) < 0
            ? source[..first] + Broken + source[(first + Original.Length)..]
            : throw new InvalidOperationException($"\"{Name}\" is out of date: {File} must hold its original text exactly once.");
    }
}
