using Campaigns.Dashboard.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Campaigns.Dashboard.Tests;

/// <summary>The event log, reports that match no attempt, and what "stop everything" says.</summary>
public sealed class LogPagesTests(Browser browser)
{
    [Fact]
    public async Task An_event_that_failed_is_applied_again_and_a_report_without_attempt_is_dismissed()
    {
        await using var host = await DashboardHost.StartAsync();
        await host.Operations.SetTriggerAsync(
            new CampaignTrigger { Tenant = "acme", Name = "welcome", EventType = "signed-up", CampaignKey = "welcome",
                Contact = new ContactMapping { Phone = "phone", Zone = "zone" } });
        await host.Reports.IngestAsync(new InboundEvent("acme", "e1", "signed-up")
        {
            ContactKey = "ann", Data = """{"phone":"+14155550009","zone":"America/Los_Angeles"}""",
        });
        await host.Reports.ReportAsync(ProviderReport.OfCall("carrier", "call-of-nobody", AttemptState.Ended, AttemptOutcome.Busy));
        var campaign = await host.Client.CreateAsync(new CampaignDefinition
        {
            Name = "Welcome", Tenant = "acme", Key = "welcome", KeepOpen = true, Steps = [new ContactStep { Channel = Channels.Voice }],
        });
        await host.Client.StartAsync(campaign);
        await using var viewed = await browser.OpenAsync(host.Url("/operations/events"));
        var page = viewed.Page;

        var row = page.GetByRole(AriaRole.Row).Filter(new() { HasText = "signed-up" });
        await Expect(row).ToContainTextAsync("trigger failed");
        await row.GetByRole(AriaRole.Button, new() { Name = "Apply again" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status).First).ToContainTextAsync("applied again");
        await Expect(row).ToContainTextAsync("applied");
        await Expect(row.GetByRole(AriaRole.Button)).ToHaveCountAsync(0);
        Assert.Equal("ann", (await host.Client.GetContactAsync(campaign, "ann")).Contact.Key);

        await page.GotoAsync(host.Url("/operations/reports"));
        await Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "call-of-nobody" })).ToContainTextAsync("busy");
        await page.GetByRole(AriaRole.Button, new() { Name = "Dismiss all of them" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Main)).ToContainTextAsync("Every report belongs to an attempt");
        Assert.Empty(viewed.Errors);
    }

    [Fact]
    public async Task Stop_everything_says_what_it_did_and_a_provider_keeps_its_limit()
    {
        await using var host = await DashboardHost.StartAsync();
        var campaign = await host.RunAsync("Reminders", contacts: 5, maxConcurrent: 2);
        await host.NextCallAsync();
        await host.NextCallAsync();
        await using var viewed = await browser.OpenAsync(host.Url("/operations"));
        var page = viewed.Page;
        await page.GetByText("Limits", new() { Exact = true }).ClickAsync();
        await page.GetByLabel("Live attempts at most").FillAsync("3");
        await page.GetByLabel("Begin at most").FillAsync("60");
        await page.GetByRole(AriaRole.Button, new() { Name = "Change" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status).First).ToContainTextAsync("limits of carrier are changed");
        await page.GetByRole(AriaRole.Link, new() { Name = "Stop everything…" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Stop everything now" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Status).First)
            .ToContainTextAsync("1 running campaigns send nothing more. 2 attempts are live");
        await host.EndCallAsync(campaign, "c0", AttemptOutcome.Completed);
        Assert.Equal(1, (await host.Client.GetStatisticsAsync(campaign)).Live); // nothing follows
        await page.GetByRole(AriaRole.Button, new() { Name = "Release everything" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status).First).ToContainTextAsync("released");
        await host.NextCallAsync();
        var carrier = Assert.Single(await host.Operations.ListProvidersAsync());
        Assert.Equal((3, new RateLimit(60, TimeSpan.FromMinutes(1))), (carrier.Settings.MaxConcurrent, carrier.Settings.Rate));
    }
}
