using Campaigns.Dashboard.Tests.Support;
using Campaigns.Tests;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Campaigns.Dashboard.Tests;

/// <summary>No page has a violation that axe finds, in both themes, and none scrolls sideways on a phone.</summary>
public sealed class AccessibilityTests(Browser browser)
{
    private static readonly string[] Pages =
    [
        "/", "/new", "/1", "/1/upload", "/1/cancel", "/1/contacts", "/1/contacts/c0", "/operations", "/operations/stop",
        "/operations/suppressions?tenant=acme", "/operations/events", "/operations/reports", "/operations/webhooks",
        "/operations/tenants", "/operations/cluster", "/operations/audit", "/operations/keys", "/1/settings",
        "/1/settings/review?revision=0&maxConcurrent=50",
        "/1/contacts/c1/remove", "/1/bulk?state=New&action=Remove", "/recruiting", "/recruiting/17", "/999",
        "/1/attempts", "/1/preflight", "/glossary", "/operations/suppressions/import", "/operations/webhooks/new", "/sign-in",
    ];

    /// <summary>The rules that can find something in one theme alone: the themes differ in their colors only.</summary>
    private static readonly RunOnlyOptions RulesOfColors = new() { Type = "rule", Values = ["color-contrast", "link-in-text-block"] };

    [Theory, InlineData(ColorScheme.Light), InlineData(ColorScheme.Dark)]
    public async Task No_page_has_a_violation(ColorScheme scheme)
    {
        await using var host = await DashboardHost.StartAsync(configure: campaigns => FakeCluster.AddTo(campaigns.Services));
        await host.RunAsync("Reminders", contacts: 3);
        await host.RunAsync("Role 17", contacts: 3);
        await host.NextCallAsync();
        await host.NextCallAsync();
        await host.EndCallAsync(new CampaignId(1), "c0", AttemptOutcome.Busy);
        await using var viewed = await browser.OpenAsync(host.Url(), options => options.ColorScheme = scheme);
        var found = new List<string>();
        foreach (var path in Pages)
        {
            await viewed.Page.GotoAsync(host.Url(path));
            var violations = await ViolationsAsync(viewed.Page, scheme == ColorScheme.Light ? null : RulesOfColors);
            found.AddRange(violations.Select(each => $"{path}: {each}"));
        }

        found.AddRange(viewed.Errors.Where(error => !error.Contains("404", StringComparison.Ordinal)));
        Assert.Empty(found);
    }

    [Fact]
    public async Task No_page_scrolls_sideways_on_a_phone()
    {
        await using var host = await DashboardHost.StartAsync(configure: campaigns => FakeCluster.AddTo(campaigns.Services));
        await host.RunAsync("Reminders", contacts: 3);
        await host.RunAsync("Role 17", contacts: 3);
        await using var viewed = await browser.OpenAsync(host.Url(), options =>
            options.ViewportSize = new ViewportSize { Width = 375, Height = 700 });
        foreach (var path in Pages)
        {
            await viewed.Page.GotoAsync(host.Url(path));
            var width = await viewed.Page.EvaluateAsync<int>("document.documentElement.scrollWidth");
            Assert.True(width <= 375, $"{path} is {width} wide");
        }
    }

    private static async Task<IEnumerable<string>> ViolationsAsync(IPage page, RunOnlyOptions? only)
    {
        var axe = await page.RunAxe(new AxeRunOptions { RunOnly = only });
        return axe.Violations.Select(each => $"{each.Id} {each.Help}: {string.Join(" ", each.Nodes.Select(node => node.Html))}");
    }
}
