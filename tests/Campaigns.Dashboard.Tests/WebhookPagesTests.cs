using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Campaigns.AspNetCore.Access;
using Campaigns.Dashboard.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Campaigns.Dashboard.Tests;

/// <summary>Webhook endpoints in the page.</summary>
public sealed class WebhookPagesTests(Browser browser)
{
    [Fact]
    public async Task An_endpoint_is_created_changed_rotated_and_deleted_and_each_secret_is_shown_once()
    {
        await using var host = await DashboardHost.StartAsync();
        await using var receiver = await Receiver.StartAsync();
        await using var viewed = await browser.OpenAsync(host.Url("/operations/webhooks"));
        var page = viewed.Page;
        await page.GetByRole(AriaRole.Link, new() { Name = "New endpoint" }).ClickAsync();
        await page.GetByLabel("URL").FillAsync("https://user:secret@example.com/hooks");
        await page.GetByLabel("Note").FillAsync("crm");
        await page.GetByLabel("these types").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Create the endpoint" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("events The list is empty");
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("url ");
        await Expect(page.GetByLabel("Note")).ToHaveValueAsync("crm"); // what was entered is still there

        await page.GetByLabel("URL").FillAsync(receiver.Url);
        await page.GetByLabel("attempt.ended").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Create the endpoint" }).ClickAsync();
        var first = await SecretAsync(page);
        await page.GetByRole(AriaRole.Link, new() { Name = "I have stored it" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Settings" })).ToContainTextAsync("crm. Sends attempt.ended");
        var endpoint = page.Url;

        await page.GetByRole(AriaRole.Link, new() { Name = "Change…" }).ClickAsync();
        await page.GetByLabel("Note").FillAsync("billing");
        await page.GetByRole(AriaRole.Button, new() { Name = "Change it" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Settings" })).ToContainTextAsync("billing. Sends attempt.ended");
        await page.GetByRole(AriaRole.Button, new() { Name = "New secret" }).ClickAsync();
        Assert.NotEqual(first, await SecretAsync(page));
        await page.GotoAsync(endpoint);
        await Expect(page.GetByRole(AriaRole.Main)).ToContainTextAsync("The former secret signs too until");
        Assert.DoesNotContain("whsec_", await page.ContentAsync(), StringComparison.Ordinal);

        await page.GetByRole(AriaRole.Link, new() { Name = "Delete…" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete the endpoint" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Main)).ToContainTextAsync("There is no endpoint");
        host.Caller = new ApiCaller("operator", ApiRole.Operate, null);
        Assert.Equal(403, (await page.GotoAsync(host.Url("/operations/webhooks/new")))!.Status);
    }

    private static async Task<string> SecretAsync(IPage page)
    {
        var secret = (await page.Locator("code").InnerTextAsync()).Trim();
        Assert.StartsWith("whsec_", secret, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, page.Url, StringComparison.Ordinal);
        return secret;
    }

    [Fact]
    public async Task An_endpoint_is_tested_disabled_and_enabled_and_its_messages_are_sent_again()
    {
        await using var host = await DashboardHost.StartAsync();
        await using var receiver = await Receiver.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri(host.Url()) };
        var created = await http.PostAsJsonAsync("/api/webhook-endpoints", new JsonObject { ["url"] = receiver.Url, ["tenant"] = "acme" });
        var id = (string)JsonNode.Parse(await created.EnsureSuccessStatusCode().Content.ReadAsStringAsync())!["id"]!;
        await using var viewed = await browser.OpenAsync(host.Url("/operations/webhooks"));
        var page = viewed.Page;

        await page.GetByRole(AriaRole.Link, new() { Name = receiver.Url }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Send a test message" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status).First).ToContainTextAsync("on its way");
        await receiver.NextAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Delivered" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "webhook.test" })).ToHaveCountAsync(1);

        await page.GetByRole(AriaRole.Row).Filter(new() { HasText = "webhook.test" })
            .GetByRole(AriaRole.Button, new() { Name = "Send again" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status).First).ToContainTextAsync("sent again, with the same id");
        while (receiver.Ids.Count(id => id.StartsWith("msg_test", StringComparison.Ordinal)) < 2)
        {
            await receiver.NextAsync();
        }

        Assert.Single(receiver.Ids.Where(id => id.StartsWith("msg_test", StringComparison.Ordinal)).Distinct());
        await page.GetByRole(AriaRole.Button, new() { Name = "Send all failed ones again" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status).First).ToContainTextAsync("failed messages are sent again");

        await page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Disable") }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Main)).ToContainTextAsync("Somebody disabled it");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Send a test message" })).ToBeHiddenAsync();
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Enable") }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status).First).ToContainTextAsync("enabled");
        host.Caller = new ApiCaller("other", ApiRole.Admin, "globex");
        Assert.Equal(404, (await page.GotoAsync(host.Url($"/operations/webhooks/{id}")))!.Status);
        await page.GotoAsync(host.Url("/operations/webhooks"));
        await Expect(page.GetByRole(AriaRole.Main)).ToContainTextAsync("There is no endpoint");
    }
}
