using System.Net;
using Campaigns.AspNetCore.Access;
using Campaigns.AspNetCore.Tests.Support;
using Campaigns.InMemory;
using Campaigns.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Campaigns.AspNetCore.Tests.Access;

public sealed class LoopbackTests
{
    private const string Bootstrap = "ck_0123456789ab_0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    private readonly MemoryRecordStore _records = new();
    private readonly LogRecorder _log = new();

    [Fact]
    public async Task Without_keys_this_machine_is_the_administrator_and_the_log_says_so()
    {
        await using var host = await StartAsync();
        Assert.Contains(_log.Lines, line => line.Contains("Only requests from this machine are served", StringComparison.Ordinal));
        Assert.Equal(200, (int)(await host.Http.GetAsync("/api/keys")).StatusCode);

        var (bearer, _) = await host.Http.CreateKeyAsync("admin", null);
        Assert.Equal(401, (int)(await host.Http.GetAsync("/api/keys")).StatusCode);
        Assert.Equal(200, (int)(await host.Http.SendAsync("GET", "/api/keys", null, "Authorization", bearer)).StatusCode);
    }

    [Fact]
    public async Task Revoking_the_last_key_does_not_open_the_api()
    {
        await using (var host = await StartAsync())
        {
            var (bearer, id) = await host.Http.CreateKeyAsync("admin", null);
            await host.Http.SendAsync("POST", $"/api/keys/{id}/revoke", null, "Authorization", bearer);
            Assert.Equal(401, (int)(await host.Http.GetAsync("/api/keys")).StatusCode);
        }

        await using var restarted = await StartAsync();
        Assert.Equal(401, (int)(await restarted.Http.GetAsync("/api/keys")).StatusCode);
    }

    [Theory]
    [InlineData("X-Forwarded-For", "127.0.0.1")]
    [InlineData("Forwarded", "for=127.0.0.1")]
    [InlineData("X-Real-IP", "127.0.0.1")]
    [InlineData("X-Original-For", "127.0.0.1")]
    [InlineData("Via", "1.1 proxy")]
    [InlineData("Host", "rebound.example.com")]
    [InlineData("Authorization", "Basic YTpi")]
    public async Task What_may_come_from_elsewhere_is_refused(string header, string value)
    {
        await using var host = await StartAsync();
        Assert.Equal(401, (int)(await host.Http.SendAsync("GET", "/api/keys", null, header, value)).StatusCode);
    }

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("::1", true)]
    [InlineData("::ffff:127.0.0.1", true)]
    [InlineData("10.0.0.1", false)]
    [InlineData("203.0.113.7", false)]
    [InlineData(null, false)]
    public void Only_addresses_of_this_machine_count(string? address, bool isOwn)
    {
        var context = new DefaultHttpContext();
        context.Request.Host = new HostString("localhost", 5000);
        context.Connection.RemoteIpAddress = address is null ? null : IPAddress.Parse(address);
        Assert.Equal(isOwn, LoopbackRequest.ProblemOf(context) is null);
    }

    [Theory]
    [InlineData(403, "Sec-Fetch-Site", "cross-site")]
    [InlineData(403, "Sec-Fetch-Site", "same-site")]
    [InlineData(403, "Origin", "https://evil.example.com")]
    [InlineData(403, "Origin", "null")]
    [InlineData(404, "Sec-Fetch-Site", "same-origin")]
    [InlineData(404, "Sec-Fetch-Site", "none")]
    [InlineData(404, "Origin", "https://trusted.example.com")]
    public async Task A_page_of_another_site_cannot_use_the_rights_of_the_browsers_user(int status, string header, string value)
    {
        await using var host = await TestHost.StartAsync(api: options => options.IsTrustedOrigin = origin => origin == "https://trusted.example.com");
        Assert.Equal(status, (int)(await host.Http.SendAsync("POST", "/api/campaigns/99/start", null, header, value)).StatusCode);
    }

    [Fact]
    public async Task A_key_is_never_sent_by_a_browser_on_its_own_so_any_page_may_use_it()
    {
        await using var host = await TestHost.StartAsync();
        var (bearer, _) = await host.Http.CreateKeyAsync("operate", null);
        var answer = await host.Http.SendAsync(
            "POST", "/api/campaigns/99/start", null, "Authorization", bearer, "Sec-Fetch-Site", "cross-site", "Origin", "https://app.example.com");
        Assert.Equal(404, (int)answer.StatusCode);
    }

    [Fact]
    public async Task The_bootstrap_key_is_added_once_and_stays_revoked()
    {
        var bearer = "Bearer " + Bootstrap;
        await using (var host = await StartAsync(Bootstrap))
        {
            Assert.Equal(401, (int)(await host.Http.GetAsync("/api/keys")).StatusCode);
            Assert.Equal(200, (int)(await host.Http.SendAsync("GET", "/api/keys", null, "Authorization", bearer)).StatusCode);
            await host.Http.SendAsync("POST", "/api/keys/0123456789ab/revoke", null, "Authorization", bearer);
        }

        await using var restarted = await StartAsync(Bootstrap);
        Assert.Equal(401, (int)(await restarted.Http.SendAsync("GET", "/api/keys", null, "Authorization", bearer)).StatusCode);
        Assert.Contains(_log.Lines, line => line.Contains("is revoked and stays so", StringComparison.Ordinal));
        Assert.DoesNotContain(_log.Lines, line => line.Contains(Bootstrap[16..], StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("secret")]
    [InlineData("ck_0123456789ab_short")]
    public async Task A_weak_bootstrap_key_fails_the_start_without_being_shown(string key)
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync(key));
        Assert.DoesNotContain(key, error.Message, StringComparison.Ordinal);
    }

    private Task<TestHost> StartAsync(string? bootstrap = null) => TestHost.StartAsync(
        campaigns =>
        {
            campaigns.Services.AddSingleton<IRecordStore>(_records);
            campaigns.Services.AddSingleton<ILoggerProvider>(_log);
        },
        options =>
        {
            options.ResolveCaller = null;
            options.BootstrapKey = bootstrap;
        });
}
