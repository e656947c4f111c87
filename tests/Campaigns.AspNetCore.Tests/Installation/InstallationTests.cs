using Campaigns.AspNetCore.Access;
using Campaigns.AspNetCore.Tests.Support;

namespace Campaigns.AspNetCore.Tests.Installation;

/// <summary>What spans tenants is for callers that see all of them.</summary>
public sealed class InstallationTests
{
    [Fact]
    public async Task Limits_of_the_installation_are_changed_at_a_revision()
    {
        await using var host = await TestHost.StartAsync();
        var before = await host.GetAsync("/api/limits");
        var after = await host.PatchAsync(
            "/api/limits", """{ "maxConcurrent": 500, "rate": { "count": 50, "per": "00:00:01", "burst": 10 } }""", before.Tag);
        var stale = await host.PatchAsync("/api/limits", """{ "maxConcurrent": 1 }""", before.Tag);

        Assert.Equal((500, 10, 412), (after.Number("maxConcurrent"), after.Number("rate/burst"), stale.Status));
    }

    [Fact]
    public async Task Strategy_and_store_are_told()
    {
        await using var host = await TestHost.StartAsync();
        await host.CreateAsync();

        Assert.NotEmpty((await host.GetAsync("/api/strategy")).Text("name"));
        Assert.True((await host.GetAsync("/api/store")).Number("commit") > 0);
    }

    [Theory]
    [InlineData("GET", "/api/limits")]
    [InlineData("GET", "/api/holds")]
    [InlineData("PUT", "/api/hold")]
    [InlineData("GET", "/api/providers")]
    [InlineData("GET", "/api/strategy")]
    [InlineData("GET", "/api/store")]
    [InlineData("GET", "/api/unmatched-reports")]
    public async Task A_caller_with_a_tenant_does_not_see_the_installation(string method, string path)
    {
        await using var host = await TestHost.StartAsync();
        host.Caller = new ApiCaller("acme", ApiRole.Admin, "acme");

        Assert.Equal(403, (await host.SendAsync(new HttpMethod(method), path)).Status);
    }
}
