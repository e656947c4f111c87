using System.Text.Json.Serialization;
using Campaigns.AspNetCore.Access;
using Campaigns.AspNetCore.Problems;
using Campaigns.AspNetCore.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Campaigns.AspNetCore.Cluster;

/// <summary>The silos and shards of a cluster.</summary>
internal static class ClusterEndpoints
{
    public static void Map(IEndpointRouteBuilder api) => api.MapArea("", "Installation")
        .MapGet("/cluster", (Delegate)GetAsync).Require(ApiRole.Read, allTenants: true)
        .WithName("GetCluster").WithSummary("Tells the silos and shards of a cluster. A host with one engine answers 404.")
        .Produces<ClusterBody>().ProducesProblems(404);

    private static async Task<IResult> GetAsync(HttpContext context)
    {
        if (context.RequestServices.GetService<IClusterStatus>() is not { } cluster)
        {
            return ApiProblems.NotFound("This host runs one engine, which is no cluster.");
        }

        var body = new ClusterBody
        {
            Silos = [.. (await cluster.ListSilosAsync(context.RequestAborted)).Select(SiloBody.Of)],
            Shards = [.. (await cluster.ListShardsAsync(context.RequestAborted)).Select(ShardBody.Of)],
        };
        return TypedResults.Json(body, ApiJson.TypeOf<ClusterBody>());
    }
}

[JsonSerializable(typeof(ClusterBody))]
internal sealed partial class ClusterJson : JsonSerializerContext;
