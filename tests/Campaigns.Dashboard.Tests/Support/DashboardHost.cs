using Campaigns.AspNetCore;
using Campaigns.AspNetCore.Access;
using Campaigns.InMemory;
using Campaigns.Mcp;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Campaigns.Dashboard.Tests.Support;

/// <summary>An app with the dashboard on loopback, a memory store, and a provider whose calls end when the test says so.</summary>
internal sealed class DashboardHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private DashboardHost(WebApplication app) => _app = app;

    /// <summary>Who looks at the pages.</summary>
    public ApiCaller? Caller { get; set; } = new("test", ApiRole.Admin, null);

    public ICampaignClient Client => _app.Services.GetRequiredService<ICampaignClient>();

    public ICampaignReports Reports => _app.Services.GetRequiredService<ICampaignReports>();

    public ICampaignOperations Operations => _app.Services.GetRequiredService<ICampaignOperations>();

    public IServiceProvider Services => _app.Services;

    public static async Task<DashboardHost> StartAsync(
        bool withKeys = false, Action<CampaignsMcpOptions>? mcp = null, Action<CampaignsBuilder>? configure = null)
    {
        DashboardHost? host = null;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var campaigns = builder.Services.AddCampaigns()
            .UseMemory()
            .AddProvider<WaitingProvider>(Channels.Voice, provider => provider.Name = "carrier")
            .AddCampaignsApi(options =>
            {
                options.ResolveCaller = withKeys ? null : _ => host!.Caller;
                options.Webhooks.AllowHttp = true;
                options.Webhooks.AllowedNetworks.Add(System.Net.IPNetwork.Parse("127.0.0.0/8"));
            })
            .AddCampaignsDashboard()
            .AddCampaignsMcp(mcp);
        configure?.Invoke(campaigns);
        var app = builder.Build();
        app.MapCampaignsApi();
        app.MapCampaignsDashboard();
        app.MapCampaignsMcp();
        host = new DashboardHost(app);
        await app.StartAsync();
        return host;
    }

    /// <summary>The address of a page.</summary>
    public string Url(string path = "/") => _app.Urls.Single() + "/campaigns" + path;

    /// <summary>Creates and starts a campaign with contacts c0, c1 and so on.</summary>
    public async Task<CampaignId> RunAsync(string name, int contacts, int maxConcurrent = 1, string tenant = "acme", bool start = true)
    {
        var campaign = await Client.CreateAsync(new CampaignDefinition
        {
            Name = name,
            Tenant = tenant,
            MaxConcurrent = maxConcurrent,
            Steps = [new ContactStep { Channel = Channels.Voice }],
        });
        await Client.AddContactsAsync(campaign, Enumerable.Range(0, contacts).Select(index =>
            new Contact($"c{index}", $"+1415{5550000 + index}", "America/Los_Angeles")));
        if (start)
        {
            await Client.StartAsync(campaign);
        }

        return campaign;
    }

    /// <summary>Ends the call of a contact that is live.</summary>
    public async Task EndCallAsync(CampaignId campaign, string contact, AttemptOutcome outcome)
    {
        var status = await Client.GetContactAsync(campaign, contact);
        await Reports.ReportAsync(ProviderReport.Ended(status.Timeline[^1].Attempt, outcome));
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    /// <summary>Waits until the provider has a call more.</summary>
    public async Task NextCallAsync() =>
        Assert.True(await Services.GetRequiredService<WaitingProvider>().Calls.WaitAsync(Until.Patience));

    private sealed class WaitingProvider : IProvider
    {
        public SemaphoreSlim Calls { get; } = new(0);

        public ValueTask<DispatchResult> DispatchAsync(DispatchRequest request, CancellationToken cancellationToken)
        {
            Calls.Release();
            return new(DispatchResult.Accepted());
        }
    }
}
