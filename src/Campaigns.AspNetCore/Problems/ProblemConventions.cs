using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Campaigns.AspNetCore.Problems;

/// <summary>Describes the refusals of endpoints.</summary>
internal static class ProblemConventions
{
    private const string MediaType = "application/problem+json";

    /// <summary>Describes the statuses with which an endpoint answers refused requests, besides those that every endpoint has.</summary>
    public static RouteHandlerBuilder ProducesProblems(this RouteHandlerBuilder endpoint, params ReadOnlySpan<int> statuses)
    {
        foreach (var status in statuses)
        {
            endpoint.Produces<ApiProblem>(status, MediaType);
        }

        return endpoint;
    }

    /// <summary>Describes the refusals that every endpoint has: no caller, not allowed, not available.</summary>
    public static void ProducesProblemsOfAll(this RouteGroupBuilder api)
    {
        foreach (var status in (int[])[401, 403, 503])
        {
            api.WithMetadata(new ProducesResponseTypeMetadata(status, typeof(ApiProblem), [MediaType]));
        }
    }
}
