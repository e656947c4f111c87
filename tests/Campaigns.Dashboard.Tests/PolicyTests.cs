using System.Reflection;
using Campaigns.Dashboard.Tests.Support;

namespace Campaigns.Dashboard.Tests;

/// <summary>The security policy, and what the pages weigh.</summary>
public sealed class PolicyTests(Browser browser)
{
    [Theory]
    [InlineData("document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\">')")]
    [InlineData("document.body.insertAdjacentHTML('beforeend', '<img src=\"http://127.0.0.1:1/x.png\">')")]
    [InlineData("document.body.appendChild(Object.assign(document.createElement('script'), { textContent: 'window.ran = 1' }))")]
    public async Task What_the_policy_forbids_is_an_error_that_every_test_would_see(string violation)
    {
        await using var host = await DashboardHost.StartAsync();
        await using var viewed = await browser.OpenAsync(host.Url());
        Assert.Empty(viewed.Errors);

        await viewed.Page.EvaluateAsync($"() => {{ {violation}; return new Promise(done => requestAnimationFrame(() => done(0))); }}");

        Assert.Contains(viewed.Errors, error => error.Contains("Content Security Policy", StringComparison.Ordinal));
        Assert.Null(await viewed.Page.EvaluateAsync<int?>("window.ran ?? null"));
    }

    [Fact]
    public void The_assets_weigh_60_KB_at_most_and_the_script_15()
    {
        var library = typeof(CampaignsDashboard).Assembly;
        var sizes = library.GetManifestResourceNames().ToDictionary(name => name, name => SizeOf(library, name));

        Assert.Contains("dashboard.js", sizes.Keys);
        Assert.True(sizes["dashboard.js"] <= 15 * 1_024, $"The script has {sizes["dashboard.js"]} bytes.");
        Assert.True(sizes.Values.Sum() <= 60 * 1_024, $"All assets have {sizes.Values.Sum()} bytes.");
    }

    private static long SizeOf(Assembly library, string name)
    {
        using var stream = library.GetManifestResourceStream(name)!;
        return stream.Length;
    }
}
