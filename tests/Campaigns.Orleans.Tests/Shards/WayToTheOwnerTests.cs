using System.Net.Sockets;
using System.Reflection;
using Campaigns.Orleans.Client;
using Campaigns.Orleans.Shards;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Orleans;
using Orleans.Runtime;
using Orleans.Serialization;

namespace Campaigns.Orleans.Tests.Shards;

/// <summary>What callers learn when a request does not reach the owner of its shard.</summary>
public sealed class WayToTheOwnerTests
{
    public static TheoryData<Exception> ErrorsOfTheWay =>
    [
        new NpgsqlException("the directory cannot read the members"),
        new CodecNotFoundException("the directory of an older silo cannot tell that"),
        new SiloUnavailableException(), new TimeoutException(), new ObjectDisposedException("silo"),
    ];

    [Theory]
    [MemberData(nameof(ErrorsOfTheWay))]
    public async Task Error_of_the_way_means_that_the_shard_is_away_and_the_effect_unknown(Exception error)
    {
        var calls = new GrainShardCalls(Grains.Of(error), null!);

        var away = await Assert.ThrowsAsync<ShardAwayException>(() => calls.CallAsync(3, "Pause", [], CancellationToken.None).AsTask());

        Assert.True(away.IsUnknown);
        Assert.Same(error, away.InnerException);
    }

    [Fact]
    public void Error_of_the_database_is_told_to_other_processes_as_it_is()
    {
        using var host = Host.CreateApplicationBuilder().UseOrleansClient(client => client.AddCampaignsClient(
            options => options.ConnectionString = "Host=localhost;Database=campaigns")).Build();
        var serializer = host.Services.GetRequiredService<Serializer>();

        var lost = Assert.IsType<NpgsqlException>(Travel(new NpgsqlException("Exception while reading", new SocketException(104))));
        var refused = Assert.IsType<PostgresException>(
            Travel(new PostgresException("the database system is starting up", "FATAL", "FATAL", "57P03")));

        Assert.Equal("Exception while reading", lost.Message);
        Assert.NotNull(lost.InnerException);
        Assert.Contains("the database system is starting up", refused.ToString());

        Exception? Travel(Exception error) => serializer.Deserialize<Exception>(serializer.SerializeToArray(error));
    }

    /// <summary>A factory of grains, each of whose members fails.</summary>
    public class Grains : DispatchProxy
    {
        private Exception _error = null!;

        public static IGrainFactory Of(Exception error)
        {
            var factory = Create<IGrainFactory, Grains>();
            ((Grains)(object)factory)._error = error;
            return factory;
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            if (targetMethod!.Name != nameof(IGrainFactory.GetGrain))
            {
                throw _error;
            }

            var grain = Create<IShardGrain, Grains>();
            ((Grains)(object)grain)._error = _error;
            return grain;
        }
    }
}
