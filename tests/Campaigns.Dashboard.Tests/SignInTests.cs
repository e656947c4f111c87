using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Campaigns.Dashboard.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Campaigns.Dashboard.Tests;

public sealed class SignInTests(Browser browser)
{
    [Fact]
    public async Task A_viewer_signs_in_with_a_key_until_it_is_revoked()
    {
        await using var host = await DashboardHost.StartAsync(withKeys: true);
        await host.RunAsync("Reminders", contacts: 1);
        var (admin, _) = await CreateKeyAsync(host, null, "admin", null);
        var (reader, id) = await CreateKeyAsync(host, "acme", "read", admin);
        await using var viewed = await browser.OpenAsync(host.Url("/1"));
        var page = viewed.Page;

        await page.GetByLabel("API key").FillAsync("ck_wrong");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("not valid");
        await page.GetByLabel("API key").FillAsync(reader);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Main)).ToContainTextAsync("Reminders");
        await Expect(page.GetByRole(AriaRole.Banner)).ToContainTextAsync("acme · read");
        Assert.DoesNotContain(reader, string.Concat((await page.Context.CookiesAsync()).Select(cookie => cookie.Value)),
            StringComparison.Ordinal);

        using var http = Client(host, admin);
        (await http.PostAsync($"/api/keys/{id}/revoke", null)).EnsureSuccessStatusCode();
        await page.GotoAsync(host.Url("/1"));
        await Expect(page.GetByLabel("API key")).ToBeVisibleAsync();
    }

    private static async Task<(string Key, string Id)> CreateKeyAsync(DashboardHost host, string? tenant, string role, string? with)
    {
        using var http = Client(host, with);
        var answer = await http.PostAsJsonAsync("/api/keys", new JsonObject { ["name"] = $"{role} key", ["tenant"] = tenant,
            ["role"] = role });
        var body = JsonNode.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync())!;
        return ((string)body["key"]!, (string)body["id"]!);
    }

    private static HttpClient Client(DashboardHost host, string? key)
    {
        var http = new HttpClient { BaseAddress = new Uri(host.Url()) };
        if (key is not null)
        {
            http.DefaultRequestHeaders.Authorization = new("Bearer", key);
        }

        return http;
    }
}
