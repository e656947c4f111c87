using Campaigns.Dashboard.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Campaigns.Dashboard.Tests;

/// <summary>Settings of a running campaign, and one contact, changed in the page.</summary>
public sealed class ChangingTests(Browser browser)
{
    [Fact]
    public async Task Limits_and_hours_change_after_their_effect_was_shown()
    {
        await using var host = await DashboardHost.StartAsync();
        var campaign = await host.RunAsync("Reminders", contacts: 60, maxConcurrent: 10);
        for (var call = 0; call < 10; call++)
        {
            await host.NextCallAsync();
        }

        await using var viewed = await browser.OpenAsync(host.Url($"/{campaign}"));
        var page = viewed.Page;
        await page.GetByRole(AriaRole.Link, new() { Name = "Change limits and hours" }).ClickAsync();
        await page.GetByLabel("Live attempts at most").FillAsync("50");
        await page.GetByLabel("these hours").CheckAsync();
        await page.GetByLabel("From").FillAsync("00:00");
        await page.GetByLabel("To", new() { Exact = true }).FillAsync("00:00");
        await page.GetByLabel("On days").SelectOptionAsync("all");
        await page.GetByRole(AriaRole.Button, new() { Name = "Show the effect" }).ClickAsync();

        var main = page.GetByRole(AriaRole.Main);
        await Expect(main).ToContainTextAsync("Up to 40 more attempts start at once");
        await Expect(main).ToContainTextAsync("all hours");
        await Expect(main).ToContainTextAsync("Of 50 contacts that wait, the hours are open now for 50; before, for 50.");
        Assert.Equal(10, (await host.Client.GetSettingsAsync(campaign)).Settings.MaxConcurrent);
        await page.GetByRole(AriaRole.Button, new() { Name = "Change it now" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status).First).ToContainTextAsync("settings are changed");

        Assert.Equal(50, (await host.Client.GetSettingsAsync(campaign)).Settings.MaxConcurrent);
        for (var call = 0; call < 40; call++)
        {
            await host.NextCallAsync();
        }

        Assert.Empty(viewed.Errors);
    }

    [Fact]
    public async Task A_change_that_somebody_else_overtook_is_refused_and_keeps_what_was_entered()
    {
        await using var host = await DashboardHost.StartAsync();
        var campaign = await host.RunAsync("Reminders", contacts: 1);
        await using var viewed = await browser.OpenAsync(host.Url($"/{campaign}/settings"));
        var page = viewed.Page;
        await page.GetByLabel("Live attempts at most").FillAsync("50");
        await page.GetByRole(AriaRole.Button, new() { Name = "Show the effect" }).ClickAsync();
        await host.Client.ChangeAsync(campaign, settings => settings with { MaxConcurrent = 3 });

        await page.GetByRole(AriaRole.Button, new() { Name = "Change it now" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await Expect(page.GetByLabel("Live attempts at most")).ToHaveValueAsync("50");
        Assert.Equal(3, (await host.Client.GetSettingsAsync(campaign)).Settings.MaxConcurrent);
    }

    [Fact]
    public async Task A_time_is_read_in_the_zone_that_the_form_named()
    {
        await using var host = await DashboardHost.StartAsync();
        var campaign = await host.RunAsync("Reminders", contacts: 3);
        await host.NextCallAsync();
        await using var viewed = await browser.OpenAsync(host.Url($"/{campaign}/contacts/c1")); // its script tells the zone only now

        await viewed.Page.GetByLabel("Contact at, UTC").FillAsync("2031-07-01T17:00");
        await viewed.Page.GetByRole(AriaRole.Button, new() { Name = "Reschedule" }).ClickAsync();

        await Expect(viewed.Page.GetByRole(AriaRole.Status).First).ToContainTextAsync("17:00 (UTC)");
        Assert.Equal(new DateTimeOffset(2031, 7, 1, 17, 0, 0, TimeSpan.Zero), (await host.Client.GetContactAsync(campaign, "c1")).NextDue);
    }

    [Fact]
    public async Task A_contact_is_rescheduled_corrected_suppressed_and_removed()
    {
        await using var host = await DashboardHost.StartAsync();
        var campaign = await host.RunAsync("Reminders", contacts: 3);
        await host.NextCallAsync();
        await using var viewed = await browser.OpenAsync(host.Url($"/{campaign}/contacts/c1"));
        var page = viewed.Page;
        await page.ReloadAsync(); // the first page told the zone

        await page.GetByLabel("Contact at, Europe/Paris").FillAsync("2031-07-01T17:00");
        await page.GetByRole(AriaRole.Button, new() { Name = "Reschedule" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status).First).ToContainTextAsync("17:00 (Europe/Paris)");
        Assert.Equal(new DateTimeOffset(2031, 7, 1, 15, 0, 0, TimeSpan.Zero), (await host.Client.GetContactAsync(campaign, "c1")).NextDue);

        await page.GetByLabel("Time zone").FillAsync("Mars/Olympus");
        await page.GetByRole(AriaRole.Button, new() { Name = "Correct" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Mars/Olympus");
        await page.GetByLabel("Time zone").FillAsync("Asia/Tokyo");
        await page.GetByLabel("New number").FillAsync("+14155559999");
        await page.GetByRole(AriaRole.Button, new() { Name = "Correct" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status).First).ToContainTextAsync("corrected");
        var changed = (await host.Client.GetContactAsync(campaign, "c1")).Contact;
        Assert.Equal(("Asia/Tokyo", "+14155559999"), (changed.Zone, changed.Phone.Reveal()));

        await page.GetByRole(AriaRole.Link, new() { Name = "Remove…" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove the contact" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status).First).ToContainTextAsync("removed");
        Assert.True((await host.Client.GetContactAsync(campaign, "c1")).State.IsTerminal());

        await page.GotoAsync(host.Url($"/{campaign}/contacts/c2"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Never contact" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status).First).ToContainTextAsync("do-not-contact list");
        Assert.Equal(JobState.Suppressed, (await host.Client.GetContactAsync(campaign, "c2")).State);
        await page.GetByRole(AriaRole.Button, new() { Name = "Take off" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status).First).ToContainTextAsync("off the do-not-contact list");
        Assert.Empty((await host.Operations.ListSuppressionsAsync("acme")).Items);
    }
}
