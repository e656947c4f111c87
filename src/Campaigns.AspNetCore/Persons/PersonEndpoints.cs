using System.Text.Json.Serialization;
using Campaigns.AspNetCore.Access;
using Campaigns.AspNetCore.Idempotency;
using Campaigns.AspNetCore.Problems;
using Campaigns.AspNetCore.Requests;
using Campaigns.AspNetCore.Suppressions;
using Campaigns.AspNetCore.Tenants;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Campaigns.AspNetCore.Persons;

/// <summary>Persons: what a tenant has about them, and their erasure.</summary>
internal static class PersonEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var persons = api.MapArea("/tenants/{tenant}/persons", "Persons");
        persons.MapPost("/find", FindAsync).Require(ApiRole.Read).IsSafeToRepeat().Accepts<PersonBody>("application/json")
            .WithName("FindPerson").WithSummary("Finds a person's contacts in the tenant's campaigns, in pages of campaigns, and "
                + "entries of the do-not-contact list.")
            .Produces<PersonFindingsBody>().ProducesProblems(400, 404, 422);
        persons.MapPost("/erase", EraseAsync).Require(ApiRole.Admin).IsSafeToRepeat().Accepts<PersonBody>("application/json")
            .WithName("ErasePerson").WithSummary("Erases a person: only a keyed hash is left, so that the person is never contacted again.")
            .Produces<ErasureBody>().ProducesProblems(400, 404, 422);
    }

    private static async Task<IResult> FindAsync(string tenant, HttpContext context, ICampaignClient client, ICampaignOperations operations)
    {
        tenant = OwnTenant.Of(context, tenant);
        var body = await RequestBody.ReadAsync<PersonBody>(context);
        var person = body.ToPerson(tenant);
        var suppressions = await NamedPerson.AskAsync(() => operations.FindSuppressionsAsync(person, context.RequestAborted));
        var search = new PersonSearch(client, person, context.RequestAborted);
        var (contacts, next) = await search.FindAsync(body.After);
        var entries = suppressions.Select(SuppressionBody.Of);
        var findings = new PersonFindingsBody { Suppressions = [.. entries], Contacts = contacts, Next = next };
        return TypedResults.Json(findings, ApiJson.TypeOf<PersonFindingsBody>());
    }

    private static async Task<IResult> EraseAsync(string tenant, HttpContext context, PersonErasure erasure)
    {
        tenant = OwnTenant.Of(context, tenant);
        var body = await RequestBody.ReadAsync<PersonBody>(context);
        if (body.After is not null)
        {
            throw RequestBody.Fault("/after", "An erasure has no pages. Leave the member out.");
        }

        var person = body.ToPerson(tenant);
        var receipt = await NamedPerson.AskAsync(() => erasure.EraseAsync(person, context.RequestAborted));
        return TypedResults.Json(ErasureBody.Of(receipt), ApiJson.TypeOf<ErasureBody>());
    }
}

/// <summary>What a tenant has about a person.</summary>
internal sealed class PersonFindingsBody
{
    /// <summary>The entries of the do-not-contact list that hold for the person.</summary>
    public required IReadOnlyList<SuppressionBody> Suppressions { get; set; }

    /// <summary>The person's contacts in the campaigns of this page.</summary>
    public required IReadOnlyList<PersonContactBody> Contacts { get; set; }

    /// <summary>The value of <c>after</c> for the next campaigns; absent if all were searched.</summary>
    public string? Next { get; set; }
}

/// <summary>A contact of a person.</summary>
internal sealed class PersonContactBody
{
    /// <summary>The campaign.</summary>
    public required string Campaign { get; set; }

    /// <summary>The key of the contact.</summary>
    public required string Key { get; set; }

    /// <summary>The state of the contact's job.</summary>
    [JsonConverter(typeof(SnakeCase<JobState>))]
    public required JobState State { get; set; }
}

/// <summary>What an erasure has done.</summary>
internal sealed class ErasureBody
{
    /// <summary>The number of contacts that were overwritten.</summary>
    public required int Contacts { get; set; }

    /// <summary>The number of their attempts.</summary>
    public required int Attempts { get; set; }

    /// <summary>The number of entries of the event log that were overwritten.</summary>
    public required int Events { get; set; }

    /// <summary>The number of entries of the change feed that were overwritten.</summary>
    public required int Changes { get; set; }

    /// <summary>The number of contacts with a live call, which are overwritten when their calls have ended.</summary>
    public required int Live { get; set; }

    internal static ErasureBody Of(ErasureReceipt receipt) => new()
    {
        Contacts = receipt.Contacts, Attempts = receipt.Attempts, Events = receipt.Events, Changes = receipt.Changes, Live = receipt.Live,
    };
}

[JsonSerializable(typeof(PersonFindingsBody))]
[JsonSerializable(typeof(ErasureBody))]
internal sealed partial class PersonJson : JsonSerializerContext;
