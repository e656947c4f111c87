using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Campaigns.AspNetCore.Tests.Support;

/// <summary>An answer of the API.</summary>
internal sealed record Answer(int Status, JsonElement Body, HttpResponseMessage Message)
{
    /// <summary>The member of the body at a path such as <c>items/0/id</c>.</summary>
    public JsonElement At(string path)
    {
        var element = Body;
        foreach (var name in path.Split('/'))
        {
            element = element.ValueKind == JsonValueKind.Array ? element[int.Parse(name)] : element.GetProperty(name);
        }

        return element;
    }

    public string Text(string path) => At(path).GetString()!;

    public int Number(string path) => At(path).GetInt32();

    public bool Has(string name) => Body.TryGetProperty(name, out _);

    /// <summary>Where the faults are.</summary>
    public IEnumerable<string> Faults => At("faults").EnumerateArray().Select(fault => fault.GetProperty("at").GetString()!);

    public string Tag => Message.Headers.ETag!.Tag;
}

/// <summary>Requests to the API.</summary>
internal static class ApiCalls
{
    /// <summary>A definition with one voice step.</summary>
    public const string OneCall = """{ "version": 1, "name": "Spring", "steps": [{ "type": "contact", "channel": "voice" }] }""";

    public static Task<Answer> GetAsync(this TestHost host, string path) => host.SendAsync(HttpMethod.Get, path);

    public static Task<Answer> PostAsync(this TestHost host, string path, string? json = null) =>
        host.SendAsync(HttpMethod.Post, path, json);

    public static Task<Answer> PutAsync(this TestHost host, string path, string? json = null) => host.SendAsync(HttpMethod.Put, path, json);

    public static Task<Answer> DeleteAsync(this TestHost host, string path) => host.SendAsync(HttpMethod.Delete, path);

    public static Task<Answer> PatchAsync(this TestHost host, string path, string json, string? ifMatch) =>
        host.SendAsync(HttpMethod.Patch, path, json, ifMatch);

    /// <summary>Creates a draft and returns its path.</summary>
    public static async Task<string> CreateAsync(this TestHost host, string definition = OneCall)
    {
        var created = await host.PostAsync("/api/campaigns", definition);
        Assert.True(created.Status == 201, created.Body.ToString());
        return created.Message.Headers.Location!.ToString();
    }

    public static async Task<Answer> SendAsync(
        this TestHost host, HttpMethod method, string path, string? json = null, string? ifMatch = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (json is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(json));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        if (ifMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }

        var response = await host.Http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return new((int)response.StatusCode, text.Length == 0 ? default : JsonElement.Parse(text), response);
    }
}
