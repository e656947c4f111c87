using System.Globalization;
using Campaigns.Orleans;
using Microsoft.Extensions.DependencyInjection;

namespace Campaigns.ClusterTest.Silo;

/// <summary>Carries out what the test asks of this silo, through the client of the cluster: any silo takes any request.</summary>
internal sealed class Requests(Link link, IServiceProvider services)
{
    /// <summary>
    /// How long the test waits for an answer. Then the request is withdrawn: otherwise, a resumption that nobody waits for any more could
    /// follow the next pause.
    /// </summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly ICampaignClient _client = services.GetRequiredService<ICampaignClient>();
    private readonly ICampaignReports _reports = services.GetRequiredService<ICampaignReports>();

    public async Task ServeAsync(LinkProvider provider)
    {
        while (await link.ReadAsync() is { } words)
        {
            if (words[0] == "ask")
            {
                _ = AnswerAsync(words[1], words[2..]);
            }
            else
            {
                provider.Take(words[0], words[1], words[2]);
            }
        }
    }

    private async Task AnswerAsync(string id, string[] request)
    {
        try
        {
            using var patience = new CancellationTokenSource(Patience);
            await CarryOutAsync(request, patience.Token);
            link.Send($"done {id} ok");
        }
        catch (OperationCanceledException)
        {
            link.Send($"done {id} late");
        }
        catch (Exception error)
        {
            link.Send($"done {id} {(error as CampaignException)?.Error.ToString() ?? error.GetType().Name}");
        }
    }

    private async Task CarryOutAsync(string[] request, CancellationToken withdrawn)
    {
        switch (request[0])
        {
            case "report":
                AttemptId.TryParse(request[1], out var attempt);
                await _reports.ReportAsync(ProviderReport.Ended(attempt, AttemptOutcome.Completed) with { Provider = request[2] });
                break;
            case "feed":
                await FeedAsync(request[1], Number(request[2]), Number(request[3]));
                break;
            case "look":
                await LookAsync(request[1]);
                break;
            case "pause":
                await PauseAsync(request[1], withdrawn);
                break;
            case "resume":
                await ResumeAsync(request[1], withdrawn);
                break;
            case "close":
                await _client.ChangeAsync((await FindAsync(request[1])).Campaign, settings => settings with { KeepOpen = false });
                break;
            default:
                throw new InvalidOperationException($"Not a request: {request[0]}");
        }
    }

    private async Task FeedAsync(string tenant, int first, int count)
    {
        var campaign = await _client.CreateAsync(TestTenants.DefinitionOf(tenant)); // the same key: the same campaign
        await _client.AddContactsAsync(campaign, Enumerable.Range(first, count).Select(number => TestTenants.ContactOf(tenant, number)));
        if ((await _client.GetStatisticsAsync(campaign)).State == CampaignState.Draft)
        {
            await _client.StartAsync(campaign);
        }
    }

    // Both ask for the state first: an earlier request may have been carried out, although its answer was lost.
    private async Task PauseAsync(string tenant, CancellationToken withdrawn)
    {
        var campaign = await FindAsync(tenant);
        if (campaign.State != CampaignState.Paused)
        {
            await _client.PauseAsync(campaign.Campaign, withdrawn);
        }
    }

    private async Task ResumeAsync(string tenant, CancellationToken withdrawn)
    {
        var campaign = await FindAsync(tenant);
        if (campaign.State == CampaignState.Paused)
        {
            await _client.ResumeAsync(campaign.Campaign, withdrawn);
        }
    }

    /// <summary>Reads what a page of the dashboard shows.</summary>
    private async Task LookAsync(string tenant)
    {
        var campaign = (await FindAsync(tenant)).Campaign;
        var page = await _client.ListContactsAsync(campaign, null, null, 10);
        if (page.Items is [var first, ..])
        {
            await _client.ExplainAsync(campaign, first.Contact.Key);
        }

        await _client.ExplainAsync(campaign);
        await services.GetRequiredService<IClusterStatus>().ListShardsAsync(CancellationToken.None);
    }

    private async Task<CampaignStatistics> FindAsync(string tenant) =>
        await _client.FindAsync(tenant, TestTenants.Key) ?? throw new InvalidOperationException($"{tenant} has no campaign");

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
