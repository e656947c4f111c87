using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Campaigns.AspNetCore.Problems;

/// <summary>Describes the refusals of endpoints.</summary>
internal static class ProblemConventions
{
    private static readonly int[] OfAll = [401, 403, 503];

    /// <summary>Describes the statuses with which an endpoint answers refused requests, besides those that every endpoint has.</summary>
    public static RouteHandlerBuilder ProducesProblems(this RouteHandlerBuilder endpoint, params ReadOnlySpan<int> statuses)
    {
        foreach (var status in (int[])[.. statuses, .. OfAll])
        {
            endpoint.Produces<ApiProblem>(status, "application/problem+json");
        }

        return endpoint;
    }
}
