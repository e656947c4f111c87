using Orleans;
using Orleans.Concurrency;
using Orleans.Placement;
using Orleans.Runtime;
using Orleans.Runtime.Placement;

namespace Campaigns.Orleans.Shards;

/// <summary>
/// Places a shard on a silo. Orleans activates it, and no idle time ends it. Whatever it does takes place in <see cref="LocalShard"/>, so a
/// request never waits for another one.
/// </summary>
[GrainType("campaigns.shard")]
[KeepAlive]
[Immovable]
[Reentrant]
[ShardPlacement]
internal sealed class ShardGrain(LocalShards shards, ILocalSiloDetails silo, FitSilos fit, ShardTelemetry telemetry)
    : Grain, IShardGrain, IGrainMigrationParticipant
{
    private const string MovesKey = "campaigns.moves";
    private const string LastKey = "campaigns.last";
    private LocalShard? _shard;
    private int _moves;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var context = GrainContext; // the shard may end on another thread
        _shard = shards.Add((int)this.GetPrimaryKeyLong());
        _shard.Start(reason => End(context, reason));
        return Task.CompletedTask;
    }

    /// <summary>
    /// Ends the grain. If this silo does not reach the database, moves it: the other silo changes the directory then, which this one may
    /// not be able to do without the table of the members.
    /// </summary>
    private void End(IGrainContext context, string reason)
    {
        var elsewhere = shards.IsDatabaseAway ? fit.Choose((int)context.GrainId.GetIntegerKey()) : null;
        if (elsewhere is null)
        {
            context.Deactivate(new DeactivationReason(DeactivationReasonCode.ApplicationRequested, reason));
            return;
        }

        context.Migrate(new Dictionary<string, object>
        {
            [IPlacementDirector.PlacementHintKey] = SiloAddress.FromParsableString(elsewhere),
        });
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (_shard is { } shard)
        {
            await PoolWork.IgnoreAsync(shard.LeaveAsync().WaitAsync(cancellationToken));
            shards.Remove(shard);
            ShardLog.Left(telemetry.Log, shard.Shard, reason.Description);
        }
    }

    public Task<byte[]> CallAsync(string member, byte[] arguments, CancellationToken cancellationToken) =>
        _shard!.CallAsync(member, arguments, cancellationToken);

    public Task<ShardReport> PingAsync() =>
        Task.FromResult(_shard!.Report with { Silo = silo.SiloAddress.ToParsableString(), Name = silo.Name, Moves = _moves });

    public Task MoveAsync(string silo)
    {
        RequestContext.Set(IPlacementDirector.PlacementHintKey, SiloAddress.FromParsableString(silo));
        this.MigrateOnIdle();
        _shard!.BeginLeaving(); // so that the grain is idle at once
        return Task.CompletedTask;
    }

    public void OnDehydrate(IDehydrationContext dehydrationContext)
    {
        dehydrationContext.TryAddValue(MovesKey, _moves + 1);
        dehydrationContext.TryAddValue(LastKey, _shard!.Memory.Last);
    }

    public void OnRehydrate(IRehydrationContext rehydrationContext)
    {
        rehydrationContext.TryGetValue(MovesKey, out _moves);
        if (rehydrationContext.TryGetValue(LastKey, out (long, long) last))
        {
            shards.Note((int)this.GetPrimaryKeyLong(), last);
        }
    }
}
