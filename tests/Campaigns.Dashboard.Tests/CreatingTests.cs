using System.Text;
using Campaigns.Dashboard.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Campaigns.Dashboard.Tests;

public sealed class CreatingTests(Browser browser) : IClassFixture<Browser>
{
    private const string Contacts =
        "name;phone;zone\r\nAda;+14155550100;America/Los_Angeles\r\nBob;not a number;America/Los_Angeles\r\nCy;+14155550102;Mars/Olympus\r\nDee;+14155550103;Europe/Paris\r\n";

    [Fact]
    public async Task A_campaign_is_created_filled_checked_and_run_in_the_page()
    {
        await using var host = await DashboardHost.StartAsync();
        await using var viewed = await browser.OpenAsync(host.Url());
        var page = viewed.Page;

        await page.GetByRole(AriaRole.Link, new() { Name = "New campaign" }).ClickAsync();
        await page.GetByLabel("Name").FillAsync("Spring");
        await page.GetByLabel("Tenant").FillAsync("acme");
        await page.GetByLabel("From").FillAsync("");
        await page.GetByLabel("To", new() { Exact = true }).FillAsync("");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create the draft" }).ClickAsync();

        await UploadAsync(page, "Check only");
        await Expect(page.GetByRole(AriaRole.Main)).ToContainTextAsync("delimiter semicolon");
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Refused rows" }).GetByRole(AriaRole.Row)).ToHaveCountAsync(3); // and a heading
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "The first rows" })).ToContainTextAsync("+14155550100");
        Assert.Equal(0, (await host.Client.GetStatisticsAsync(new CampaignId(1))).Total);

        await page.GetByRole(AriaRole.Link, new() { Name = "Upload it" }).ClickAsync();
        await UploadAsync(page, "Add the contacts");
        var download = await page.RunAndWaitForDownloadAsync(() =>
            page.GetByRole(AriaRole.Link, new() { Name = "Download them as a file" }).ClickAsync());
        Assert.Contains("Mars/Olympus", await File.ReadAllTextAsync((await download.PathAsync())!), StringComparison.Ordinal);
        await page.GetByRole(AriaRole.Link, new() { Name = "Go on to the campaign" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Start" }).ClickAsync();

        await Expect(page.Locator(".card").Filter(new() { HasText = "live" }).Locator("b")).ToHaveTextAsync("2");
        Assert.Empty(viewed.Errors);
    }

    private static async Task UploadAsync(IPage page, string button)
    {
        await page.GetByLabel("CSV file").SetInputFilesAsync(
            new FilePayload { Name = "contacts.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes(Contacts) });
        await page.GetByRole(AriaRole.Button, new() { Name = button }).ClickAsync();
    }
}
