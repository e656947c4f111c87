namespace Campaigns.Orleans.Shards;

/// <summary>What a silo reads with its sign of life.</summary>
/// <param name="Silos">The silos that have given a sign of life lately.</param>
/// <param name="Waiting">The shards with reports that wait for their owner.</param>
internal sealed record ClusterBeat(IReadOnlySet<string> Silos, IReadOnlyList<int> Waiting);

/// <summary>The owner of a shard, as its row tells.</summary>
/// <param name="Shard">The shard.</param>
/// <param name="Epoch">How often the shard was taken over.</param>
/// <param name="LeaseLeft">How long the lease lasts, by the clock of the database; zero or less if it has ended.</param>
/// <param name="Holder">The owner, in words.</param>
/// <param name="Stamp">The stamp of the shard's attempt ids.</param>
internal sealed record ShardOwnership(int Shard, long Epoch, TimeSpan LeaseLeft, string Holder, ulong Stamp);

/// <summary>The tables of the cluster that all silos read and write.</summary>
internal sealed class ClusterTables(ClusterDatabase database)
{
    /// <summary>A silo whose last sign of life is older than this, and than this many intervals, gets no shards.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(4);
    private const int Misses = 4;

    private const string Beat = """
        with mine as (
            insert into ~cluster_silos (silo, seen_at) values ($1, clock_timestamp())
            on conflict (silo) do update set seen_at = excluded.seen_at
        ), gone as (
            delete from ~cluster_silos where seen_at < clock_timestamp() - interval '1 hour' and silo <> $1
        )
        """ + Others;

    private const string Others = """

        select silo from ~cluster_silos where silo <> $1 and seen_at > clock_timestamp() - $2
        """;

    private const string Waiting = "select distinct shard from ~cluster_reports";
    private const string Leave = "delete from ~cluster_silos where silo = $1";

    private const string Owners = """
        select shard, epoch, extract(epoch from greatest(lease_until, now.at) - now.at)::float8, holder, stamp
        from ~shards, (select clock_timestamp() as at) now where shard < $1 order by shard -- a released lease is infinitely old
        """;

    private const string Silences = "select silo, extract(epoch from clock_timestamp() - seen_at)::float8 from ~cluster_silos";

    /// <summary>Gives a sign of life of a silo.</summary>
    public async Task<ClusterBeat> BeatAsync(string silo, TimeSpan interval, CancellationToken cancellationToken)
    {
        var silos = await database.ReadAsync(Beat, row => row.GetString(0), [silo, FreshOf(interval)], cancellationToken);
        var waiting = await database.ReadAsync(Waiting, row => row.GetInt32(0), [], cancellationToken);
        return new ClusterBeat(silos.Append(silo).ToHashSet(StringComparer.Ordinal), waiting);
    }

    /// <summary>Reads the other silos that have given a sign of life lately.</summary>
    public async Task<IReadOnlySet<string>> ReadOthersAsync(string silo, TimeSpan interval, CancellationToken cancellationToken) =>
        (await database.ReadAsync(Others, row => row.GetString(0), [silo, FreshOf(interval)], cancellationToken))
        .ToHashSet(StringComparer.Ordinal);

    /// <summary>Takes a silo that stops out of the choice for shards.</summary>
    public Task LeaveAsync(string silo, CancellationToken cancellationToken) => database.RunAsync(Leave, [silo], cancellationToken);

    /// <summary>Reads the owners of the shards that were ever opened.</summary>
    public Task<List<ShardOwnership>> ReadOwnersAsync(int count, CancellationToken cancellationToken) => database.ReadAsync(
        Owners,
        row => new ShardOwnership(
            row.GetInt32(0), row.GetInt64(1), TimeSpan.FromSeconds(row.GetDouble(2)), row.GetString(3), unchecked((ulong)row.GetInt64(4))),
        [count],
        cancellationToken);

    /// <summary>Reads how long ago each silo has given a sign of life, by its address.</summary>
    public async Task<Dictionary<string, TimeSpan>> ReadSilencesAsync(CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync(
            Silences, row => (row.GetString(0), TimeSpan.FromSeconds(row.GetDouble(1))), [], cancellationToken);
        return rows.ToDictionary();
    }

    private static TimeSpan FreshOf(TimeSpan interval) => interval * Misses > Fresh ? interval * Misses : Fresh;
}
