using Campaigns.Dashboard.Figures;
using Campaigns.Dashboard.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Campaigns.Dashboard.Tests;

/// <summary>Makes the pictures of the docs, when <c>CAMPAIGNS_IMAGES</c> names a folder: see <c>eng/screenshots</c>.</summary>
public sealed class Screenshots(Browser browser)
{
    private static readonly (string Name, string Path)[] Pages =
    [
        ("campaigns", "/"), ("campaign", "/1"), ("contact", "/1/contacts/c0"), ("operations", "/operations"), ("role", "/recruiting/17"),
    ];

    [Fact]
    [Trait("Category", "Screenshots")]
    public async Task Pictures_are_made()
    {
        var folder = Environment.GetEnvironmentVariable("CAMPAIGNS_IMAGES");
        Assert.SkipWhen(folder is null, "CAMPAIGNS_IMAGES names no folder.");
        await using var host = await DashboardHost.StartAsync();
        await FillAsync(host);
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await TakeAsync(host, folder!, scheme, 1_100, "");
            await TakeAsync(host, folder!, scheme, 390, "-phone");
        }
    }

    private async Task TakeAsync(DashboardHost host, string folder, ColorScheme scheme, int width, string suffix)
    {
        await using var viewed = await browser.OpenAsync(host.Url(), options =>
        {
            options.ColorScheme = scheme;
            options.ViewportSize = new ViewportSize { Width = width, Height = 760 };
        });
        foreach (var (name, path) in Pages)
        {
            await viewed.Page.GotoAsync(host.Url(path));
            var file = Path.Combine(folder, $"{name}{suffix}{(scheme == ColorScheme.Dark ? "-dark" : "")}.png");
            await viewed.Page.ScreenshotAsync(new PageScreenshotOptions { Path = file, Animations = ScreenshotAnimations.Disabled });
        }

        Assert.Empty(viewed.Errors);
    }

    private static async Task FillAsync(DashboardHost host)
    {
        var reminders = await host.RunAsync("Appointment reminders", contacts: 240, maxConcurrent: 12);
        foreach (var outcome in new[] { AttemptOutcome.NoAnswer, AttemptOutcome.Completed, AttemptOutcome.Busy, AttemptOutcome.Completed })
        {
            for (var each = 0; each < 12; each++)
            {
                await host.NextCallAsync();
            }

            await SampleAsync(host);
            var live = await host.Client.ListContactsAsync(reminders, new ContactFilter { State = JobState.Live });
            foreach (var contact in live.Items.Take(outcome == AttemptOutcome.Completed ? 12 : 4))
            {
                await host.EndCallAsync(reminders, contact.Contact.Key, outcome);
            }

            if (outcome != AttemptOutcome.Completed)
            {
                for (var each = 0; each < 4; each++)
                {
                    await host.NextCallAsync();
                }

                var rest = await host.Client.ListContactsAsync(reminders, new ContactFilter { State = JobState.Live });
                foreach (var contact in rest.Items)
                {
                    await host.EndCallAsync(reminders, contact.Contact.Key, AttemptOutcome.Completed);
                }
            }
        }

        await SampleAsync(host);
        await host.RunAsync("Spring offer", contacts: 1_200, tenant: "globex", start: false);
        var paused = await host.RunAsync("Survey", contacts: 80);
        await host.Client.PauseAsync(paused);
        await FillRoleAsync(host);
        await host.Operations.HoldTenantAsync("globex");
    }

    /// <summary>Takes the samples of a minute, so that the pictures show figures.</summary>
    private static async Task SampleAsync(DashboardHost host)
    {
        for (var sample = 0; sample < 6; sample++)
        {
            await host.Services.GetRequiredService<Throughput>().SampleAsync(default);
        }
    }

    private static async Task FillRoleAsync(DashboardHost host)
    {
        await RecruitingTests.StartRoleAsync(
            host,
            ["4711", "4712", "4713", "4714"],
            [
                CampaignStep.Message(Channels.Voice, "Hi"), CampaignStep.Wait(TimeSpan.FromDays(2)),
                new ContactStep { Channel = Channels.Voice, OnUnavailable = UnavailablePolicy.Task(), Name = "again" },
            ]);
        var role = (await host.Client.ListAsync(new CampaignFilter { Tenant = RecruitingTests.Tenant })).Items[0].Campaign;
        for (var each = 0; each < 4; each++)
        {
            await host.NextCallAsync();
        }

        foreach (var candidate in new[] { "4711", "4712", "4713" })
        {
            await host.EndCallAsync(role, candidate, AttemptOutcome.Completed);
        }

        await host.Reports.IngestAsync(new InboundEvent(RecruitingTests.Tenant, "m1", "opened") { ContactKey = "4712" });
        await host.Reports.IngestAsync(new InboundEvent(RecruitingTests.Tenant, "m2", InboundEvent.Reply) { ContactKey = "4713" });
        await host.Operations.MarkChannelUnavailableAsync(RecruitingTests.Tenant, Channels.Voice, "status DISCONNECTED");
    }
}
