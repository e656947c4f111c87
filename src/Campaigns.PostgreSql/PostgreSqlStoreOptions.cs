using System.Globalization;
using Npgsql;

namespace Campaigns.PostgreSql;

/// <summary>The options of a <see cref="PostgreSqlJobStore"/>.</summary>
public sealed class PostgreSqlStoreOptions
{
    private const int LongestName = 63;

    /// <summary>
    /// The schema that holds the store: lower-case letters, digits and underscores, up to 63 characters; "campaigns" by default. Several
    /// stores may share a database, each in its own schema.
    /// </summary>
    public string Schema { get; set; } = "campaigns";

    /// <summary>
    /// The shard, 0 to 32,767; 0 by default. One engine owns a shard at a time. Several engines may share a schema, each with its own
    /// shard.
    /// </summary>
    public int Shard { get; set; }

    /// <summary>
    /// Whether the store creates and migrates the schema when it opens. True by default. If false, the store only checks the version, and
    /// the message of the error names the scripts to run.
    /// </summary>
    public bool Migrates { get; set; } = true;

    /// <summary>
    /// How long an owner keeps its shard after its last commit: a new owner waits until the lease has ended. 1 second to 1 minute; 10
    /// seconds by default. An owner that stops in order releases the shard at once. The clock is the database's. The owner itself sends
    /// nothing after four fifths of this time without a commit, by its own clocks, and an idle owner renews the lease after a third of
    /// that.
    /// </summary>
    public TimeSpan LeaseTime { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long the server may take for a commit, or for a read of the engine. 1 second to 5 minutes; 20 seconds by default. It must be
    /// shorter than <see cref="CampaignsOptions.StoreTimeout"/>.
    /// </summary>
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How long the server may take for a query for people. 100 ms to 5 minutes; 10 seconds by default.</summary>
    public TimeSpan QueryTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a migration waits for locks that others hold. 1 second to 10 minutes; 10 seconds by default.</summary>
    public TimeSpan MigrationLockTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The connection string for lists for people (campaigns, contacts, attempts, do-not-contact entries), such as that of a read replica.
    /// Null, the default: the same as for writing. A replica is behind, so lists may not show the last commits. What the engine itself
    /// needs is always read where it writes.
    /// </summary>
    public string? QueryConnectionString { get; set; }

    /// <summary>
    /// Whether a pooler that shares sessions between clients is in between, such as PgBouncer in transaction mode. False by default. If
    /// true, the store sets nothing in its sessions and prepares no statements: set <c>statement_timeout</c>,
    /// <c>idle_in_transaction_session_timeout</c> and <c>lock_timeout</c> on the role instead.
    /// </summary>
    public bool IsBehindPooler { get; set; }

    /// <summary>Changes each data source before it is built: for passwords that expire, certificates, logging.</summary>
    public Action<NpgsqlDataSourceBuilder>? ConfigureDataSource { get; set; }

    /// <summary>Measures waits. For tests.</summary>
    internal TimeProvider Time { get; set; } = TimeProvider.System;

    /// <summary>Whether the ids of campaigns begin at a number that tells the shard. False for tests of other shards.</summary>
    internal bool IdsBeginAtShard { get; set; } = true;

    /// <summary>
    /// Whether a new owner waits until a lease has ended, and the engine sends nothing after its end. Without it, the fence alone keeps the
    /// earlier owner out, as tests show; and virtual time does not end a lease of the server.
    /// </summary>
    internal bool WaitsForLease { get; set; } = true;

    /// <summary>The scripts of the schema. Others are for tests of migrations.</summary>
    internal MigrationScripts Scripts { get; set; } = new(Migrations.Current, Migrations.ReadScript);

    /// <summary>What is remembered of the shard: of this store only, unless the host keeps it for the next one.</summary>
    internal ShardMemory Memory { get; set; } = new();

    /// <summary>How long an owner may send after it has asked the server: a fifth less than the server's lease.</summary>
    internal TimeSpan? LeaseOfOwner => WaitsForLease ? LeaseTime * 0.8 : null;

    /// <summary>The store in messages: server, database, schema, shard. No password.</summary>
    internal string Target { get; private set; } = "";

    internal PostgreSqlStoreOptions Check(string connectionString)
    {
        Require(IsName(Schema), nameof(Schema), Schema, $"Use lower-case letters, digits and underscores, up to {LongestName}.");
        Require(Shard is >= 0 and <= short.MaxValue, nameof(Shard), Shard, "Use 0 to 32,767.");
        Require(IsWithin(LeaseTime, 1, 60), nameof(LeaseTime), LeaseTime, "Use 1 second to 1 minute.");
        Require(IsWithin(CommandTimeout, 1, 300), nameof(CommandTimeout), CommandTimeout, "Use 1 second to 5 minutes.");
        Require(IsWithin(QueryTimeout, 0.1, 300), nameof(QueryTimeout), QueryTimeout, "Use 100 ms to 5 minutes.");
        var fits = IsWithin(MigrationLockTimeout, 1, 600);
        Require(fits, nameof(MigrationLockTimeout), MigrationLockTimeout, "Use 1 second to 10 minutes.");
        var target = new NpgsqlConnectionStringBuilder(connectionString);
        var port = target.Host?.Contains(',', StringComparison.Ordinal) == true ? "" : string.Create(
            CultureInfo.InvariantCulture, $":{target.Port}"); // several hosts have their ports with them
        Target = string.Create(
            CultureInfo.InvariantCulture, $"{target.Host}{port}/{target.Database ?? target.Username} schema {Schema} shard {Shard}");
        return this;
    }

    private static bool IsName(string? name) =>
        name is { Length: > 0 and <= LongestName } && !char.IsAsciiDigit(name[0])
        && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_');

    private static bool IsWithin(TimeSpan time, double least, double most) =>
        time >= TimeSpan.FromSeconds(least) && time <= TimeSpan.FromSeconds(most);

    private static void Require(bool fits, string name, object? value, string remedy)
    {
        if (!fits)
        {
            throw new ArgumentOutOfRangeException(name, value, remedy);
        }
    }
}
