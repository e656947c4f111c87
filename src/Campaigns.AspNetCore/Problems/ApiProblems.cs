using Campaigns.AspNetCore.Access;
using Campaigns.AspNetCore.Requests;
using Microsoft.AspNetCore.Http;

namespace Campaigns.AspNetCore.Problems;

/// <summary>One fault of a request.</summary>
internal sealed class ApiFault
{
    /// <summary>Where: a JSON pointer into the body, such as <c>/contacts/3/phone</c>, or the name of a parameter or header.</summary>
    public required string At { get; set; }

    /// <summary>What is wrong, with up to 200 characters of the value, and what to do.</summary>
    public required string Detail { get; set; }
}

/// <summary>A problem as RFC 9457 defines it.</summary>
internal sealed class ApiProblem
{
    /// <summary>The kind of problem: a relative URI such as <c>/problems/not-found</c> that a program can compare.</summary>
    public required string Type { get; set; }

    /// <summary>The kind of problem in words.</summary>
    public required string Title { get; set; }

    /// <summary>The HTTP status.</summary>
    public required int Status { get; set; }

    /// <summary>What happened and what to do.</summary>
    public string? Detail { get; set; }

    /// <summary>Every fault of the request; null if the request itself is well formed.</summary>
    public IReadOnlyList<ApiFault>? Faults { get; set; }
}

/// <summary>Makes the answers of refused requests.</summary>
internal static class ApiProblems
{
    private const string MediaType = "application/problem+json";

    public static IResult Unauthorized(string detail) => Make(401, "unauthorized", "No known caller", detail);

    public static IResult Forbidden(AccessRule rule) => Make(
        403, "forbidden", "Not allowed",
        rule.AllTenants
            ? $"This needs a key with the role {Name(rule.Role)} that is not bound to a tenant."
            : $"This needs a key with the role {Name(rule.Role)}.");

    public static IResult NotFound(string detail) => Make(404, "not-found", "Not found", detail);

    public static IResult Conflict(string detail) => Make(409, "conflict", "Conflict", detail);

    public static IResult StoreUnavailable() =>
        Make(503, "unavailable", "The store is not available", "Nothing was executed. Send the request again later.");

    public static IResult Invalid(IReadOnlyList<ApiFault> faults) =>
        Make(400, "invalid", "Invalid request", "The request has faults. Correct all of them, and send it again.", faults);

    /// <summary>Maps a refusal of the engine.</summary>
    public static IResult Of(CampaignException error) => error.Error switch
    {
        CampaignError.Invalid => Make(422, "refused", "Invalid values", error.Message, FaultsOf(error)),
        CampaignError.NotFound => NotFound(error.Message),
        CampaignError.IllegalTransition => Make(409, "illegal-transition", "The state does not allow it", error.Message),
        CampaignError.Conflict => Conflict(error.Message),
        CampaignError.StoreFailed => Make(503, "unknown-outcome", "The store failed", error.Message),
        _ => Make(503, "unavailable", "The engine is not available", error.Message),
    };

    public static IResult Make(int status, string type, string title, string? detail, IReadOnlyList<ApiFault>? faults = null) =>
        TypedResults.Json(
            new ApiProblem { Type = "/problems/" + type, Title = title, Status = status, Detail = detail, Faults = faults },
            ApiJson.TypeOf<ApiProblem>(), MediaType, status);

    /// <summary>The problems of refused values, each at its member. The engine names members as C# does.</summary>
    private static IReadOnlyList<ApiFault>? FaultsOf(CampaignException error) => error.Problems.Count == 0
        ? null
        : [.. error.Problems.Select(problem => new ApiFault { At = JsonPointer.OfField(problem.Split(" is ", 2)[0]), Detail = problem })];

    private static string Name(ApiRole role) => role.ToString().ToLowerInvariant();
}
