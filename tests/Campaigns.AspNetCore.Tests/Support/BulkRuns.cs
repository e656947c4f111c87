using System.Net;
using System.Text.Json;

namespace Campaigns.AspNetCore.Tests.Support;

/// <summary>Short forms for bulk actions.</summary>
internal static class BulkRuns
{
    /// <summary>Sends a confirmed action, and waits until it has ended.</summary>
    public static async Task<JsonElement> RunAsync(this TestHost host, CampaignId campaign, string json)
    {
        using var answer = await host.SendAsync(
            HttpMethod.Post, $"/api/campaigns/{campaign}/contacts/bulk", new StringContent(json), "application/json");
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        return await host.BulkEndAsync(answer.Headers.Location!.ToString());
    }

    /// <summary>Waits until an action has ended.</summary>
    public static Task<JsonElement> BulkEndAsync(this TestHost host, string location) =>
        Until.FindAsync(() => host.GetJsonAsync(location), action => action.Text("state") != "running");

    /// <summary>A running campaign whose contacts have ended, each with an outcome.</summary>
    public static async Task<CampaignId> EndedAsync(this TestHost host, params (string Key, AttemptOutcome Outcome)[] contacts)
    {
        var once = StepRetryPolicy.None;
        var campaign = await host.Client.CreateAsync(new CampaignDefinition
        {
            Name = "Spring", Tenant = "acme", Zone = "Europe/Paris", KeepOpen = true,
                Steps = [new ContactStep { Channel = Channels.Voice, Retry = once }],
        });
        await host.Client.AddContactsAsync(campaign, contacts.Select((contact, i) => new Contact(contact.Key, $"+1555010000{i}")).ToList());
        await host.Client.StartAsync(campaign);
        foreach (var (key, outcome) in contacts)
        {
            var attempt = await host.LiveAttemptAsync(campaign, key);
            await ((ICampaignReports)host.Client).ReportAsync(ProviderReport.Ended(attempt, outcome));
        }

        return campaign;
    }
}
