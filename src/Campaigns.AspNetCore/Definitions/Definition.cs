using System.Text.Json;
using System.Text.Json.Nodes;
using Campaigns.AspNetCore.Access;
using Campaigns.AspNetCore.Problems;
using Campaigns.AspNetCore.Requests;
using Microsoft.AspNetCore.Http;

namespace Campaigns.AspNetCore.Definitions;

/// <summary>Reads and writes definitions and protocols.</summary>
internal static class Definition
{
    /// <summary>Reads a definition. A caller with a tenant need not name it.</summary>
    /// <exception cref="InvalidRequestException">The JSON has faults: all of them are listed.</exception>
    /// <exception cref="CampaignException">The values have problems: all of them are listed.</exception>
    public static async Task<CampaignDefinition> ReadAsync(HttpContext context)
    {
        using var body = await RequestBody.ReadJsonAsync(context);
        RequestBody.Bind<DefinitionBody>(body.RootElement);
        var json = JsonObject.Create(body.RootElement)!;
        if (AccessFilter.CallerOf(context).Tenant is { } own)
        {
            json["tenant"] ??= own;
        }

        var definition = CampaignJson.Read(json.ToJsonString());
        return AccessFilter.CallerOf(context).Tenant is not { } only || definition.Tenant == only
            ? definition
            : throw RequestBody.Fault("/tenant", $"Your key belongs to another tenant. Leave the member out, or give \"{only}\".");
    }

    /// <summary>Reads a protocol: the steps and exit rules of a definition.</summary>
    /// <exception cref="InvalidRequestException">The JSON has faults: all of them are listed.</exception>
    /// <exception cref="CampaignException">The values have problems: all of them are listed.</exception>
    public static async Task<ContactProtocol> ReadProtocolAsync(HttpContext context)
    {
        using var body = await RequestBody.ReadJsonAsync(context);
        RequestBody.Bind<ProtocolBody>(body.RootElement);
        var json = JsonObject.Create(body.RootElement)!;
        json["version"] = CampaignJson.Version;
        json["name"] = "protocol"; // a definition has a name
        var definition = CampaignJson.Read(json.ToJsonString());
        return new ContactProtocol { Steps = definition.Steps, Exit = definition.Exit };
    }

    /// <summary>Answers with a definition.</summary>
    public static IResult Write(CampaignDefinition definition) =>
        TypedResults.Text(CampaignJson.Write(definition), "application/json", System.Text.Encoding.UTF8);
}
