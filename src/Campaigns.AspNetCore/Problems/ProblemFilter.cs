using Microsoft.AspNetCore.Http;

namespace Campaigns.AspNetCore.Problems;

/// <summary>Thrown when a request has faults. The answer lists all of them.</summary>
internal sealed class InvalidRequestException(IReadOnlyList<ApiFault> faults) : Exception("The request has faults.")
{
    public IReadOnlyList<ApiFault> Faults { get; } = faults;
}

/// <summary>Thrown when a request is refused with a status of its own.</summary>
internal sealed class RefusedRequestException(int status, string type, string title, string detail) : Exception(detail)
{
    public int Status { get; } = status;

    /// <summary>The last part of the problem's type.</summary>
    public string Type { get; } = type;

    public string Title { get; } = title;
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
        catch (RefusedRequestException error)
        {
            return ApiProblems.Make(error.Status, error.Type, error.Title, error.Message);
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
