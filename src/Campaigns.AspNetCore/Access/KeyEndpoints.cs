using Campaigns.AspNetCore.Idempotency;
using Campaigns.AspNetCore.Problems;
using Campaigns.AspNetCore.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Campaigns.AspNetCore.Access;

/// <summary>API keys: create, list, read, revoke. A caller with a tenant sees and creates keys of that tenant only.</summary>
internal static class KeyEndpoints
{
    private const string Problem = "application/problem+json";
    private const int LongestName = 100;
    private const int LongestTenant = 200;

    public static void Map(IEndpointRouteBuilder api)
    {
        var keys = api.MapArea("/keys", "Access");
        keys.MapPost("", CreateAsync).Require(ApiRole.Admin).Accepts<NewKeyBody>("application/json")
            .OutcomeIsFoundBy("Look for a new key of this name with GET /keys, and revoke it, because nobody has seen it.")
            .WithName("CreateKey").WithSummary("Creates an API key, and shows it once.")
            .Produces<KeyBody>(201).Produces<ApiProblem>(400, Problem).Produces<ApiProblem>(403, Problem);
        keys.MapGet("", ListAsync).Require(ApiRole.Admin)
            .WithName("ListKeys").WithSummary("Lists API keys, revoked ones too, by id.").Produces<KeyListBody>();
        keys.MapGet("/{id}", GetAsync).Require(ApiRole.Admin)
            .WithName("GetKey").WithSummary("Reads an API key, without its secret.")
            .Produces<KeyBody>().Produces<ApiProblem>(404, Problem);
        keys.MapPost("/{id}/revoke", RevokeAsync).Require(ApiRole.Admin).IsSafeToRepeat()
            .WithName("RevokeKey")
            .WithSummary("Revokes an API key. It is refused at once, by other processes within the age of their cache.")
            .Produces<KeyBody>().Produces<ApiProblem>(404, Problem);
    }

    private static async Task<IResult> CreateAsync(HttpContext context, ApiKeys keys, TimeProvider time)
    {
        var caller = AccessFilter.CallerOf(context);
        var wanted = await RequestBody.ReadAsync<NewKeyBody>(context);
        Check(wanted, time.GetUtcNow());
        if (caller.Tenant is not null && wanted.Tenant is not null && wanted.Tenant != caller.Tenant)
        {
            return ApiProblems.Make(403, "forbidden", "Not allowed", "This key creates keys of its own tenant only. Leave out the tenant.");
        }

        var (stored, text) = await keys.CreateAsync(wanted, wanted.Tenant ?? caller.Tenant, caller.Name, context.RequestAborted);
        context.Response.Headers.Location = $"{context.Request.PathBase}{context.Request.Path.Value?.TrimEnd('/')}/{stored.Id}";
        IdempotencyFilter.StoreInstead(context, Answer(stored, time, 201)); // the key itself is stored nowhere
        return Answer(stored, time, 201, text);
    }

    private static async Task<IResult> ListAsync(string? after, string? limit, HttpContext context, ApiKeys keys, TimeProvider time)
    {
        var page = QueryValues.OnlyPage(after, limit);
        var found = await keys.ListAsync(AccessFilter.CallerOf(context).Tenant, page.After, page.Limit, context.RequestAborted);
        var list = new KeyListBody
        {
            Items = [.. found.Select(stored => KeyBody.Of(stored, time.GetUtcNow()))],
            Next = found.Count == page.Limit ? found[^1].Id : null,
        };
        return TypedResults.Json(list, ApiJson.TypeOf<KeyListBody>());
    }

    private static async Task<IResult> GetAsync(string id, HttpContext context, ApiKeys keys, TimeProvider time) =>
        Answer(await FindOwnAsync(id, context, keys), time);

    private static async Task<IResult> RevokeAsync(string id, HttpContext context, ApiKeys keys, TimeProvider time) =>
        Answer(await keys.RevokeAsync(await FindOwnAsync(id, context, keys), context.RequestAborted), time);

    private static async Task<StoredKey> FindOwnAsync(string id, HttpContext context, ApiKeys keys)
    {
        var found = id.Length <= 200 ? await keys.FindAsync(id, context.RequestAborted) : null;
        return found is not null && (AccessFilter.CallerOf(context).Tenant is not { } tenant || tenant == found.Tenant)
            ? found
            : throw new CampaignException(CampaignError.NotFound, $"There is no key {Shown.Cut(id)}.");
    }

    private static IResult Answer(StoredKey stored, TimeProvider time, int status = 200, string? text = null) =>
        TypedResults.Json(KeyBody.Of(stored, time.GetUtcNow(), text), ApiJson.TypeOf<KeyBody>(), statusCode: status);

    private static void Check(NewKeyBody wanted, DateTimeOffset now)
    {
        var faults = new List<ApiFault>();
        if (!IsName(wanted.Name, LongestName))
        {
            Add("/name", $"Give 1 to {LongestName} characters without control characters.");
        }

        if (wanted.Tenant is { } tenant && !IsName(tenant, LongestTenant))
        {
            Add("/tenant", $"Give 1 to {LongestTenant} characters without control characters, or null.");
        }

        if (wanted.ExpiresAt <= now)
        {
            Add("/expiresAt", $"The value is {wanted.ExpiresAt:O}. Give an instant in the future, or null for never.");
        }

        if (faults.Count > 0)
        {
            throw new InvalidRequestException(faults);
        }

        void Add(string at, string detail) => faults.Add(new ApiFault { At = at, Detail = detail });
    }

    private static bool IsName(string text, int longest) =>
        !string.IsNullOrWhiteSpace(text) && text.Length <= longest && !text.Any(char.IsControl);
}
