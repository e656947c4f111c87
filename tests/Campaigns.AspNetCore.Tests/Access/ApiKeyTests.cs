using System.Net;
using Campaigns.AspNetCore.Access;
using Campaigns.AspNetCore.Tests.Support;
using Campaigns.InMemory;
using Campaigns.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Campaigns.AspNetCore.Tests.Access;

public sealed class ApiKeyTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero));
    private readonly MemoryRecordStore _records = new();

    [Fact]
    public async Task A_key_is_shown_once_and_only_its_hash_is_stored()
    {
        await using var host = await StartAsync();
        var created = await host.Http.SendAsync("POST", "/api/keys", """{"name":"ops","role":"operate","tenant":"acme"}""");
        var key = (await created.JsonAsync())["key"]!.ToString();
        var read = await (await host.Http.GetAsync(created.Headers.Location)).Content.ReadAsStringAsync();
        var list = await host.Http.GetStringAsync("/api/keys");

        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        Assert.Matches("^ck_[0-9a-f]{12}_[0-9a-f]{64}$", key);
        Assert.Contains(key[..15], read, StringComparison.Ordinal);
        var stored = (await _records.ListAsync(new RecordQuery("api-key"), default)).Single();
        Assert.All([read, list, stored.Json], text => Assert.DoesNotContain(key[16..], text, StringComparison.Ordinal));
        Assert.Contains(ApiKeyText.Hash(key), stored.Json, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_revoked_key_is_refused_at_once_and_by_others_when_their_cache_is_old()
    {
        await using var first = await StartAsync();
        await using var second = await StartAsync();
        var (bearer, id) = await first.Http.CreateKeyAsync("read", null);
        Assert.Equal((200, 200), (await Get(first, bearer), await Get(second, bearer)));

        var revoked = await first.Http.SendAsync("POST", $"/api/keys/{id}/revoke");
        Assert.Equal("revoked", (await revoked.JsonAsync())["state"]!.ToString());
        Assert.Equal((401, 200), (await Get(first, bearer), await Get(second, bearer)));

        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal((401, 401), (await Get(first, bearer), await Get(second, bearer)));
        Assert.Equal(200, (int)(await first.Http.SendAsync("POST", $"/api/keys/{id}/revoke")).StatusCode);
    }

    [Fact]
    public async Task A_key_is_refused_from_its_expiry_on()
    {
        await using var host = await StartAsync();
        var (bearer, _) = await host.Http.CreateKeyAsync("read", null, _time.GetUtcNow().AddHours(1));

        _time.Advance(TimeSpan.FromHours(1) - TimeSpan.FromSeconds(1));
        Assert.Equal(200, await Get(host, bearer));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(401, await Get(host, bearer));
    }

    [Fact]
    public async Task The_last_use_is_written_at_most_once_a_minute()
    {
        await using var host = await StartAsync();
        var (bearer, id) = await host.Http.CreateKeyAsync("read", null);
        await Get(host, bearer);
        var used = _time.GetUtcNow();
        var revision = await Revision(id);
        for (var i = 0; i < 5; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(11));
            await Get(host, bearer);
        }

        Assert.Equal(revision, await Revision(id));
        var key = await (await host.Http.GetAsync($"/api/keys/{id}")).JsonAsync();
        Assert.Equal(used, DateTimeOffset.Parse(key["lastUsedAt"]!.ToString(), null));

        _time.Advance(TimeSpan.FromSeconds(5));
        await Get(host, bearer);
        Assert.Equal(revision + 1, await Revision(id));
    }

    [Fact]
    public async Task Noting_a_use_never_undoes_a_revocation()
    {
        await using var first = await StartAsync();
        await using var second = await StartAsync();
        var (bearer, id) = await first.Http.CreateKeyAsync("read", null);
        await Get(second, bearer);
        _time.Advance(TimeSpan.FromSeconds(59));
        await Get(second, bearer); // the cache of the second is fresh when the first revokes
        await first.Http.SendAsync("POST", $"/api/keys/{id}/revoke");
        _time.Advance(TimeSpan.FromSeconds(2));
        await Get(second, bearer);

        Assert.Equal("revoked", (await (await first.Http.GetAsync($"/api/keys/{id}")).JsonAsync())["state"]!.ToString());
    }

    [Fact]
    public async Task A_caller_with_a_tenant_deals_with_keys_of_that_tenant_only()
    {
        await using var host = await StartAsync();
        var (_, foreign) = await host.Http.CreateKeyAsync("read", "other");
        host.Caller = new ApiCaller("acme", ApiRole.Admin, "acme");
        var own = await (await host.Http.SendAsync("POST", "/api/keys", """{"name":"a","role":"admin"}""")).JsonAsync();

        Assert.Equal("acme", own["tenant"]!.ToString());
        Assert.Equal(403, (int)(await host.Http.SendAsync("POST", "/api/keys",
            """{"name":"a","role":"read","tenant":"other"}""")).StatusCode);
        Assert.Equal(404, (int)(await host.Http.GetAsync($"/api/keys/{foreign}")).StatusCode);
        Assert.Equal(404, (int)(await host.Http.SendAsync("POST", $"/api/keys/{foreign}/revoke")).StatusCode);
        Assert.DoesNotContain(foreign, await host.Http.GetStringAsync("/api/keys"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_faults_of_a_new_key_are_told_at_once()
    {
        await using var host = await StartAsync();
        var answer = await host.Http.SendAsync("POST", "/api/keys",
            """{"name":" ","role":"read","tenant":"a\u0000b","expiresAt":"2020-01-01T00:00:00Z"}""");
        var faults = (await answer.JsonAsync())["faults"]!.AsArray().Select(fault => fault!["at"]!.ToString());

        Assert.Equal(400, (int)answer.StatusCode);
        Assert.Equal(["/name", "/tenant", "/expiresAt"], faults);
    }

    [Theory]
    [InlineData("Bearer ck_")]
    [InlineData("Bearer ck_000000000000_0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("bearer ck_zzzzzzzzzzzz_0000000000000000000000000000000000000000000000000000000000000000")]
    public async Task What_only_looks_like_a_key_is_refused_even_if_the_host_knows_the_caller(string authorization)
    {
        await using var host = await StartAsync();
        var answer = await host.Http.SendAsync("GET", "/api/keys", null, "Authorization", authorization);
        Assert.Equal(401, (int)answer.StatusCode);
        Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.ToString());
    }

    [Fact]
    public async Task Keys_are_listed_in_pages_and_unknown_parameters_are_faults()
    {
        await using var host = await StartAsync();
        var ids = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            ids.Add((await host.Http.CreateKeyAsync("read", null)).Id);
        }

        var first = await (await host.Http.GetAsync("/api/keys?limit=3")).JsonAsync();
        var second = await (await host.Http.GetAsync($"/api/keys?limit=3&after={first["next"]}")).JsonAsync();
        var all = first["items"]!.AsArray().Concat(second["items"]!.AsArray()).Select(key => key!["id"]!.ToString());
        Assert.Equal(ids.Order(StringComparer.Ordinal), all);
        Assert.Null(second["next"]);

        var unknown = (await (await host.Http.GetAsync("/api/keys?sort=name")).JsonAsync())["faults"]!.AsArray();
        var faults = (await (await host.Http.GetAsync("/api/keys?limit=0&after=")).JsonAsync())["faults"]!.AsArray();
        Assert.Equal("sort", unknown.Single()!["at"]!.ToString());
        Assert.Equal(["after", "limit"], faults.Select(fault => fault!["at"]!.ToString()).Order());
    }

    private Task<TestHost> StartAsync() => TestHost.StartAsync(campaigns =>
    {
        campaigns.Services.AddSingleton<IRecordStore>(_records);
        campaigns.Services.AddSingleton<TimeProvider>(_time);
    });

    private async Task<long> Revision(string id) => (await _records.FindAsync("api-key", id, default))!.Revision;

    private static async Task<int> Get(TestHost host, string bearer) =>
        (int)(await host.Http.SendAsync("GET", "/api/campaigns/1", null, "Authorization", bearer)).StatusCode is var status
            && status == 404 ? 200 : status;
}
