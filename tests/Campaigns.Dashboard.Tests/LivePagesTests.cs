using Campaigns.AspNetCore.Access;
using Campaigns.Dashboard.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Campaigns.Dashboard.Tests;

/// <summary>What an open page keeps while it changes, and what viewers share.</summary>
public sealed class LivePagesTests(Browser browser)
{
    [Fact]
    public async Task A_form_works_for_the_second_viewer_of_a_page_too()
    {
        await using var host = await DashboardHost.StartAsync();
        var campaign = await host.RunAsync("Reminders", contacts: 3);
        await host.NextCallAsync();
        await using var first = await browser.OpenAsync(host.Url($"/{campaign}"));
        await using var second = await browser.OpenAsync(host.Url($"/{campaign}"));
        await host.EndCallAsync(campaign, "c0", AttemptOutcome.Completed);
        await Expect(Completed(first.Page)).ToHaveTextAsync("1");
        await Expect(Completed(second.Page)).ToHaveTextAsync("1");

        await second.Page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await Expect(second.Page.GetByRole(AriaRole.Status).First).ToContainTextAsync("paused");
        await first.Page.GetByRole(AriaRole.Button, new() { Name = "Resume" }).ClickAsync();
        await Expect(first.Page.GetByRole(AriaRole.Status).First).ToContainTextAsync("goes on");
    }

    [Fact]
    public async Task A_page_keeps_the_focus_what_was_typed_and_what_was_unfolded()
    {
        await using var host = await DashboardHost.StartAsync();
        var campaign = await host.RunAsync("Reminders", contacts: 9);
        await host.NextCallAsync();
        await using var viewed = await browser.OpenAsync(host.Url($"/{campaign}"));
        var page = viewed.Page;
        var pending = page.Locator(".term").Filter(new() { HasText = "pending" }).First;
        await pending.FocusAsync();
        await Expect(pending.Locator(".meaning")).ToBeVisibleAsync(); // for the keyboard as for the mouse
        await page.GetByText("By zone:").ClickAsync(); // folds it
        await pending.FocusAsync();

        await host.EndCallAsync(campaign, "c0", AttemptOutcome.Completed);
        await Expect(Completed(page)).ToHaveTextAsync("1");

        await Expect(pending).ToBeFocusedAsync();
        await Expect(page.Locator("details").First).Not.ToHaveAttributeAsync("open", "");
        await page.Keyboard.PressAsync("Escape");
        await Expect(pending.Locator(".meaning")).ToBeHiddenAsync();
        await page.GotoAsync(host.Url("/operations"));
        await page.GetByText("Limits", new() { Exact = true }).ClickAsync();
        await page.GetByLabel("Live attempts at most").FillAsync("7");
        await page.GetByRole(AriaRole.Heading, new() { Name = "Providers" }).ClickAsync(); // away from the field
        await host.Operations.HoldTenantAsync("acme");
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Holds" })).ToContainTextAsync("Tenant acme is held");
        await Expect(page.GetByLabel("Live attempts at most")).ToHaveValueAsync("7");
        Assert.Empty(viewed.Errors);
    }

    [Fact]
    public async Task A_refusal_is_a_page_and_a_lost_connection_is_told()
    {
        var host = await DashboardHost.StartAsync();
        await host.RunAsync("Reminders", contacts: 1);
        host.Caller = new ApiCaller("reader", ApiRole.Read, null);
        await using var viewed = await browser.OpenAsync(host.Url("/new"));
        await Expect(viewed.Page.GetByRole(AriaRole.Heading, new() { Name = "Not allowed" })).ToBeVisibleAsync();
        await viewed.Page.GotoAsync(host.Url("/1"));
        await Expect(viewed.Page.Locator(".stale")).ToBeHiddenAsync();

        await host.DisposeAsync();

        await Expect(viewed.Page.Locator(".stale")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_page_comes_back_after_a_proxy_has_answered_for_a_host_that_was_away()
    {
        await using var host = await DashboardHost.StartAsync();
        var campaign = await host.RunAsync("Reminders", contacts: 3);
        await host.NextCallAsync();
        await using var viewed = await browser.OpenAsync(host.Url("/new"));
        var isAway = true;
        await viewed.Page.RouteAsync("**/*", route => isAway && route.Request.ResourceType == "eventsource"
            ? route.FulfillAsync(new() { Status = 502, ContentType = "text/html", Body = "Bad gateway" })
            : route.ContinueAsync());
        await viewed.Page.GotoAsync(host.Url($"/{campaign}"));
        await Expect(viewed.Page.Locator(".stale")).ToBeVisibleAsync();
        isAway = false;
        await host.EndCallAsync(campaign, "c0", AttemptOutcome.Completed);

        await Expect(viewed.Page.Locator(".stale")).ToBeHiddenAsync();
        await Expect(Completed(viewed.Page)).ToHaveTextAsync("1");
    }

    [Fact]
    public async Task Proxies_are_told_to_pass_live_pages_on_at_once()
    {
        await using var host = await DashboardHost.StartAsync();
        var campaign = await host.RunAsync("Reminders", contacts: 1);
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, host.Url($"/{campaign}"));
        request.Headers.Accept.ParseAdd("text/event-stream");
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);

        Assert.Equal("no", Assert.Single(answer.Headers.GetValues("X-Accel-Buffering")));
        Assert.True(answer.Headers.CacheControl is { NoStore: true, NoTransform: true });
    }

    private static ILocator Completed(IPage page) => page.Locator(".card").Filter(new() { HasText = "completed" }).First.Locator("b");
}
