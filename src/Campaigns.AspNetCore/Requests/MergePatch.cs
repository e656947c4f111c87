using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Campaigns.AspNetCore.Problems;
using Microsoft.AspNetCore.Http;

namespace Campaigns.AspNetCore.Requests;

/// <summary>
/// Reads changes of settings as JSON merge patches (RFC 7396): members that are given change, the others stay, and null gives a member its
/// default.
/// </summary>
internal static class MergePatch
{
    /// <summary>The media type of patches. Plain JSON is taken as well.</summary>
    public const string MediaType = "application/merge-patch+json";

    /// <summary>Reads a patch.</summary>
    /// <param name="context">The request.</param>
    /// <returns>Applies the patch to settings. Throws if the result has faults.</returns>
    /// <exception cref="InvalidRequestException">The body is not a JSON object.</exception>
    public static async Task<Func<T, T>> ReadAsync<T>(HttpContext context)
        where T : class
    {
        using var body = await RequestBody.ReadJsonAsync(context);
        if (body.RootElement.ValueKind != JsonValueKind.Object)
        {
            throw RequestBody.Fault("", "The body is no JSON object. Give the members to change.");
        }

        var patch = JsonObject.Create(body.RootElement.Clone())!;
        return current =>
        {
            var merged = Merge(JsonSerializer.SerializeToNode(current, ApiJson.TypeOf<T>()), patch, ApiJson.TypeOf<T>())!;
            using var document = JsonDocument.Parse(merged.ToJsonString());
            return RequestBody.Bind<T>(document.RootElement);
        };
    }

    /// <summary>Merges. Null removes an entry; as a member it stays, so that the binder checks the member's name.</summary>
    private static JsonNode? Merge(JsonNode? target, JsonNode? patch, JsonTypeInfo? type)
    {
        if (patch is not JsonObject changes)
        {
            return patch?.DeepClone();
        }

        var merged = target is JsonObject ? target.DeepClone().AsObject() : [];
        foreach (var (name, value) in changes)
        {
            if (value is null && type?.Kind == JsonTypeInfoKind.Dictionary)
            {
                merged.Remove(name);
                continue;
            }

            merged[name] = Merge(merged[name], value, type?.Properties.FirstOrDefault(each => each.Name == name) is { } member
                ? ApiJson.Options.GetTypeInfo(member.PropertyType) : null);
        }

        return merged;
    }
}
