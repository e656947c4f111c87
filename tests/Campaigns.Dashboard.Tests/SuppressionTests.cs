using System.Text;
using Campaigns.Dashboard.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Campaigns.Dashboard.Tests;

/// <summary>Lists of people who must not be contacted, imported in the page.</summary>
public sealed class SuppressionTests(Browser browser)
{
    [Fact]
    public async Task A_file_is_counted_before_it_is_added_and_its_bad_rows_are_a_file()
    {
        await using var host = await DashboardHost.StartAsync();
        var campaign = await host.RunAsync("Reminders", contacts: 3, start: false);
        await using var viewed = await browser.OpenAsync(host.Url("/operations/suppressions?tenant=acme"));
        var page = viewed.Page;
        await page.GetByRole(AriaRole.Link, new() { Name = "Import a list…" }).ClickAsync();
        await page.GetByLabel("File:").SetInputFilesAsync(new FilePayload
        {
            Name = "stop.csv", MimeType = "text/csv",
            Buffer = Encoding.UTF8.GetBytes("phone;note\r\n+14155550001;asked\r\n;=1+1\r\n+14155550002;\r\n"),
        });
        await page.GetByRole(AriaRole.Button, new() { Name = "Count them…" }).ClickAsync();

        var main = page.GetByRole(AriaRole.Main);
        await Expect(main).ToContainTextAsync("delimiter semicolon");
        await Expect(main).ToContainTextAsync("phone is the address");
        Assert.Empty((await host.Operations.ListSuppressionsAsync("acme")).Items);
        var link = page.GetByRole(AriaRole.Link, new() { Name = "Download them as a file" });
        var answer = await page.APIRequest.GetAsync(new Uri(new Uri(page.Url), await link.GetAttributeAsync("href")).ToString());
        Assert.Equal(200, answer.Status);
        Assert.Contains("attachment", answer.Headers["content-disposition"], StringComparison.Ordinal);
        var refused = await answer.TextAsync();
        Assert.Contains("neither a key nor an address", refused, StringComparison.Ordinal);
        Assert.DoesNotContain(";=1+1", refused, StringComparison.Ordinal); // a spreadsheet would run it

        await page.GetByRole(AriaRole.Button, new() { Name = "Add 2 entries" }).ClickAsync();
        await Expect(page.Locator(".card").Filter(new() { HasText = "added" }).Locator("b")).ToHaveTextAsync("2");
        Assert.Equal(2, (await host.Operations.ListSuppressionsAsync("acme")).Items.Count);
        Assert.Equal(JobState.New, (await host.Client.GetContactAsync(campaign, "c0")).State); // another number
        Assert.Empty(viewed.Errors);
    }

    [Fact]
    public async Task A_pasted_list_is_imported_and_what_is_known_is_told()
    {
        await using var host = await DashboardHost.StartAsync();
        await host.Reports.SuppressAsync(Suppression.OfAddress("acme", "+14155550001"));
        await using var viewed = await browser.OpenAsync(host.Url("/operations/suppressions/import?tenant=acme"));
        var page = viewed.Page;
        await page.GetByRole(AriaRole.Button, new() { Name = "Count them…" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Choose a file, or paste a list");

        await page.GetByLabel("Tenant").FillAsync("acme");
        await page.GetByLabel("Or a list").FillAsync("+1 415 555 0001\n+1 415 555 0003");
        await page.GetByRole(AriaRole.Button, new() { Name = "Count them…" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Add 2 entries" }).ClickAsync();

        await Expect(page.Locator(".card").Filter(new() { HasText = "on the list already" }).Locator("b")).ToHaveTextAsync("1");
        Assert.Equal(2, (await host.Operations.ListSuppressionsAsync("acme")).Items.Count);
    }
}
