using System.Text.RegularExpressions;
using Campaigns.AspNetCore.Access;
using Campaigns.AspNetCore.Tests.Support;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Campaigns.AspNetCore.Tests.Access;

/// <summary>Walks every endpoint of the API with every kind of caller that it must refuse. A new endpoint is walked as well.</summary>
public sealed partial class EveryEndpointTests
{
    private const string Secret = "acme-only-4711";
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task Every_endpoint_refuses_everybody_who_may_not_use_it()
    {
        await using var host = await TestHost.StartAsync(campaigns => campaigns.Services.AddSingleton<TimeProvider>(_time));
        var walk = await PrepareAsync(host);
        var endpoints = Endpoints(host);
        Assert.True(endpoints.Count >= 6, $"Only {endpoints.Count} endpoints were found.");

        var failures = new List<string>();
        foreach (var (method, route, rule) in endpoints)
        {
            var path = Fill(route, walk.Campaign);
            await ExpectAsync("no key", null, status => status == 401);
            await ExpectAsync("an unknown key", $"Bearer ck_000000000000_{new string('0', 64)}", status => status == 401);
            await ExpectAsync("a revoked key", walk.Revoked, status => status == 401);
            await ExpectAsync("an expired key", walk.Expired, status => status == 401);
            if (rule.Role > ApiRole.Read)
            {
                await ExpectAsync("the role below", rule.Role == ApiRole.Admin ? walk.OperateAcme : walk.ReadAcme, status => status == 403);
                await ExpectAsync(
                    "the role below, all tenants", rule.Role == ApiRole.Admin ? walk.OperateAll : walk.ReadAll, status => status == 403);
            }

            // Faults of the request may be told before a resource is looked for: they are the same for everybody.
            var namesAResource = route.Contains('{', StringComparison.Ordinal);
            await ExpectAsync("another tenant's key", walk.AdminOther, status =>
                rule.AllTenants ? status == 403 : namesAResource ? status is 400 or 403 or 404 or 415 or 422 or 428 : status < 500);
            if (!rule.AllTenants && namesAResource && method is "GET" or "DELETE")
            {
                await ExpectAsync("another tenant's key without a body", walk.AdminOther, status => status is 403 or 404, sendsBody: false);
            }

            async Task ExpectAsync(string caller, string? bearer, Func<int, bool> isRight, bool sendsBody = true)
            {
                string[] headers = bearer is null ? [] : ["Authorization", bearer];
                var answer = await host.Http.SendAsync(method, path, method == "GET" || !sendsBody ? null : "{}", headers);
                var body = await answer.Content.ReadAsStringAsync();
                var leaks = bearer == walk.AdminOther && answer.IsSuccessStatusCode && body.Contains(Secret, StringComparison.Ordinal);
                if (!isRight((int)answer.StatusCode) || leaks)
                {
                    failures.Add($"{method} {path} with {caller}: {(int)answer.StatusCode} {body}");
                }
            }
        }

        Assert.True(failures.Count == 0, string.Join("\n", failures));
    }

    [Fact]
    public async Task Every_changing_endpoint_says_whether_it_is_safe_to_repeat_after_a_crash()
    {
        await using var host = await TestHost.StartAsync();
        var silent =
            from endpoint in host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            where endpoint.Metadata.GetMetadata<AccessRule>() is not null
            where endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Contains("POST")
            where endpoint.Metadata.GetMetadata<AspNetCore.Idempotency.IdempotencyRule>() is null
            select endpoint.DisplayName;
        Assert.Empty(silent);
    }

    private static async Task<Walk> PrepareAsync(TestHost host)
    {
        var campaign = await host.Client.CreateAsync(new CampaignDefinition
        {
            Name = Secret, Tenant = "acme", Steps = [new ContactStep { Channel = Channels.Voice }],
        });
        var (revoked, revokedId) = await host.Http.CreateKeyAsync("admin", null);
        await host.Http.SendAsync("POST", $"/api/keys/{revokedId}/revoke");
        var time = (FakeTimeProvider)host.Services.GetRequiredService<TimeProvider>();
        var (expired, _) = await host.Http.CreateKeyAsync("admin", null, time.GetUtcNow().AddMinutes(1));
        time.Advance(TimeSpan.FromMinutes(1));
        var walk = new Walk(
            campaign.ToString(), revoked, expired,
            (await host.Http.CreateKeyAsync("operate", "acme", name: Secret)).Bearer,
            (await host.Http.CreateKeyAsync("read", "acme", name: Secret)).Bearer,
            (await host.Http.CreateKeyAsync("operate", null)).Bearer,
            (await host.Http.CreateKeyAsync("read", null)).Bearer,
            (await host.Http.CreateKeyAsync("admin", "other")).Bearer);
        host.Caller = null;
        return walk;
    }

    /// <summary>Every method of every endpoint of the API. One without a rule would be open if its filter were missing.</summary>
    private static List<(string Method, string Route, AccessRule Rule)> Endpoints(TestHost host)
    {
        var all = host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText!.StartsWith("/api/", StringComparison.Ordinal)).ToList();
        Assert.All(all, endpoint => Assert.True(endpoint.Metadata.GetMetadata<AccessRule>() is not null,
            $"{endpoint.DisplayName} has no rule."));
        return
        [
            .. from endpoint in all
               orderby endpoint.RoutePattern.RawText != "/api/audit" // later, the log shows each caller the names that it has asked for
               from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]
               select (method, endpoint.RoutePattern.RawText!, endpoint.Metadata.GetMetadata<AccessRule>()!),
        ];
    }

    /// <summary>Names things of the tenant "acme" wherever the name of the parameter tells what it is.</summary>
    private static string Fill(string route, string campaign) => Parameter().Replace(route, match => match.Groups["name"].Value switch
    {
        "tenant" => "acme",
        "id" or "campaign" or "campaignId" => campaign,
        "provider" => "voice-1", // of the installation
        "channel" => Channels.Voice,
        _ => Secret,
    });

    [GeneratedRegex(@"\{\**(?<name>\w+)[^}]*\}")]
    private static partial Regex Parameter();

    private sealed record Walk(
        string Campaign, string Revoked, string Expired, string OperateAcme, string ReadAcme, string OperateAll, string ReadAll,
        string AdminOther);
}
