using Orleans;
using Orleans.Runtime;

namespace Campaigns.Orleans.Shards;

/// <summary>What a silo knows about the places of all shards: who answers for each, and which silos may have shards.</summary>
internal sealed class ShardPlaces(
    IGrainFactory grains, IClusterMembershipService membership, ILocalSiloDetails silo, FitSilos placement, ShardEngines engines)
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan MoveTime = TimeSpan.FromSeconds(10);
    private const int Retries = 40;
    private readonly Known[] _shards = [.. Enumerable.Range(0, engines.Options.Shards).Select(_ => new Known())];
    private volatile List<string> _fit = [];
    private volatile bool _isClosed;

    /// <summary>This silo.</summary>
    public string Self { get; } = silo.SiloAddress.ToParsableString();

    /// <summary>The silos that may have shards, in the same order everywhere: the first one balances.</summary>
    public List<string> Fit => _fit;

    public ClusterMembershipSnapshot Membership => membership.CurrentSnapshot;

    /// <summary>The number of moves that were begun and have not ended.</summary>
    public int Moving => _shards.Count(IsMoving);

    /// <summary>Notes which silos are active and have reached the database lately.</summary>
    public void Note(ClusterMembershipSnapshot members, IReadOnlySet<string> reachDatabase)
    {
        var active = members.Members.Values
            .Where(member => member.Status == SiloStatus.Active)
            .OrderBy(member => member.SiloAddress)
            .Select(member => member.SiloAddress.ToParsableString());
        _fit = [.. active.Where(reachDatabase.Contains)];
        placement.Set(reachDatabase);
    }

    /// <summary>Notes that this silo does not reach the database, so that it does not choose itself.</summary>
    public void NoteAway()
    {
        _fit = [.. _fit.Where(silo => silo != Self)];
        placement.Set(_fit.ToHashSet());
    }

    /// <summary>
    /// Asks a shard for a sign of life, unless it was asked and has not answered yet. A shard that runs nowhere is started.
    /// </summary>
    public void Ping(int shard)
    {
        if (!_isClosed && Interlocked.Exchange(ref _shards[shard].IsAsked, 1) == 0)
        {
            _ = PingAsync(shard);
        }
    }

    /// <summary>Asks no more, because this silo stops.</summary>
    public void Close() => _isClosed = true;

    /// <summary>Begins to move a shard.</summary>
    public void Move(int shard, string to)
    {
        _shards[shard].Move = new(to, engines.Time.GetTimestamp());
        _ = MoveAsync(shard, to);
    }

    /// <summary>The shards whose place is known.</summary>
    /// <param name="interval">How long a shard that was moved stays where it is.</param>
    public IEnumerable<PlacedShard> Placed(TimeSpan interval)
    {
        for (var shard = 0; shard < _shards.Length; shard++)
        {
            var known = _shards[shard];
            if (known.Report is { } report)
            {
                var isMoving = IsMoving(known);
                var isFresh = known.Move is { } move && engines.Time.GetElapsedTime(move.At) < interval;
                yield return new PlacedShard(
                    shard, isMoving ? known.Move!.To : report.Silo, report.State == ShardState.Running && !isMoving && !isFresh);
            }
        }
    }

    /// <summary>Waits for a change of the membership, or until the time is over.</summary>
    public async Task ChangeAsync(MembershipVersion seen, TimeSpan patience, TimeProvider time, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var timer = time.CreateTimer(_ => over.Cancel(), null, patience, Timeout.InfiniteTimeSpan);
        await foreach (var snapshot in membership.MembershipUpdates.WithCancellation(over.Token))
        {
            if (snapshot.Version > seen)
            {
                return;
            }
        }
    }

    /// <summary>
    /// Whether a shard was sent to another silo, and has not answered there yet. A move that fails is over after a while.
    /// </summary>
    private bool IsMoving(Known shard) =>
        shard.Move is { } move && shard.Report?.Silo != move.To && engines.Time.GetElapsedTime(move.At) < MoveTime;

    private async Task PingAsync(int shard)
    {
        var known = _shards[shard];
        for (var tries = 0; tries < Retries && !_isClosed; tries++)
        {
            try
            {
                var report = await grains.GetGrain<IShardGrain>(shard).PingAsync();
                known.Report = report;
                engines.MemoryOf(shard).Note(report.Last);
                break;
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                known.Report = null; // its silo has died, or the shard is on its way: it is started by a later try
            }

            await Task.Delay(RetryPause, engines.Time);
        }

        Interlocked.Exchange(ref known.IsAsked, 0);
    }

    private async Task MoveAsync(int shard, string to)
    {
        await PoolWork.IgnoreAsync(grains.GetGrain<IShardGrain>(shard).MoveAsync(to));
        await PoolWork.IgnoreAsync(Task.Delay(RetryPause, engines.Time));
        Ping(shard);
    }

    private sealed class Known
    {
        public int IsAsked;
        private volatile ReportBox? _report;

        public ShardReport? Report
        {
            get => _report?.Report;
            set => _report = value is { } report ? new ReportBox(report) : null;
        }

        /// <summary>The last move that this silo has begun.</summary>
        public LastMove? Move { get; set; }

        private sealed record ReportBox(ShardReport Report);
    }

    private sealed record LastMove(string To, long At);
}
