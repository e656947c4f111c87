using System.Net.Http.Headers;
using Campaigns.AspNetCore.Access;
using Campaigns.InMemory;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Campaigns.AspNetCore.Tests.Support;

/// <summary>An app with the API on loopback, a memory store and a provider that answers at once. It ends with the test.</summary>
internal sealed class TestHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TestHost(WebApplication app) => _app = app;

    public HttpClient Http { get; private set; } = null!;

    public IServiceProvider Services => _app.Services;

    public ICampaignClient Client => Services.GetRequiredService<ICampaignClient>();

    /// <summary>The caller of all requests that have no key.</summary>
    public ApiCaller? Caller { get; set; } = new("test", ApiRole.Admin, null);

    public static async Task<TestHost> StartAsync(
        Action<CampaignsBuilder>? campaigns = null, Action<CampaignsApiOptions>? api = null, Action<WebApplication>? map = null)
    {
        TestHost? host = null;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var added = builder.Services.AddCampaigns().UseMemory().AddProvider<InstantProvider>(Channels.Voice);
        campaigns?.Invoke(added);
        added.AddCampaignsApi(options =>
        {
            options.ResolveCaller = _ => host!.Caller;
            api?.Invoke(options);
        });
        var app = builder.Build();
        app.MapCampaignsApi();
        map?.Invoke(app);
        host = new TestHost(app);
        await app.StartAsync();
        host.Http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        host.Http.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        return host;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
    }

    private sealed class InstantProvider : IProvider
    {
        public ValueTask<DispatchResult> DispatchAsync(DispatchRequest request, CancellationToken cancellationToken) =>
            new(DispatchResult.Accepted());
    }
}
