using Campaigns.Dashboard.Tests.Support;

namespace Campaigns.Dashboard.Tests;

/// <summary>Names with a slash in the addresses of pages and buttons.</summary>
public sealed class PathValueTests
{
    [Fact]
    public async Task The_buttons_of_a_tenant_act_for_it_and_for_no_other()
    {
        await using var host = await DashboardHost.StartAsync();
        await host.RunAsync("Reminders", contacts: 1, tenant: "acme/eu");
        using var visitor = new Visitor(host);
        var (_, tenants) = await visitor.ReadAsync("/operations/tenants");
        Assert.Contains("/operations/tenants/acme%2Feu/hold", tenants, StringComparison.Ordinal);

        var (_, to, _) = await visitor.SendAsync("/operations/tenants/acme%2Feu/hold");
        Assert.Contains("The tenant acme/eu is held", to, StringComparison.Ordinal);
        Assert.Equal("acme/eu", Assert.Single((await host.Operations.ListHoldsAsync()).Items).Tenant);
        await visitor.SendAsync("/operations/tenants/acme%252Feu/hold");
        await visitor.SendAsync("/operations/tenants/acme%2Feu/release");
        Assert.Equal("acme%2Feu", Assert.Single((await host.Operations.ListHoldsAsync()).Items).Tenant);
    }

    [Theory]
    [InlineData("a/b", "a%2Fb")]
    [InlineData("a%2Fb", "a%252Fb")]
    public async Task The_page_of_a_contact_and_its_buttons_are_those_of_its_key(string key, string path)
    {
        await using var host = await DashboardHost.StartAsync();
        var campaign = await host.RunAsync("Reminders", contacts: 0, start: false);
        await host.Client.AddContactsAsync(campaign, [new Contact("a/b", "+14155550001"), new Contact("a%2Fb", "+14155550002")]);
        using var visitor = new Visitor(host);

        var (status, page) = await visitor.ReadAsync($"/{campaign}/contacts/{path}");
        Assert.Equal(200, status);
        Assert.Contains($"<h1>{key}", page, StringComparison.Ordinal);
        Assert.Contains($"/{campaign}/contacts/{path}/remove", page, StringComparison.Ordinal);
        Assert.Equal(200, (await visitor.ReadAsync($"/{campaign}/contacts/{path}/remove")).Status);
        await visitor.SendAsync($"/{campaign}/contacts/{path}/remove");

        foreach (var each in new[] { "a/b", "a%2Fb" })
        {
            Assert.Equal(each == key ? JobState.Removed : JobState.New, (await host.Client.GetContactAsync(campaign, each)).State);
        }
    }

    [Fact]
    public async Task Viewers_of_two_keys_that_look_alike_share_no_rendering()
    {
        await using var host = await DashboardHost.StartAsync();
        var campaign = await host.RunAsync("Reminders", contacts: 0, start: false);
        await host.Client.AddContactsAsync(campaign, [new Contact("a/b", "+14155550001"), new Contact("a%2Fb", "+14155550002")]);
        using var one = await LiveStream.OpenAsync(host, $"/{campaign}/contacts/a%2Fb");
        using var two = await LiveStream.OpenAsync(host, $"/{campaign}/contacts/a%252Fb");

        Assert.Contains("<h1>a/b<", await one.NextAsync(), StringComparison.Ordinal);
        Assert.Contains("<h1>a%2Fb<", await two.NextAsync(), StringComparison.Ordinal);
    }
}
