using System.Text.RegularExpressions;
using Campaigns.AspNetCore.Access;
using Campaigns.Dashboard.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Campaigns.Dashboard.Tests;

/// <summary>Tenants, keys and the audit log in the page.</summary>
public sealed class OperationsTests(Browser browser)
{
    [Fact]
    public async Task A_tenant_is_held_released_and_limited_and_the_log_says_who_did_it()
    {
        await using var host = await DashboardHost.StartAsync();
        await host.RunAsync("Reminders", contacts: 1);
        await using var viewed = await browser.OpenAsync(host.Url("/operations/tenants"));
        var page = viewed.Page;

        await page.GetByRole(AriaRole.Button, new() { Name = "Hold" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status).First).ToContainTextAsync("acme is held");
        Assert.Contains((await host.Operations.ListHoldsAsync()).Items, hold => hold.Tenant == "acme");
        await page.GotoAsync(host.Url("/operations"));
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Holds" }))
            .ToContainTextAsync(new Regex("Tenant acme is held\\s+since [0-9:]+\\s+Release"));
        await page.GotoAsync(host.Url("/operations/tenants"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Release" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status).First).ToContainTextAsync("acme is released");

        await page.GotoAsync(host.Url("/operations/tenants"));
        await page.Locator("summary").ClickAsync();
        await page.GetByLabel("Live attempts at most").FillAsync("7");
        await page.GetByLabel("Begin at most").FillAsync("3");
        await page.Locator("select[name=per]").SelectOptionAsync("second");
        await page.GetByLabel("Share among tenants").FillAsync("5");
        await page.GetByRole(AriaRole.Button, new() { Name = "Change" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status).First).ToContainTextAsync("limits of the tenant acme are changed");
        await Expect(page.GetByRole(AriaRole.Main)).ToContainTextAsync("3 per second");
        var settings = (await host.Operations.GetTenantAsync("acme")).Settings;
        Assert.Equal((7, 5, new RateLimit(3, TimeSpan.FromSeconds(1))), (settings.MaxConcurrent, settings.Weight, settings.Rate));

        await page.GotoAsync(host.Url("/operations/audit"));
        var held = page.GetByRole(AriaRole.Row).Filter(new() { HasText = "tenants/acme/hold" });
        await Expect(held).ToContainTextAsync("test");
        await Expect(held).ToContainTextAsync("done");
        Assert.Empty(viewed.Errors);
    }

    [Fact]
    public async Task The_circuit_of_a_provider_is_closed_by_hand()
    {
        await using var host = await DashboardHost.StartAsync(configure: campaigns => campaigns.AddProvider(
            Channels.Email, _ => new DownProvider(), provider =>
            {
                provider.Name = "mail";
                var pause = TimeSpan.FromHours(1);
                provider.CircuitBreaker = new() { ConsecutiveFailures = 1, BreakDuration = pause, MaxBreakDuration = pause };
            }));
        var campaign = await host.Client.CreateAsync(
            new CampaignDefinition { Name = "News", Steps = [new ContactStep { Channel = Channels.Email }] });
        var addresses = new Dictionary<string, string> { [Channels.Email] = "ann@example.com" };
        await host.Client.AddContactsAsync(campaign, [new Contact("ann", addresses: addresses)]);
        await host.Client.StartAsync(campaign);
        await using var viewed = await browser.OpenAsync(host.Url("/operations"));
        var again = viewed.Page.GetByRole(AriaRole.Button, new() { Name = "Use it again now" });
        await Expect(again).ToBeVisibleAsync(); // without a reload

        await again.ClickAsync();

        await Expect(viewed.Page.GetByRole(AriaRole.Status).First).ToContainTextAsync("The circuit of mail is closed");
        Assert.Empty(viewed.Errors);
    }

    [Fact]
    public async Task A_refused_form_is_in_the_audit_log_as_refused()
    {
        await using var host = await DashboardHost.StartAsync();
        var campaign = await host.RunAsync("Reminders", contacts: 1, start: false);
        await host.Client.CancelAsync(campaign);
        await using var viewed = await browser.OpenAsync(host.Url($"/{campaign}"));
        await viewed.Page.GotoAsync(host.Url($"/{campaign}/contacts/c0"));
        await viewed.Page.GetByRole(AriaRole.Button, new() { Name = "Contact this person again", Exact = true }).ClickAsync();
        await Expect(viewed.Page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();

        await viewed.Page.GotoAsync(host.Url("/operations/audit"));
        await Expect(viewed.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "/rerun" })).ToContainTextAsync("refused");
    }

    [Fact]
    public async Task A_key_is_shown_once_and_revoked()
    {
        await using var host = await DashboardHost.StartAsync();
        await using var viewed = await browser.OpenAsync(host.Url("/operations/keys"));
        var page = viewed.Page;
        await page.GetByLabel("Name").FillAsync("reports");
        await page.GetByLabel("Tenant").FillAsync("acme");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create a key" }).ClickAsync();

        var text = (await page.GetByRole(AriaRole.Status).First.Locator("code").InnerTextAsync()).Trim();
        Assert.True(text.Length > 30);
        Assert.DoesNotContain(text, page.Url, StringComparison.Ordinal);
        await page.GotoAsync(host.Url("/operations/keys"));
        Assert.DoesNotContain(text, await page.ContentAsync(), StringComparison.Ordinal);

        await page.GetByRole(AriaRole.Button, new() { Name = "Revoke" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "reports" })).ToContainTextAsync("revoked");
        host.Caller = new ApiCaller("operator", ApiRole.Operate, null);
        Assert.Equal(403, (await page.GotoAsync(host.Url("/operations/keys")))!.Status);
        Assert.Equal(403, (await page.GotoAsync(host.Url("/operations/audit")))!.Status);
    }

    private sealed class DownProvider : IProvider
    {
        public ValueTask<DispatchResult> DispatchAsync(DispatchRequest request, CancellationToken cancellationToken) =>
            new(DispatchResult.ProviderDown("it does not answer"));
    }
}
