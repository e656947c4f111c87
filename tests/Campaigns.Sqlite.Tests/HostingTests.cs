using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Campaigns.Sqlite.Tests;

public sealed class HostingTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Campaign_of_a_host_that_has_ended_is_there_in_the_next()
    {
        CampaignId campaign = default;
        await UseAsync(async client =>
        {
            campaign = await client.CreateAsync(
                new CampaignDefinition { Name = "Spring", Steps = [CampaignStep.Call(StepRetryPolicy.None)] });
            await client.AddContactsAsync(campaign, [new Contact("ann", "+15550100123")]);
        });

        await UseAsync(async client =>
        {
            var statistics = await client.GetStatisticsAsync(campaign);
            Assert.Equal(("Spring", 1L), (statistics.Name, statistics.Pending));
        });
    }

    private async Task UseAsync(Func<ICampaignClient, Task> use)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddCampaigns().UseSqlite(_folder.File).AddProvider<Silent>(Channels.Voice);
        using var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        await use(host.Services.GetRequiredService<ICampaignClient>());
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    private sealed class Silent : IProvider
    {
        public ValueTask<DispatchResult> DispatchAsync(DispatchRequest request, CancellationToken cancellationToken) =>
            new(DispatchResult.Accepted());
    }
}
