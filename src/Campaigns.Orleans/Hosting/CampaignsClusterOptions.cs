using System.Globalization;
using Campaigns.PostgreSql;
using Npgsql;

namespace Campaigns.Orleans;

/// <summary>The options of a silo that runs shards. Give all silos of a cluster the same, except while you roll out a change.</summary>
public sealed class CampaignsClusterOptions : CampaignsClusterClientOptions
{
    private const int MostShards = 1_024;

    /// <summary>
    /// The number of shards, 1 to 1,024; 32 by default. Each is an engine with its own threads, connections and commits. The number counts
    /// when the tables of the cluster are created, and never changes afterward: a silo with another number does not start. More shards than
    /// the largest cluster will have processors gain nothing. With more than 32, sequences of changes exceed 2^53, and JavaScript rounds
    /// them unless it reads them as BigInt.
    /// </summary>
    public int Shards { get; set; } = 32;

    /// <summary>
    /// Whether a silo creates and migrates the schema. True by default. If false, it only checks the version, and the message of the error
    /// names the scripts to run.
    /// </summary>
    public bool Migrates { get; set; } = true;

    /// <summary>
    /// How long a shard stays with an owner that has disappeared: 2 seconds to 1 minute; 4 seconds by default. Takeover after a crash takes
    /// about as long. An owner that cannot commit for four fifths of this time sends nothing more. Shorter leases mean more idle commits:
    /// an idle shard commits about four times per lease.
    /// </summary>
    public TimeSpan LeaseTime { get; set; } = TimeSpan.FromSeconds(4);

    /// <summary>
    /// How often each shard is asked for a sign of life, by one silo after the other: 100 ms to 10 seconds; 1 second by default. A shard
    /// without an owner gets one within this time after its silo is known to be dead.
    /// </summary>
    public TimeSpan KeepInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How many requests a shard works on at once; further ones are refused as busy, and the client repeats them. 1 to 100,000; 1,000 by
    /// default.
    /// </summary>
    public int MaxCallsPerShard { get; set; } = 1_000;

    /// <summary>
    /// Whether shards move to silos that have fewer than their share, such as new ones. True by default. Shards of a silo that stops move
    /// in any case.
    /// </summary>
    public bool Balances { get; set; } = true;

    /// <summary>How long a shard stays where it was moved to for balance: 0 to 1 hour; 1 minute by default.</summary>
    public TimeSpan MoveInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Tenants whose shard is not the one that their name tells. Added to the table of the cluster when a silo starts. A tenant that has
    /// campaigns in another shard is refused. Tenants of a database that one engine has used before stay in its shard by themselves.
    /// </summary>
    public IDictionary<string, int> ShardOfTenant { get; } = new Dictionary<string, int>(StringComparer.Ordinal);

    /// <summary>
    /// Changes the options of the store of a shard. The schema, the shard, the lease and the migration are set already, and may not be
    /// changed.
    /// </summary>
    public Action<PostgreSqlStoreOptions>? ConfigureStore { get; set; }

    /// <summary>Changes the options of the engine of a shard, whose number is given. The store is set already.</summary>
    public Action<int, CampaignsOptions>? ConfigureEngine { get; set; }

    /// <summary>Finds all problems, so that one message has them.</summary>
    internal override List<string> FindProblems()
    {
        var problems = base.FindProblems();
        Require(Shards is >= 1 and <= MostShards, nameof(Shards), Shards, "use 1 to 1,024");
        Require(IsWithin(LeaseTime, 2, 60), nameof(LeaseTime), LeaseTime, "use 2 seconds to 1 minute");
        Require(IsWithin(KeepInterval, 0.1, 10), nameof(KeepInterval), KeepInterval, "use 100 ms to 10 seconds");
        Require(MaxCallsPerShard is >= 1 and <= 100_000, nameof(MaxCallsPerShard), MaxCallsPerShard, "use 1 to 100,000");
        Require(IsWithin(MoveInterval, 0, 3_600), nameof(MoveInterval), MoveInterval, "use 0 to 1 hour");
        foreach (var (tenant, shard) in ShardOfTenant)
        {
            var field = $"{nameof(ShardOfTenant)}[{Shorten(tenant)}]";
            Require(shard >= 0 && shard < Shards, field, shard, $"use 0 to {Shards - 1}, because there are {Shards} shards");
            Require(tenant.Length > 0, field, "empty", "name a tenant");
        }

        return problems;

        void Require(bool fits, string field, object value, string remedy)
        {
            if (!fits)
            {
                problems.Add(string.Create(CultureInfo.InvariantCulture, $"{field} is {value}: {remedy}."));
            }
        }
    }

    private static bool IsWithin(TimeSpan time, double least, double most) =>
        time >= TimeSpan.FromSeconds(least) && time <= TimeSpan.FromSeconds(most);
}

/// <summary>The options of a process that uses the shards of a cluster, and of a silo.</summary>
public class CampaignsClusterClientOptions
{
    private const int LongestSchema = 63;
    private const int LongestShown = 200;

    /// <summary>The connection string of the database of the cluster, as Npgsql reads it. Required.</summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>
    /// The schema of the database: lower-case letters, digits and underscores, up to 63 characters; "campaigns" by default.
    /// </summary>
    public string Schema { get; set; } = "campaigns";

    /// <summary>Changes the data source of the cluster's own tables before it is built: for passwords that expire, certificates.</summary>
    public Action<NpgsqlDataSourceBuilder>? ConfigureDataSource { get; set; }

    /// <summary>Checks the options.</summary>
    /// <exception cref="CampaignException">The options have problems. One message lists all of them.</exception>
    internal void Check()
    {
        var problems = FindProblems();
        if (problems.Count > 0)
        {
            throw new CampaignException(
                CampaignError.Invalid,
                $"The configuration of the cluster has {problems.Count} problem(s): {string.Join(" ", problems)}");
        }
    }

    internal virtual List<string> FindProblems()
    {
        var problems = new List<string>();
        if (string.IsNullOrWhiteSpace(ConnectionString))
        {
            problems.Add($"{nameof(ConnectionString)} is missing: give the connection string of the database.");
        }

        var isName = Schema is { Length: > 0 and <= LongestSchema } && !char.IsAsciiDigit(Schema[0])
            && Schema.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_');
        if (!isName)
        {
            problems.Add($"{nameof(Schema)} is {Shorten(Schema)}: use lower-case letters, digits and underscores, up to 63.");
        }

        return problems;
    }

    private protected static string Shorten(string? text) => text is null ? "missing"
        : $"\"{(text.Length <= LongestShown ? text : text[..LongestShown])}\"";
}
