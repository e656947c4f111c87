using Campaigns.Dashboard.Tests.Support;

namespace Campaigns.Dashboard.Tests;

/// <summary>
/// Measures how long an operator waits in a list of 100,000 contacts, when <c>CAMPAIGNS_PAUSES</c> is set: see
/// <c>eng/dashboard-pauses</c>. Nothing is asserted of time.
/// </summary>
public sealed class Pauses(Browser browser)
{
    private const string NextPage = "the next page";

    private const string Watch = """
        window.longest = 0;
        new PerformanceObserver(list => list.getEntries().forEach(task => window.longest = Math.max(window.longest, task.duration)))
            .observe({ type: 'longtask', buffered: true });
        """;

    private const string Read = """
        () => {
            const to = performance.getEntriesByType('navigation')[0];
            return [to.domContentLoadedEventEnd - to.startTime, window.longest];
        }
        """;

    [Fact]
    [Trait("Category", "Screenshots")]
    public async Task A_list_of_100_000_contacts_is_walked_through()
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariable("CAMPAIGNS_PAUSES") is null, "CAMPAIGNS_PAUSES is not set.");
        await using var host = await DashboardHost.StartAsync();
        var campaign = await host.RunAsync("Large", contacts: 100_000, start: false);
        await using var viewed = await browser.OpenAsync(host.Url());
        await viewed.Page.AddInitScriptAsync(Watch);
        string[] pages =
        [
            "", "/contacts", NextPage, "/contacts?state=New", NextPage, NextPage, "/contacts?state=Failed",
            "/contacts?text=c99999", "/contacts?text=nobody", "/contacts/c99999",
        ];
        var (slowest, longest) = (0.0, 0.0);
        foreach (var path in pages.Concat(pages))
        {
            var next = path == NextPage ? await viewed.Page.Locator("a[rel=next]").GetAttributeAsync("href") : null;
            var url = next is null ? host.Url($"/{campaign}{path}") : new Uri(new Uri(viewed.Page.Url), next).AbsoluteUri;
            await viewed.Page.GotoAsync(url);
            var figures = await viewed.Page.EvaluateAsync<double[]>(Read);
            TestContext.Current.TestOutputHelper?.WriteLine($"{path}: {figures[0]:F0} ms to the page, longest task {figures[1]:F0} ms");
            (slowest, longest) = (Math.Max(slowest, figures[0]), Math.Max(longest, figures[1]));
        }

        TestContext.Current.TestOutputHelper?.WriteLine(
            FormattableString.Invariant($"{{\"contacts\":100000,\"slowest_page_ms\":{slowest:F0},\"longest_task_ms\":{longest:F0}}}"));
        Assert.Empty(viewed.Errors);
    }
}
