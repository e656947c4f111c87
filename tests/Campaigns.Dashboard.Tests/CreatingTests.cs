using System.Text;
using Campaigns.Dashboard.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Campaigns.Dashboard.Tests;

public sealed class CreatingTests(Browser browser)
{
    private const string Contacts =
        "name;phone;zone\r\nAda;+14155550100;America/Los_Angeles\r\nBob;not a number;America/Los_Angeles\r\nCy;+14155550102;Mars/Olympus\r\nDee;+14155550103;Europe/Paris\r\n";

    [Fact]
    public async Task A_campaign_is_created_filled_watched_paused_explained_resumed_and_finished_in_the_page()
    {
        await using var host = await DashboardHost.StartAsync();
        await using var viewed = await browser.OpenAsync(host.Url());
        var page = viewed.Page;

        await page.GetByRole(AriaRole.Link, new() { Name = "New campaign" }).ClickAsync();
        await page.GetByLabel("Name").FillAsync("Spring");
        await page.GetByLabel("Tenant").FillAsync("acme");
        await page.GetByLabel("Live attempts at most").FillAsync("1");
        await page.GetByLabel("Minutes between attempts").FillAsync("0");
        await page.GetByLabel("From").FillAsync("");
        await page.GetByLabel("To", new() { Exact = true }).FillAsync("");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create the draft" }).ClickAsync();

        await UploadAsync(page, "Check only");
        await Expect(page.GetByRole(AriaRole.Main)).ToContainTextAsync("delimiter semicolon");
        // and a heading
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Refused rows" }).GetByRole(AriaRole.Row)).ToHaveCountAsync(3);
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "The first rows" })).ToContainTextAsync("+14155550100");
        Assert.Equal(0, (await host.Client.GetStatisticsAsync(new CampaignId(1))).Total);

        await page.GetByRole(AriaRole.Link, new() { Name = "Upload it" }).ClickAsync();
        await UploadAsync(page, "Add the contacts");
        var download = await page.RunAndWaitForDownloadAsync(() =>
            page.GetByRole(AriaRole.Link, new() { Name = "Download them as a file" }).ClickAsync());
        Assert.Contains("Mars/Olympus", await File.ReadAllTextAsync((await download.PathAsync())!), StringComparison.Ordinal);
        await page.GetByRole(AriaRole.Link, new() { Name = "Go on to the campaign" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Look ahead" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Main)).ToContainTextAsync("2 contacts have not ended");
        await page.GetByRole(AriaRole.Button, new() { Name = "Start" }).ClickAsync();
        await Expect(Card(page, "live")).ToHaveTextAsync("1");
        await WatchPauseExplainAndFinishAsync(host, page);
        Assert.Empty(viewed.Errors);
    }

    /// <summary>The rest of the story, without a reload of the campaign's page.</summary>
    private static async Task WatchPauseExplainAndFinishAsync(DashboardHost host, IPage page)
    {
        var campaign = new CampaignId(1);
        await host.NextCallAsync();
        await EndAsync(AttemptOutcome.NoAnswer);
        await host.NextCallAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Outcomes", Exact = true })).ToContainTextAsync("no answer");
        await page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status).First).ToContainTextAsync("Attempts that are live end by themselves: 1.");
        await EndAsync(AttemptOutcome.Completed);
        await Expect(Card(page, "completed")).ToHaveTextAsync("1");
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Outcomes by try" })).ToContainTextAsync("Try 2");
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Why not now" })).ToContainTextAsync("campaign");

        await page.GetByRole(AriaRole.Link, new() { Name = "Contacts", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Row).Filter(new() { HasText = "new" }).GetByRole(AriaRole.Link).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Why not now" })).ToContainTextAsync("paused");
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Timeline" })).ToContainTextAsync("Nothing has happened yet");
        await page.GoBackAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Spring" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Resume" }).ClickAsync();
        await host.NextCallAsync();
        await EndAsync(AttemptOutcome.Completed);
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "State" })).ToContainTextAsync("completed");

        async Task EndAsync(AttemptOutcome outcome)
        {
            var live = await host.Client.ListContactsAsync(campaign, new ContactFilter { State = JobState.Live });
            await host.EndCallAsync(campaign, Assert.Single(live.Items).Contact.Key, outcome);
        }
    }

    private static ILocator Card(IPage page, string word) =>
        page.Locator(".card").Filter(new() { HasText = word }).First.Locator("b");

    private static async Task UploadAsync(IPage page, string button)
    {
        await page.GetByLabel("CSV file").SetInputFilesAsync(
            new FilePayload { Name = "contacts.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes(Contacts) });
        await page.GetByRole(AriaRole.Button, new() { Name = button }).ClickAsync();
    }
}
