using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Campaigns.AspNetCore.Access;
using Campaigns.Dashboard.Tests.Support;

namespace Campaigns.Dashboard.Tests;

/// <summary>An open page ends with the rights of its viewer.</summary>
public sealed class LiveSessionTests
{
    [Fact]
    public async Task A_revoked_key_ends_its_open_pages_and_no_others()
    {
        await using var host = await DashboardHost.StartAsync(withKeys: true);
        var campaign = await host.RunAsync("Reminders", contacts: 2);
        await host.NextCallAsync();
        using var http = new HttpClient { BaseAddress = new Uri(host.Url()) };
        var (admin, _) = await CreateKeyAsync(http, "admin");
        http.DefaultRequestHeaders.Authorization = new("Bearer", admin);
        var (reader, id) = await CreateKeyAsync(http, "read");
        using var own = await LiveStream.OpenAsync(host, $"/{campaign}", reader);
        using var other = await LiveStream.OpenAsync(host, $"/{campaign}", admin);
        Assert.NotNull(await own.NextAsync());
        Assert.NotNull(await other.NextAsync());

        (await http.PostAsync($"/api/keys/{id}/revoke", null)).EnsureSuccessStatusCode();

        while (await own.NextAsync() is not null)
        {
            // what was on its way
        }

        await host.EndCallAsync(campaign, "c0", AttemptOutcome.Completed);
        Assert.NotNull(await other.NextAsync());
    }

    [Theory]
    [InlineData(ApiRole.Operate, null)]
    [InlineData(ApiRole.Admin, "acme")]
    public async Task A_viewer_with_other_rights_asks_for_the_page_again(ApiRole role, string? tenant)
    {
        await using var host = await DashboardHost.StartAsync();
        var campaign = await host.RunAsync("Reminders", contacts: 1, start: false);
        using var own = await LiveStream.OpenAsync(host, $"/{campaign}");
        Assert.NotNull(await own.NextAsync());

        host.Caller = new ApiCaller("test", role, tenant);

        while (await own.NextAsync() is not null)
        {
            // what was on its way
        }
    }

    private static async Task<(string Key, string Id)> CreateKeyAsync(HttpClient http, string role)
    {
        var answer = await http.PostAsJsonAsync("/api/keys", new JsonObject { ["name"] = role, ["role"] = role });
        var body = JsonNode.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync())!;
        return ((string)body["key"]!, (string)body["id"]!);
    }
}
