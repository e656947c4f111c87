using Campaigns.AspNetCore.Access;
using Campaigns.Dashboard.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Campaigns.Dashboard.Tests;

/// <summary>Campaigns and contacts in a real browser.</summary>
public sealed class CampaignPagesTests(Browser browser)
{
    [Fact]
    public async Task An_open_page_shows_what_happens_without_a_reload()
    {
        await using var host = await DashboardHost.StartAsync();
        var campaign = await host.RunAsync("Reminders", contacts: 3);
        await using var viewed = await browser.OpenAsync(host.Url($"/{campaign}"));
        await Expect(Card(viewed.Page, "completed")).ToHaveTextAsync("0");

        await host.NextCallAsync();
        await host.EndCallAsync(campaign, "c0", AttemptOutcome.Completed);

        await Expect(Card(viewed.Page, "completed")).ToHaveTextAsync("1");
        Assert.Empty(viewed.Errors);
    }

    [Fact]
    public async Task A_campaign_is_paused_resumed_and_canceled_with_the_number_of_live_calls()
    {
        await using var host = await DashboardHost.StartAsync();
        var campaign = await host.RunAsync("Reminders", contacts: 5, maxConcurrent: 2);
        await host.NextCallAsync();
        await host.NextCallAsync();
        await using var viewed = await browser.OpenAsync(host.Url($"/{campaign}"));
        var page = viewed.Page;

        await page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status).First).ToContainTextAsync("paused");
        await page.GetByRole(AriaRole.Button, new() { Name = "Resume" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status).First).ToContainTextAsync("goes on");
        await page.GetByRole(AriaRole.Link, new() { Name = "Cancel…" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Main)).ToContainTextAsync("2 attempts are live, and 3 contacts");
        Assert.Equal(CampaignState.Running, (await host.Client.GetStatisticsAsync(campaign)).State);
        await page.GetByRole(AriaRole.Button, new() { Name = "Cancel the campaign" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status).First).ToContainTextAsync("canceled");

        Assert.Equal(CampaignState.Canceled, (await host.Client.GetStatisticsAsync(campaign)).State);
        Assert.Empty(viewed.Errors);
    }

    [Fact]
    public async Task Every_page_and_button_works_without_script()
    {
        await using var host = await DashboardHost.StartAsync();
        var campaign = await host.RunAsync("Reminders", contacts: 2);
        await host.NextCallAsync();
        await using var viewed = await browser.OpenAsync(host.Url(), options => options.JavaScriptEnabled = false);
        var page = viewed.Page;

        await page.GetByRole(AriaRole.Link, new() { Name = "Reminders" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status).First).ToContainTextAsync("paused");
        await page.GetByRole(AriaRole.Link, new() { Name = "Contacts", Exact = true }).ClickAsync();
        await page.GetByLabel("State").SelectOptionAsync("New");
        await page.GetByRole(AriaRole.Button, new() { Name = "Show" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Row)).ToHaveCountAsync(2); // the heading and c1
        await page.GetByRole(AriaRole.Link, new() { Name = "c1" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Why not now" })).ToContainTextAsync("paused");
    }

    [Fact]
    public async Task A_tenant_sees_only_its_own_and_a_reader_sees_no_buttons()
    {
        await using var host = await DashboardHost.StartAsync();
        var campaign = await host.RunAsync("Reminders", contacts: 1, tenant: "acme");
        await host.RunAsync("Secret", contacts: 1, tenant: "globex");
        host.Caller = new ApiCaller("reader", ApiRole.Read, "acme");
        await using var viewed = await browser.OpenAsync(host.Url());
        var page = viewed.Page;

        await Expect(page.GetByRole(AriaRole.Main)).ToContainTextAsync("Reminders");
        await Expect(page.GetByRole(AriaRole.Main)).Not.ToContainTextAsync("Secret");
        await page.GotoAsync(host.Url($"/{campaign}"));
        await Expect(page.GetByRole(AriaRole.Button)).ToHaveCountAsync(0);
        host.Caller = new ApiCaller("other", ApiRole.Admin, "globex");
        var foreign = await page.GotoAsync(host.Url($"/{campaign}"));
        Assert.Equal(404, foreign!.Status);
    }

    private static ILocator Card(IPage page, string word) =>
        page.Locator(".card").Filter(new() { HasText = word }).First.Locator("b");
}
