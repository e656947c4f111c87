using System.Text.Json.Nodes;
using Campaigns.AspNetCore.Access;
using Campaigns.AspNetCore.Tests.Support;
using Campaigns.InMemory;
using Campaigns.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Campaigns.AspNetCore.Tests.Audit;

public sealed class AuditLogTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero));
    private readonly FaultyRecordStore _records = new(new MemoryRecordStore());
    private readonly LogRecorder _log = new();

    [Fact]
    public async Task Who_did_what_is_listed_with_the_newest_first()
    {
        await using var host = await StartAsync();
        var (bearer, id) = await host.Http.CreateKeyAsync("operate", "acme", name: "dialer");
        _time.Advance(TimeSpan.FromMinutes(1));
        await host.Http.SendAsync("POST", "/api/campaigns/7/start", null, "Authorization", bearer);
        await host.Http.SendAsync("POST", $"/api/keys/{id}/revoke", null, "Authorization", bearer);
        await host.Http.GetAsync("/api/keys");

        var entries = await ListAsync(host);
        Assert.Equal(
            [
                $"dialer {id} operate acme RevokeKey POST /api/keys/{id}/revoke 403 2026-03-02T12:01:00+00:00",
                $"dialer {id} operate acme StartCampaign POST /api/campaigns/7/start 404 2026-03-02T12:01:00+00:00",
                "test  admin  CreateKey POST /api/keys 201 2026-03-02T12:00:00+00:00",
            ],
            entries.Select(Show));
    }

    [Fact]
    public async Task A_caller_with_a_tenant_sees_that_tenants_callers_only()
    {
        await using var host = await StartAsync();
        foreach (var tenant in new[] { "acme", "other" })
        {
            host.Caller = new ApiCaller(tenant, ApiRole.Admin, tenant);
            await host.Http.SendAsync("POST", "/api/campaigns/7/start");
        }

        Assert.Equal("other", (await ListAsync(host)).Single()!["caller"]!.ToString());
        host.Caller = new ApiCaller("all", ApiRole.Admin, null);
        Assert.Equal(2, (await ListAsync(host)).Count);
    }

    [Fact]
    public async Task Requests_of_nobody_fill_no_log()
    {
        await using var host = await StartAsync();
        host.Caller = null;
        await host.Http.SendAsync("POST", "/api/campaigns/7/start");
        host.Caller = new ApiCaller("all", ApiRole.Admin, null);
        Assert.Empty(await ListAsync(host));
    }

    [Theory]
    [InlineData("/t/c/7/contacts/ann@example.com", "POST /t/c/7/contacts/{key}", 200)]
    [InlineData("/t/c/ann@example.com/contacts/x", "POST /t/c/{id}/contacts/{key}", 200)]
    [InlineData("/t/c/+15550100/contacts/fail?email=ann@example.com", "POST /t/c/{id}/contacts/{key}", 500)]
    public async Task The_log_holds_no_personal_data(string path, string target, int status)
    {
        await using var host = await StartAsync();
        var answer = await host.Http.SendAsync("POST", path);
        var entry = (await ListAsync(host)).Single()!;

        Assert.Equal(target, entry["target"]!.ToString());
        Assert.Equal((status, status), ((int)answer.StatusCode, (int)entry["status"]!));
        var stored = await _records.ListAsync(new RecordQuery("audit"), default);
        Assert.All(stored, record => Assert.DoesNotContain("ann", record.Json, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_entry_that_cannot_be_stored_is_in_the_log_of_the_host()
    {
        await using var host = await StartAsync();
        _records.FailsBefore = change => change.Record.Kind == "audit";
        Assert.Equal(404, (int)(await host.Http.SendAsync("POST", "/api/campaigns/7/start")).StatusCode);
        Assert.Contains(_log.Lines, line => line.Contains("test StartCampaign POST /api/campaigns/7/start 404", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Entries_of_many_requests_at_once_are_all_stored_in_pages_and_deleted_when_they_are_old()
    {
        await using var host = await StartAsync();
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => host.Http.SendAsync("POST", "/api/campaigns/7/start")));
        var ids = new HashSet<string>();
        string? after = null;
        do
        {
            var page = await (await host.Http.GetAsync("/api/audit?limit=20" + (after is null ? "" : $"&after={after}"))).JsonAsync();
            ids.UnionWith(page["items"]!.AsArray().Select(entry => entry!["id"]!.ToString()));
            after = page["next"]?.ToString();
        }
        while (after is not null);
        Assert.Equal(50, ids.Count);

        _time.Advance(TimeSpan.FromDays(89));
        Assert.Equal(50, (await ListAsync(host)).Count);
        await Until.HoldsAsync(async () =>
        {
            _time.Advance(TimeSpan.FromDays(1));
            return (await ListAsync(host)).Count == 0;
        });
    }

    private Task<TestHost> StartAsync() => TestHost.StartAsync(
        campaigns =>
        {
            campaigns.Services.AddSingleton<IRecordStore>(_records);
            campaigns.Services.AddSingleton<TimeProvider>(_time);
            campaigns.Services.AddSingleton<ILoggerProvider>(_log);
        },
        map: app => CampaignsApi.MapGroup(app, "/t").MapPost("/c/{id}/contacts/{key}", IResult (string id, string key) =>
            key == "fail" ? throw new InvalidOperationException($"A fault of the host {id}.") : Results.Ok()).Require(ApiRole.Operate));

    private static async Task<JsonArray> ListAsync(TestHost host) =>
        (await (await host.Http.GetAsync("/api/audit")).JsonAsync())["items"]!.AsArray();

    private static string Show(JsonNode? entry) => string.Join(
        ' ', new[] { "caller", "keyId", "role", "tenant", "operation", "target", "status", "at" }.Select(name => entry![name]?.ToString()));
}
