using Orleans;
using Orleans.Placement;
using Orleans.Runtime;
using Orleans.Runtime.Placement;

namespace Campaigns.Orleans.Shards;

/// <summary>Shards go to silos that reach the database, evenly.</summary>
[GenerateSerializer]
[Alias("campaigns.ShardPlacement")]
internal sealed class ShardPlacement : PlacementStrategy;

[AttributeUsage(AttributeTargets.Class)]
internal sealed class ShardPlacementAttribute() : PlacementAttribute(new ShardPlacement());

/// <summary>
/// Chooses the silo of a shard: the one that a move names, or by the number of the shard, so that shards are spread evenly when the cluster
/// starts and when a silo is lost. Silos that cannot reach the database are left out, if there are others.
/// </summary>
internal sealed class ShardPlacementDirector(FitSilos fit) : IPlacementDirector
{
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        var all = context.GetCompatibleSilos(target);
        if (IPlacementDirector.GetPlacementHint(target.RequestContextData, all) is { } hint)
        {
            return Task.FromResult(hint);
        }

        var silos = all.Where(fit.Has).Order().ToList();
        silos = silos.Count > 0 ? silos : [.. all.Order()];
        return Task.FromResult(silos[(int)(target.GrainIdentity.GetIntegerKey() % silos.Count)]);
    }
}

/// <summary>The silos that have reached the database lately, as this silo has read there.</summary>
internal sealed class FitSilos
{
    private volatile IReadOnlySet<string> _silos = new HashSet<string>();

    public bool Has(SiloAddress silo) => _silos.Contains(silo.ToParsableString());

    /// <summary>A silo for a shard; null if none is known.</summary>
    public string? Choose(int shard)
    {
        var silos = _silos.Order(StringComparer.Ordinal).ToList();
        return silos.Count == 0 ? null : silos[shard % silos.Count];
    }

    public void Set(IReadOnlySet<string> silos) => _silos = silos;
}
