using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Campaigns.AspNetCore.Tests.Support;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Campaigns.AspNetCore.Tests.Requests;

/// <summary>No request is answered with 500, whatever it holds.</summary>
public sealed class HostileRequestTests
{
    private static readonly string[] Bodies =
    [
        "", "{", "null", "[]", "5", "\"x\"", "{}", """{ "a": 1, "a": 2 }""", """{ "version": 1e400, "priority": 99999999999999999999 }""",
        new string('[', 100_000), """{ "\ud800": 1 }""", """{ "name": "\ud800", "to": "\ud800", "reason": "\ud800" }""",
        """{ "name": "\u0000", "to": "\u0000", "reason": "\u0000", "contactKey": "\u0000", "result": "done" }""",
        """{ "version": 1, "name": "x", "steps": [null] }""", """{ "steps": [{ "type": "\u0000" }], "version": 1, "name": "x" }""",
        """{ "window": { "hours": [null], "weekend": [null] }, "quotas": [null], "caps": [null], "data": { "a": null } }""",
        """{ "until": "0001-01-01T00:00:00+14:00", "window": { "hours": [], "margin": "-10675199.02:48:05.4775808" } }""",
        """{ "rate": { "count": 0, "per": "00:00:00" }, "start": "9999-12-31T23:59:59.9999999-14:00" }""",
        """{ "quotas": [{ "count": 1, "period": "Day", "zone": "\u0000" }], "zone": "../../etc" }""",
        """{ "contacts": [null], "secondsPerAttempt": -2147483648 }""", """{ "contacts": [{ "addresses": { "\u0000": "x" } }] }""",
    ];

    private static readonly string[] Queries =
    [
        "?after=%00", "?limit=99999999999999999999", "?x=1", "?after=a&after=b", "?from=x&until=y&state=%00", "?text=%00", "?kinds=%00,,",
        "?campaign=%00", "?tenant=%00", "?provider=%00", "?mode=%00", "?dryRun=%00", "?validateOnly=%00",
    ];

    [Fact]
    public async Task Every_endpoint_refuses_hostile_bodies_paths_and_queries_without_failing()
    {
        await using var host = await TestHost.StartAsync();
        await host.CreateAsync();
        var failures = new List<string>();
        foreach (var (method, route) in Endpoints(host))
        {
            foreach (var request in Requests(method, route))
            {
                using (request)
                {
                    var response = await host.Http.SendAsync(request);
                    if (response.StatusCode >= HttpStatusCode.InternalServerError)
                    {
                        failures.Add($"{method} {request.RequestUri}: {(int)response.StatusCode}");
                    }
                }
            }
        }

        Assert.Empty(failures);
    }

    [Fact]
    public async Task Wrong_methods_types_sizes_and_encodings_are_refused_clearly()
    {
        await using var host = await TestHost.StartAsync();
        var large = Encoding.UTF8.GetBytes($$"""{ "name": "{{new string('x', 5 * 1024 * 1024)}}" }""");

        Assert.Equal(405, (await host.PutAsync("/api/campaigns")).Status);
        Assert.Equal(404, (await host.GetAsync("/api/campaign")).Status);
        Assert.Equal(415, await StatusAsync(host, "{}"u8.ToArray(), "text/plain"));
        Assert.Equal(400, await StatusAsync(host, large, "application/json"));
        Assert.Equal(400, await StatusAsync(host, [(byte)'"', 0xFF, (byte)'"'], "application/json"));
        Assert.Equal(400, await StatusAsync(host, "{}"u8.ToArray(), null));
    }

    private static async Task<int> StatusAsync(TestHost host, byte[] body, string? type)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = type is null ? null : new MediaTypeHeaderValue(type);
        return (int)(await host.Http.PostAsync("/api/campaigns", content)).StatusCode;
    }

    private static IEnumerable<(string Method, string Route)> Endpoints(TestHost host) =>
        from endpoint in host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? []
        select (method, "/" + endpoint.RoutePattern.RawText!.TrimStart('/'));

    private static IEnumerable<HttpRequestMessage> Requests(string method, string route)
    {
        foreach (var value in new[] { "1", "0", "99999999999999999999", "-1", "%00", "%20", "a%2Fb", "%F0%9F%92%A9", new string('x', 500) })
        {
            yield return Request(method, Fill(route, value), null);
        }

        foreach (var query in Queries)
        {
            yield return Request(method, Fill(route, "1") + query, null);
        }

        foreach (var body in method is "GET" or "DELETE" ? [] : Bodies)
        {
            yield return Request(method, Fill(route, "1"), body);
        }
    }

    private static HttpRequestMessage Request(string method, string path, string? body)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.TryAddWithoutValidation("If-Match", "*");
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        return request;
    }

    private static string Fill(string route, string value) =>
        string.Join('/', route.Split('/').Select(part => part.StartsWith('{') ? part.StartsWith("{channel") ? "voice" : value : part));
}
