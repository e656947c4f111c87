using System.Net;
using Campaigns.AspNetCore.Access;
using Campaigns.AspNetCore.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Campaigns.AspNetCore.Tests.Requests;

/// <summary>Names in paths reach the engine as they were meant, also those that the server decodes by half.</summary>
public sealed class PathValueTests
{
    [Theory]
    [InlineData("acme/eu", "acme%2Feu")]
    [InlineData("acme/eu", "acme%2feu")]
    [InlineData("acme%2Feu", "acme%252Feu")]
    [InlineData("100%", "100%25")]
    [InlineData("a + b", "a%20+%20b")]
    [InlineData("a+b", "a%2Bb")]
    [InlineData("münchen/1", "m%C3%BCnchen%2F1")]
    [InlineData("/", "%2F")]
    public async Task A_hold_is_of_the_tenant_that_the_path_names_and_of_no_other(string tenant, string path)
    {
        await using var host = await TestHost.StartAsync();
        Assert.Equal(200, (await host.PutAsync($"/api/tenants/{path}/hold")).Status);
        var hold = Assert.Single((await host.GetAsync("/api/holds")).At("items").EnumerateArray());
        Assert.Equal(tenant, hold.GetProperty("tenant").GetString());

        Assert.Equal(200, (await host.DeleteAsync($"/api/tenants/{path}/hold/")).Status); // a slash at the end means nothing
        Assert.Empty((await host.GetAsync("/api/holds")).At("items").EnumerateArray());
    }

    [Fact]
    public async Task Settings_and_lists_are_of_the_tenant_that_the_path_names()
    {
        await using var host = await TestHost.StartAsync();
        var changed = await host.PatchAsync("/api/tenants/acme%2Feu", """{ "maxConcurrent": 5 }""", "*");
        await host.PostAsync("/api/tenants/acme%2Feu/suppressions", """{ "address": "+15550100001" }""");
        await host.PostAsync("/api/tenants/acme%2Feu/suppressions/import", "phone\n+15550100002\n", "text/csv");
        await host.PostAsync("/api/tenants/acme%2Feu/channels/voice/unavailable", """{ "reason": "logged out" }""");
        var operations = host.Services.GetRequiredService<ICampaignOperations>();

        Assert.Equal(200, changed.Status);
        Assert.Equal(5, (await operations.GetTenantAsync("acme/eu")).Settings.MaxConcurrent);
        Assert.Equal(2, (await operations.ListSuppressionsAsync("acme/eu")).Items.Count);
        Assert.Empty((await operations.ListSuppressionsAsync("acme%2Feu")).Items);
        Assert.Equal("acme/eu", Assert.Single((await operations.ListChannelsAsync()).Items).Tenant);
        var (_, found) = await host.PostJsonAsync("/api/tenants/acme%2Feu/suppressions/find", """{ "addresses": ["+15550100001"] }""");
        Assert.Equal(1, found.GetProperty("items").GetArrayLength());
        var target = (await host.GetAsync("/api/audit?limit=1")).Text("items/0/target");
        Assert.Equal("POST /api/tenants/acme%2Feu/suppressions/find", target);
    }

    [Fact]
    public async Task A_caller_of_a_tenant_with_a_slash_uses_its_own_tenant_only()
    {
        await using var host = await TestHost.StartAsync();
        host.Caller = new ApiCaller("eu", ApiRole.Admin, "acme/eu");
        Assert.Equal(200, (await host.PutAsync("/api/tenants/acme%2Feu/hold")).Status);
        Assert.Equal(404, (await host.PutAsync("/api/tenants/acme%252Feu/hold")).Status);
        host.Caller = new ApiCaller("text", ApiRole.Admin, "acme%2Feu");
        Assert.Equal(404, (await host.PutAsync("/api/tenants/acme%2Feu/hold")).Status);
    }

    [Fact]
    public async Task An_idempotency_key_of_one_tenant_answers_for_no_tenant_that_looks_alike()
    {
        await using var host = await TestHost.StartAsync();
        var first = await host.Http.SendAsync("PUT", "/api/tenants/acme%2Feu/hold", null, "Idempotency-Key", "k1");
        var repeated = await host.Http.SendAsync("PUT", "/api/tenants/acme%2Feu/hold", null, "Idempotency-Key", "k1");
        var other = await host.Http.SendAsync("PUT", "/api/tenants/acme%252Feu/hold", null, "Idempotency-Key", "k1");

        Assert.Equal((200, 200, 422), ((int)first.StatusCode, (int)repeated.StatusCode, (int)other.StatusCode));
    }

    [Fact]
    public async Task A_path_base_moves_no_name()
    {
        await using var host = await TestHost.StartAsync(map: app =>
        {
            app.UsePathBase("/acme");
            app.UseRouting();
        });
        Assert.Equal(HttpStatusCode.OK, (await host.Http.PutAsync("/acme/api/tenants/acme%2Feu/hold", null)).StatusCode);
        Assert.Equal("acme/eu", (await host.GetAsync("/api/holds")).Text("items/0/tenant"));
    }
}
