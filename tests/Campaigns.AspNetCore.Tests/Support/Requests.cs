using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace Campaigns.AspNetCore.Tests.Support;

/// <summary>Short forms for requests of tests.</summary>
internal static class Requests
{
    /// <summary>Sends a request.</summary>
    /// <param name="http">The client.</param>
    /// <param name="method">The method.</param>
    /// <param name="path">The path.</param>
    /// <param name="json">The JSON body; null for none.</param>
    /// <param name="headers">Headers: name and value in turn.</param>
    public static async Task<HttpResponseMessage> SendAsync(
        this HttpClient http, string method, string path, string? json = null, params string[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (json is not null)
        {
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        }

        foreach (var header in headers.Chunk(2))
        {
            request.Headers.TryAddWithoutValidation(header[0], header[1]);
        }

        return await http.SendAsync(request);
    }

    /// <summary>Reads the JSON of an answer.</summary>
    public static async Task<JsonNode> JsonAsync(this HttpResponseMessage answer) => (await answer.Content.ReadFromJsonAsync<JsonNode>())!;

    /// <summary>Creates a key as the host's own caller.</summary>
    /// <returns>The value of the header Authorization, and the id of the key.</returns>
    public static async Task<(string Bearer, string Id)> CreateKeyAsync(
        this HttpClient http, string role, string? tenant, DateTimeOffset? expiresAt = null, string name = "key")
    {
        var body = new JsonObject { ["name"] = name, ["role"] = role, ["tenant"] = tenant, ["expiresAt"] = expiresAt?.ToString("O") };
        var answer = await http.SendAsync("POST", "/api/keys", body.ToJsonString());
        var key = await answer.JsonAsync();
        Assert.True((int)answer.StatusCode == 201, key.ToJsonString());
        return ("Bearer " + key["key"], key["id"]!.ToString());
    }
}
