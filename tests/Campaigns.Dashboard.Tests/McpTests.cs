using Campaigns.AspNetCore.Access;
using Campaigns.Dashboard.Tests.Support;
using Campaigns.Mcp;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Campaigns.Dashboard.Tests;

/// <summary>The tools for assistants, through the client of the protocol's own SDK.</summary>
public sealed class McpTests
{
    private const string Phone = "14155550000";

    [Fact]
    public async Task An_assistant_finds_out_why_somebody_was_not_called()
    {
        await using var host = await DashboardHost.StartAsync();
        var campaign = await host.RunAsync("Reminders", contacts: 3);
        await host.NextCallAsync();
        await host.Client.PauseAsync(campaign);
        await using var client = await ConnectAsync(host);

        Assert.Contains("Reminders", await CallAsync(client, "find_campaigns"), StringComparison.Ordinal);
        Assert.Contains("paused", await CallAsync(client, "why_not_called", ("campaign", $"{campaign}"), ("contact", "c1")),
            StringComparison.OrdinalIgnoreCase);
        Assert.Contains("carrier", await CallAsync(client, "contact_timeline", ("campaign", $"{campaign}"), ("contact", "c0")),
            StringComparison.Ordinal);
        Assert.Contains("\"Live\":1", await CallAsync(client, "campaign_status", ("campaign", $"{campaign}")),
            StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Numbers_are_hidden_unless_the_caller_may_see_them()
    {
        await using var host = await DashboardHost.StartAsync(mcp: options => options.ShowsPersonalData = caller =>
            caller.Name == "trusted");
        var campaign = await host.RunAsync("Reminders", contacts: 1);
        host.Caller = new ApiCaller("other", ApiRole.Admin, null);
        await using var client = await ConnectAsync(host);
        Assert.DoesNotContain(Phone, await CallAsync(client, "find_contacts", ("campaign", $"{campaign}")), StringComparison.Ordinal);

        host.Caller = new ApiCaller("trusted", ApiRole.Read, null);
        Assert.Contains(Phone, await CallAsync(client, "find_contacts", ("campaign", $"{campaign}")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_can_be_changed_unless_the_host_and_the_role_allow_it()
    {
        await using var reading = await DashboardHost.StartAsync();
        await using var reader = await ConnectAsync(reading);
        Assert.All(await reader.ListToolsAsync(), tool => Assert.True(tool.ProtocolTool.Annotations!.ReadOnlyHint));

        await using var host = await DashboardHost.StartAsync(mcp: options => options.AllowsWrites = true);
        var campaign = await host.RunAsync("Reminders", contacts: 1);
        await using var client = await ConnectAsync(host);
        host.Caller = new ApiCaller("reader", ApiRole.Read, null);
        Assert.Contains("role operate", await CallAsync(client, "pause_campaign", ("campaign", $"{campaign}")), StringComparison.Ordinal);
        Assert.Equal(CampaignState.Running, (await host.Client.GetStatisticsAsync(campaign)).State);

        host.Caller = new ApiCaller("operator", ApiRole.Operate, null);
        await CallAsync(client, "pause_campaign", ("campaign", $"{campaign}"));
        Assert.Equal(CampaignState.Paused, (await host.Client.GetStatisticsAsync(campaign)).State);
    }

    [Fact]
    public async Task A_tenant_finds_nothing_of_another_and_nobody_gets_nothing()
    {
        await using var host = await DashboardHost.StartAsync();
        var campaign = await host.RunAsync("Secret", contacts: 1, tenant: "globex");
        host.Caller = new ApiCaller("acme", ApiRole.Admin, "acme");
        await using (var client = await ConnectAsync(host))
        {
            Assert.DoesNotContain("Secret", await CallAsync(client, "find_campaigns"), StringComparison.Ordinal);
            Assert.Contains("no such campaign", await CallAsync(client, "campaign_status", ("campaign", $"{campaign}")),
                StringComparison.Ordinal);
        }

        host.Caller = null;
        await Assert.ThrowsAnyAsync<Exception>(() => ConnectAsync(host));
    }

    private static Task<McpClient> ConnectAsync(DashboardHost host) =>
        McpClient.CreateAsync(new HttpClientTransport(new HttpClientTransportOptions
        {
            Endpoint = new Uri(new Uri(host.Url()), "/mcp"),
            TransportMode = HttpTransportMode.StreamableHttp,
        }));

    private static async Task<string> CallAsync(McpClient client, string tool, params (string Name, string Value)[] arguments)
    {
        var answer = await client.CallToolAsync(tool, arguments.ToDictionary(each => each.Name, each => (object?)each.Value));
        return string.Concat(answer.Content.OfType<TextContentBlock>().Select(block => block.Text));
    }
}
