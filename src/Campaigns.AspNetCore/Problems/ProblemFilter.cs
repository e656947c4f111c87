using Microsoft.AspNetCore.Http;

namespace Campaigns.AspNetCore.Problems;

/// <summary>Thrown when a request has faults. The answer lists all of them.</summary>
internal sealed class InvalidRequestException(IReadOnlyList<ApiFault> faults) : Exception("The request has faults.")
{
    public IReadOnlyList<ApiFault> Faults { get; } = faults;
}

/// <summary>Answers refused requests with problems (RFC 9457). Other exceptions are faults of the host and pass.</summary>
internal sealed class ProblemFilter : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (InvalidRequestException error)
        {
            return ApiProblems.Invalid(error.Faults);
        }
        catch (CampaignException error)
        {
            return ApiProblems.Of(error);
        }
        catch (BadHttpRequestException error)
        {
            return ApiProblems.Make(error.StatusCode, "bad-request", "Bad request", error.Message);
        }
    }
}
