using Orleans;
using Orleans.Runtime;

namespace Campaigns.Orleans.Shards;

/// <summary>
/// Keeps all shards running, on each silo: Orleans starts a grain only when somebody calls it, so without a keeper the shards of a dead
/// silo would never come back. Each shard is asked once per interval by one silo, and by another one next time; after a change of the
/// membership, by all at once.
/// </summary>
internal sealed class ShardKeeper(
    ShardEngines engines, ClusterTables tables, LocalShards local, ShardPlaces places, ShardTelemetry telemetry)
{
    private static readonly TimeSpan HandOverTime = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan HandOverPoll = TimeSpan.FromMilliseconds(10);
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;
    private MembershipVersion _seen;
    private long _round;
    private volatile bool _isWorking;

    /// <summary>Whether the last sign of life has reached the database.</summary>
    public bool IsWorking => _isWorking && !_stop.IsCancellationRequested;

    private CampaignsClusterOptions Options => engines.Options;

    public void Start() => _running = PoolWork.StartAsync(RunAsync);

    /// <summary>Ends the keeper, and moves the shards of this silo to others.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        await PoolWork.IgnoreAsync(_running);
        places.Close();
        await PoolWork.IgnoreAsync(tables.LeaveAsync(places.Self, cancellationToken));
        await HandOverAsync(cancellationToken);
    }

    /// <summary>
    /// Waits until no shard is here. Shards may still arrive, from a silo that stops at the same time and has not learned that this one
    /// stops, too. If no other silo is left, Orleans ends the grains.
    /// </summary>
    private async Task HandOverAsync(CancellationToken cancellationToken)
    {
        var since = engines.Time.GetTimestamp();
        var handed = new HashSet<LocalShard>();
        while (!local.IsEmpty && !cancellationToken.IsCancellationRequested)
        {
            var arrived = local.All.Where(handed.Add).ToList();
            if (arrived.Count > 0 && !await HandOverAsync(arrived, cancellationToken))
            {
                return;
            }

            if (engines.Time.GetElapsedTime(since) > HandOverTime)
            {
                ShardLog.HandOverFailed(telemetry.Log, HandOverTime);
                return;
            }

            await Task.Delay(HandOverPoll, engines.Time, CancellationToken.None);
        }
    }

    /// <summary>Moves shards to other silos.</summary>
    /// <returns>False if there are none.</returns>
    private async Task<bool> HandOverAsync(List<LocalShard> shards, CancellationToken cancellationToken)
    {
        var others = await FindOthersAsync(cancellationToken);
        foreach (var shard in shards)
        {
            if (others.Count > 0)
            {
                places.Move(shard.Shard, others[shard.Shard % others.Count]);
            }
            else
            {
                shard.BeginLeaving(); // no request keeps the grain busy any more
            }
        }

        return others.Count > 0;
    }

    /// <summary>The silos that take shards now: one that began to stop a moment ago does not, and has said so in the database.</summary>
    private async Task<List<string>> FindOthersAsync(CancellationToken cancellationToken)
    {
        try
        {
            places.Note(places.Membership, await tables.ReadOthersAsync(places.Self, Options.KeepInterval, cancellationToken));
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // what the last round has read must do
        }

        return [.. places.Fit.Where(silo => silo != places.Self)];
    }

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await RoundAsync();
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                if (!_stop.IsCancellationRequested)
                {
                    ShardLog.KeeperFailed(telemetry.Log, error.GetType().Name);
                }
            }

            await PoolWork.IgnoreAsync(places.ChangeAsync(_seen, Options.KeepInterval, engines.Time, _stop.Token));
        }
    }

    private async Task RoundAsync()
    {
        var membership = places.Membership;
        if (await BeatAsync() is not { } beat)
        {
            return; // whoever cannot reach the database does not place shards
        }

        places.Note(membership, beat.Silos);
        foreach (var shard in beat.Waiting)
        {
            local.Find(shard)?.NoteReports();
        }

        var isChanged = membership.Version != _seen;
        (_seen, _round) = (membership.Version, _round + 1);
        var fit = places.Fit;
        var index = Math.Max(0, fit.IndexOf(places.Self));
        for (var shard = 0; shard < Options.Shards; shard++)
        {
            if (isChanged || index == 0 || (shard + index + _round) % Math.Max(1, fit.Count) == 0)
            {
                places.Ping(shard);
            }
        }

        if (index == 0 && Options.Balances && !isChanged)
        {
            Balance(fit);
        }
    }

    /// <summary>Gives a sign of life in the database.</summary>
    private async Task<ClusterBeat?> BeatAsync()
    {
        try
        {
            var beat = await tables.BeatAsync(places.Self, Options.KeepInterval, _stop.Token);
            if (engines.IsDatabaseAway)
            {
                ShardLog.DatabaseBack(telemetry.Log);
            }

            engines.IsDatabaseAway = false;
            _isWorking = true;
            return beat;
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            if (!engines.IsDatabaseAway && !_stop.IsCancellationRequested)
            {
                ShardLog.DatabaseAway(telemetry.Log, error.GetType().Name);
            }

            engines.IsDatabaseAway = true;
            places.NoteAway();
            _isWorking = false;
            return null;
        }
    }

    /// <summary>
    /// The first silo moves shards to silos that have fewer than their share. If two silos think they are the first, both plans help.
    /// </summary>
    private void Balance(IReadOnlyList<string> fit)
    {
        var limit = ShardBalance.MostMoves(Options.Shards) - places.Moving;
        foreach (var move in ShardBalance.Plan(fit, places.Placed(Options.MoveInterval), limit))
        {
            ShardLog.Balances(telemetry.Log, move.Shard, move.From, move.To);
            places.Move(move.Shard, move.To);
        }
    }
}
