using System.Globalization;
using System.Security.Cryptography;
using Campaigns.Storage;

namespace Campaigns.PostgreSql;

/// <summary>Takes a shard over and releases it.</summary>
internal sealed class ShardOwner(PostgreSqlStoreOptions options, ulong stamp)
{
    private const string Create = """
        insert into ~shards (shard, epoch, commit_no, lease_until, owner, holder, stamp, last_campaign, last_job, suppression_key)
        values ($1, 0, 0, '-infinity', 0, '', $2, $3, 0, $4) on conflict do nothing
        """;

    // The update waits for a commit of the earlier owner that is still running. So what it returns is the end of that owner's commits.
    private const string Take = $"""
        update ~shards set epoch = epoch + 1, commit_no = commit_no + 1, owner = $2, holder = $3,
            lease_until = clock_timestamp() + $4 * interval '1 ms'
        where shard = $1 and (owner = $2 or (not $5 and (lease_until <= clock_timestamp() or not $6)))
        returning {ShardRow.List}
        """;

    private const string Holder = """
        select holder, epoch, ceil(extract(epoch from greatest(lease_until - clock_timestamp(), interval '0')) * 1000)::bigint
        from ~shards where shard = $1
        """;

    private const string ReleaseShard = "update ~shards set lease_until = '-infinity' where shard = $1 and owner = $2 and epoch = $3";

    // Not injected, because it must be unique across processes.
    private readonly long _number = BitConverter.ToInt64(RandomNumberGenerator.GetBytes(8)) | 1;
    private long _held; // the last epoch of this owner; 0 before its first takeover
    private bool _isCreated;

    public PostgreSqlStoreOptions Options => options;

    /// <summary>
    /// Takes the shard over: raises the epoch, and reads the number of the last commit in the same statement. Waits while the lease of
    /// another owner lasts, by the clock of the database. An owner that was replaced cannot take the shard back.
    /// </summary>
    public async Task<ShardRow> TakeAsync(StoreConnection database, DateTimeOffset now)
    {
        await CreateAsync(database);
        var since = options.Time.GetTimestamp();
        while (true)
        {
            var lease = (int)options.LeaseTime.TotalMilliseconds;
            var taken = await database.ReadAllAsync(Take, ShardRow.Read, _number, Describe(now), lease, _held != 0, options.WaitsForLease);
            if (taken.Count > 0)
            {
                _held = taken[0].Epoch;
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
                    $"Another engine holds it and renews its lease: {holder}. Stop that engine, or give this one another schema.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(Math.Clamp(left, 10, 1_000)), options.Time);
        }
    }

    /// <summary>Lets the next owner take over without a wait.</summary>
    public Task ReleaseAsync(StoreConnection database, long epoch)
    {
        database.Add(ReleaseShard, _number, epoch);
        return database.RunAsync();
    }

    private async Task CreateAsync(StoreConnection database)
    {
        if (!_isCreated)
        {
            var first = options.IdsBeginAtShard ? (long)options.Shard << ShardBits : 0;
            database.Add(Create, unchecked((long)stamp), first, RandomNumberGenerator.GetBytes(16));
            await database.RunAsync();
            _isCreated = true;
        }
    }

    /// <summary>The bits of a campaign's id below the shard.</summary>
    private const int ShardBits = 48;

    private static string Describe(DateTimeOffset now) => string.Create(
        CultureInfo.InvariantCulture,
        $"process {Environment.ProcessId} on {Environment.MachineName}, since {now.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}");
}
