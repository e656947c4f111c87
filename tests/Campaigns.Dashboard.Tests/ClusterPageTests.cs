using System.Net;
using Campaigns.AspNetCore.Access;
using Campaigns.Dashboard.Tests.Support;
using Campaigns.Tests;

namespace Campaigns.Dashboard.Tests;

/// <summary>What the pages show of a cluster, and that one engine shows nothing of it. The look is judged by AccessibilityTests.</summary>
public sealed class ClusterPageTests
{
    private const string Path = "/operations/cluster";
    private const string Owner = "The campaign is in shard 2, which north owns.";

    [Fact]
    public async Task Silos_shards_owners_leases_and_moves_are_shown()
    {
        await using var host = await StartAsync();
        using var http = new HttpClient();

        Assert.Contains($"/campaigns{Path}\"", await http.GetStringAsync(host.Url("/operations")), StringComparison.Ordinal);
        var page = await http.GetStringAsync(host.Url(Path));
        Assert.Contains("2 of 3 shards run.", page, StringComparison.Ordinal);
        Assert.Contains("process 7 on north", page, StringComparison.Ordinal);
        Assert.Contains("3.5 s", page, StringComparison.Ordinal);
        Assert.Contains("<span class=\"state bad\">dead</span>", page, StringComparison.Ordinal);
        Assert.Contains("<span class=\"state bad\">away</span>", page, StringComparison.Ordinal);
        Assert.Contains("<dt>shard</dt>", await http.GetStringAsync(host.Url("/glossary")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_page_is_kept_current()
    {
        await using var host = await StartAsync();
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Accept.ParseAdd("text/event-stream");

        using var events = new StreamReader(await http.GetStreamAsync(host.Url(Path)));
        var text = "";
        while (!text.Contains("process 7 on north", StringComparison.Ordinal))
        {
            text = await events.ReadLineAsync() ?? throw new IOException("The events have ended.");
        }

        Assert.DoesNotContain("<html", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Contact_is_shown_with_its_shard_and_owner_to_viewers_without_a_tenant()
    {
        await using var host = await StartAsync();
        await host.RunAsync("Reminders", contacts: 2);
        using var http = new HttpClient();

        Assert.Contains(Owner, await http.GetStringAsync(host.Url("/1/contacts/c1")), StringComparison.Ordinal);
        host.Caller = new ApiCaller("acme", ApiRole.Admin, "acme");
        Assert.DoesNotContain(Owner, await http.GetStringAsync(host.Url("/1/contacts/c1")), StringComparison.Ordinal);
        Assert.DoesNotContain(Path, await http.GetStringAsync(host.Url("/operations")), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await http.GetAsync(host.Url(Path))).StatusCode);
    }

    [Fact]
    public async Task One_engine_shows_nothing_of_a_cluster()
    {
        await using var host = await DashboardHost.StartAsync();
        await host.RunAsync("Reminders", contacts: 2);
        using var http = new HttpClient();

        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync(host.Url(Path))).StatusCode);
        Assert.DoesNotContain(Path, await http.GetStringAsync(host.Url("/operations")), StringComparison.Ordinal);
        Assert.DoesNotContain("shard", await http.GetStringAsync(host.Url("/1/contacts/c1")), StringComparison.Ordinal);
        Assert.DoesNotContain("shard", await http.GetStringAsync(host.Url("/glossary")), StringComparison.Ordinal);
    }

    private static Task<DashboardHost> StartAsync() =>
        DashboardHost.StartAsync(configure: campaigns => FakeCluster.AddTo(campaigns.Services));
}
