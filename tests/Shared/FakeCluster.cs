using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace Campaigns.Tests;

/// <summary>A cluster that stands still: one silo runs, one has died, and one of three shards has no owner.</summary>
internal sealed class FakeCluster : IClusterStatus
{
    private const string North = "10.0.0.1:11111@1";
    private static readonly DateTimeOffset Started = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);

    /// <summary>Lets the one engine of a host look like the shard 2 of this cluster.</summary>
    public static void AddTo(IServiceCollection services)
    {
        var client = services.Last(each => each.ServiceType == typeof(ICampaignClient)).ImplementationFactory!;
        services.AddSingleton(provider => OwnedClient.Of((ICampaignClient)client(provider)));
        services.AddSingleton<IClusterStatus, FakeCluster>();
    }

    public Task<IReadOnlyList<ClusterSilo>> ListSilosAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<ClusterSilo>>(
        [
            new()
            {
                Name = "north", Address = North, State = ClusterSiloState.Active, StartedAt = Started, Silent = TimeSpan.FromSeconds(1),
            },
            new() { Name = "south", Address = "10.0.0.2:11111@2", State = ClusterSiloState.Dead, StartedAt = Started },
        ]);

    public Task<IReadOnlyList<ShardStatus>> ListShardsAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<ShardStatus>>([ShardOf(0, 3), new() { Shard = 1, State = ShardState.Away }, ShardOf(2, 4)]);

    private static ShardStatus ShardOf(int shard, int epoch) => new()
    {
        Shard = shard,
        State = ShardState.Running,
        Silo = North,
        SiloName = "north",
        Since = Started,
        Moves = 5,
        Epoch = epoch,
        Owner = "process 7 on north",
        LeaseLeft = TimeSpan.FromSeconds(3.5),
    };

    /// <summary>The client of an engine, whose explanations name an owner as those of a cluster do.</summary>
    private class OwnedClient : DispatchProxy
    {
        private ICampaignClient _client = null!;

        public static ICampaignClient Of(ICampaignClient client)
        {
            var owned = Create<ICampaignClient, OwnedClient>();
            ((OwnedClient)(object)owned)._client = client;
            return owned;
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            var answer = targetMethod!.Invoke(_client, BindingFlags.DoNotWrapExceptions, null, args, null);
            return answer is Task<Explanation> explanation ? NameOwnerAsync(explanation) : answer;
        }

        private static async Task<Explanation> NameOwnerAsync(Task<Explanation> explanation) =>
            await explanation with { Owner = new ShardOwner(2, "north") };
    }
}
