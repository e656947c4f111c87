using Campaigns.Dashboard.Figures;
using Campaigns.Dashboard.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Campaigns.Dashboard.Tests;

/// <summary>The candidates of a role, as a recruiter sees them.</summary>
public sealed class RecruitingTests(Browser browser)
{
    internal const string Tenant = "user-1001";

    [Fact]
    public async Task A_reply_shows_while_the_page_is_open()
    {
        await using var host = await DashboardHost.StartAsync();
        await StartRoleAsync(
            host, CampaignStep.Message(Channels.Voice, "Hi"), CampaignStep.Wait(TimeSpan.FromDays(2)),
            CampaignStep.Message(Channels.Voice, "Again"));
        await host.NextCallAsync();
        await host.EndCallAsync(new CampaignId(1), "4711", AttemptOutcome.Completed);
        await using var viewed = await browser.OpenAsync(host.Url("/recruiting/17"));
        var candidate = viewed.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "4711" });
        await Expect(candidate).ToContainTextAsync("contacted");
        await Expect(candidate).ToContainTextAsync("3 of 3");
        await Expect(candidate).ToContainTextAsync(Tenant);

        await host.Reports.IngestAsync(new InboundEvent(Tenant, "m1", "opened") { ContactKey = "4711" });
        await Expect(candidate).ToContainTextAsync("opened");
        await host.Reports.IngestAsync(new InboundEvent(Tenant, "m2", InboundEvent.Reply) { ContactKey = "4711" });

        await Expect(candidate).ToContainTextAsync("replied");
        await Expect(candidate).ToContainTextAsync("Answer the candidate");
        Assert.Empty(viewed.Errors);
    }

    [Fact]
    public async Task A_channel_that_is_out_needs_action()
    {
        await using var host = await DashboardHost.StartAsync();
        await host.Operations.MarkChannelUnavailableAsync(Tenant, Channels.Voice, "status DISCONNECTED");
        await StartRoleAsync(host, CampaignStep.Message(Channels.Voice, "Hi"));
        await using var viewed = await browser.OpenAsync(host.Url("/recruiting/17"));

        await Expect(viewed.Page.GetByRole(AriaRole.Main)).ToContainTextAsync("status DISCONNECTED");
        await Expect(viewed.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "4711" })).ToContainTextAsync("action needed");
        Assert.Equal(404, (await viewed.Page.GotoAsync(host.Url("/recruiting/18")))!.Status);
    }

    [Fact]
    public async Task A_task_that_was_done_by_hand_goes_on_with_the_next_step()
    {
        await using var host = await DashboardHost.StartAsync();
        await host.Operations.MarkChannelUnavailableAsync(Tenant, Channels.Voice, "status DISCONNECTED");
        await StartRoleAsync(
            host, new ContactStep { Channel = Channels.Voice, OnUnavailable = UnavailablePolicy.Task() },
            CampaignStep.Wait(TimeSpan.FromDays(2)), CampaignStep.Message(Channels.Voice, "Again"));
        await using var viewed = await browser.OpenAsync(host.Url("/recruiting/17"));
        var page = viewed.Page;
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Candidates", Exact = true })).ToContainTextAsync("action needed");

        await page.GetByRole(AriaRole.Button, new() { Name = "Done" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Status).First).ToContainTextAsync("The task is done");
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Candidates", Exact = true })).Not.ToContainTextAsync("action needed");
        Assert.Empty((await host.Operations.ListTasksAsync(new CampaignId(1))).Items);
        Assert.Empty(viewed.Errors);
    }

    [Fact]
    public async Task A_role_has_pages_and_an_opened_message_shows_after_a_thousand_other_events()
    {
        await using var host = await DashboardHost.StartAsync();
        await StartRoleAsync(host, [.. Enumerable.Range(0, 120).Select(each => $"k{each:000}")],
            [CampaignStep.Message(Channels.Voice, "Hi")]);
        await host.NextCallAsync();
        await host.EndCallAsync(new CampaignId(1), "k000", AttemptOutcome.Completed);
        await host.Reports.IngestAsync([.. Enumerable.Range(0, 1_100).Select(each => new InboundEvent(Tenant, $"e{each}", "seen"))]);
        await host.Reports.IngestAsync(new InboundEvent(Tenant, "opened", "opened") { ContactKey = "k001" });
        await host.Services.GetRequiredService<Throughput>().SampleAsync(default);
        await using var viewed = await browser.OpenAsync(host.Url());
        var page = viewed.Page;

        await page.GetByRole(AriaRole.Link, new() { Name = "Roles" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Role 17" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Row)).ToHaveCountAsync(51);
        await Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "k001" })).ToContainTextAsync("opened");
        await page.GetByRole(AriaRole.Link, new() { Name = "Next page" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Next page" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Row)).ToHaveCountAsync(21);
        await Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "k119" })).ToContainTextAsync("scheduled");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Next page" })).ToHaveCountAsync(0);
    }

    internal static async Task StartRoleAsync(DashboardHost host, IReadOnlyList<string> candidates, IReadOnlyList<CampaignStep> steps)
    {
        var exit = new ExitRules { After = TimeSpan.FromDays(30), Outcomes = [] };
        var campaign = await host.Client.CreateAsync(
            new CampaignDefinition { Name = "Role 17", Tenant = Tenant, Steps = [new ContactStep { Channel = Channels.Voice }],
                Exit = exit });
        var protocol = new ContactProtocol { Steps = steps, Exit = exit };
        await host.Client.AddContactsAsync(
            campaign, candidates.Select((key, index) => new Contact(key, $"+1415556000{index}", "Europe/Paris").WithProtocol(protocol)));
        await host.Client.StartAsync(campaign);
    }

    private static Task StartRoleAsync(DashboardHost host, params CampaignStep[] steps) => StartRoleAsync(host, ["4711"], steps);
}
