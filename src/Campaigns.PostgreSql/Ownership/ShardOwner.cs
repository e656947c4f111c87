using System.Globalization;
using System.Security.Cryptography;
using Campaigns.Storage;

namespace Campaigns.PostgreSql;

/// <summary>Takes a shard over and releases it.</summary>
internal sealed class ShardOwner(PostgreSqlStoreOptions options, ulong stamp)
{
    // Only an empty shard gets a row: over data, a new one would have another key and other counters.
    private const string Create = """
        insert into ~shards (shard, epoch, commit_no, lease_until, owner, holder, stamp, last_campaign, last_job, suppression_key)
        select $1, 0, 0, '-infinity', 0, '', $2, $3, 0, $4 where not exists (select from ~campaigns where shard = $1)
            and not exists (select from ~jobs where shard = $1) and not exists (select from ~suppressions where shard = $1)
        on conflict do nothing
        """;

    private const string Check = """
        select last_campaign >= (select coalesce(max(id), 0) from ~campaigns where shard = $1)
            and last_job >= (select coalesce(max(id), 0) from ~jobs where shard = $1)
        from ~shards where shard = $1
        """;

    // The update waits for a commit of the earlier owner that is still running. So what it returns is the end of that owner's commits.
    // A promoted replica may lack commits that were reported to this owner, and its last epoch: then everything is held in the same
    // statement.
    private const string Take = $"""
        with taken as (
            update ~shards set epoch = greatest(epoch, $5) + 1, commit_no = commit_no + 1, owner = $2, holder = $3,
                lease_until = clock_timestamp() + $4 * interval '1 ms'
            where shard = $1 and (owner = $2 or ($11 and (lease_until <= clock_timestamp() or not $6)))
            returning {ShardRow.List}
        ), held as (
            insert into ~tenants as t (shard, tenant, held, settings, reason, revision, held_since, last_commit)
            select $1, '', true, $9, format($10, commit_no - 1, $7), 0, $8, committed_at from taken where commit_no - 1 < $7
            on conflict (shard, tenant) do update
            set held = true, reason = excluded.reason, held_since = excluded.held_since, last_commit = excluded.last_commit
        )
        select {ShardRow.List} from taken
        """;

    private const string Lost = "The database has lost its newest commits, as after a failover to a replica that was behind: it ends with "
        + "commit %s, but %s were reported. Contacts may have been reached since.";

    private const string Holder = """
        select holder, epoch, ceil(extract(epoch from greatest(lease_until, now.at) - now.at) * 1000)::bigint
        from ~shards, (select clock_timestamp() as at) now where shard = $1 -- a released lease is infinitely old
        """;

    private const string ReleaseShard = "update ~shards set lease_until = '-infinity' where shard = $1 and owner = $2 and epoch = $3";

    // Not injected, because it must be unique across processes.
    private readonly long _number = BitConverter.ToInt64(RandomNumberGenerator.GetBytes(8)) | 1;
    private long _held; // the last epoch of this owner; 0 before its first takeover
    private bool _isCreated;
    private readonly CancellationTokenSource _giveUp = new();

    private static readonly string NoSettings = RowText.Write(new TenantSettings());

    public PostgreSqlStoreOptions Options => options;

    /// <summary>
    /// Takes the shard over: raises the epoch, and reads the number of the last commit in the same statement. Waits while the lease of
    /// another owner lasts, by the clock of the database. An owner that was replaced cannot take the shard back.
    /// </summary>
    public async Task<ShardRow> TakeAsync(StoreConnection database, DateTimeOffset now)
    {
        await RequireRowAsync(database);
        var since = options.Time.GetTimestamp();
        while (true)
        {
            var lease = (int)options.LeaseTime.TotalMilliseconds;
            var (epoch, commit) = options.Memory.Last;
            var taken = await database.ReadAllAsync(
                Take, ShardRow.Read, _number, Describe(now), lease, epoch, options.WaitsForLease, commit, now.UtcTicks, NoSettings, Lost,
                _held == 0);
            if (taken.Count > 0)
            {
                _held = taken[0].Epoch;
                options.Memory.Note((_held, taken[0].Commit));
                return taken[0] with { Size = await InfoReader.SizeOfAsync(database) };
            }

            var (holder, newest, left) =
                await database.ReadFirstAsync(Holder, row => (row.GetString(0), row.GetInt64(1), row.GetInt64(2)));
            if (_held != 0)
            {
                throw new StoreFencedException(_held, newest);
            }

            if (options.Time.GetElapsedTime(since) > options.LeaseTime)
            {
                throw new PostgreSqlStoreException(
                    PostgreSqlStoreProblem.Held,
                    options.Target,
                    $"Another engine holds it and renews its lease: {holder}. Stop that engine, or give this one another schema. Never "
                    + "delete the shard's row. In Kubernetes, a single engine needs the strategy Recreate.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(Math.Clamp(left, 10, 1_000)), options.Time, _giveUp.Token);
        }
    }

    /// <summary>Ends a wait for another owner's lease.</summary>
    public void GiveUp() => _giveUp.Cancel();

    /// <summary>Lets the next owner take over without a wait.</summary>
    public Task ReleaseAsync(StoreConnection database, long epoch)
    {
        database.Add(ReleaseShard, _number, epoch);
        return database.RunAsync();
    }

    /// <summary>Creates the row of an empty shard. Requires that the row of another one is there, and not older than its data.</summary>
    private async Task RequireRowAsync(StoreConnection database)
    {
        if (!_isCreated)
        {
            var first = options.IdsBeginAtShard ? (long)options.Shard << ShardBits : 0;
            database.Add(Create, unchecked((long)stamp), first, RandomNumberGenerator.GetBytes(16));
        }

        var found = await database.ReadAllAsync(Check, row => row.GetBoolean(0));
        if (found is not [true])
        {
            var state = found.Count == 0 ? "missing, although it has data" : "older than its campaigns or contacts";
            throw new PostgreSqlStoreException(
                PostgreSqlStoreProblem.Incomplete,
                options.Target,
                $"The shard's row in the table shards is {state}: a restore has not ended or is incomplete, or somebody has changed the "
                + "row. Restore all tables from one backup, and start held. Never delete rows of shards.");
        }

        _isCreated = true;
    }

    /// <summary>The bits of a campaign's id below the shard.</summary>
    private const int ShardBits = 48;

    private static string Describe(DateTimeOffset now) => string.Create(
        CultureInfo.InvariantCulture,
        $"process {Environment.ProcessId} on {Environment.MachineName}, since {now.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}");
}
