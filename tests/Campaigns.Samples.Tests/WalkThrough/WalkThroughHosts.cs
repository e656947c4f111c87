using Campaigns.Samples.CampaignHost;
using Campaigns.Samples.UpstreamMock;
using Microsoft.AspNetCore.Builder;

namespace Campaigns.Samples.Tests.WalkThrough;

/// <summary>The two hosts that the page starts, on ports that the system chooses.</summary>
internal sealed class WalkThroughHosts(WebApplication platform, WebApplication host, string folder) : IAsyncDisposable
{
    /// <summary>The address of the campaign host.</summary>
    public string Address => host.Urls.Single();

    /// <summary>A folder for files of the reader.</summary>
    public string Folder => folder;

    public static async Task<WalkThroughHosts> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("campaigns-walk-").FullName;
        var habits = new Habits { ReplyAfter = TimeSpan.FromSeconds(1) };
        var platform = MockApp.Build(new Platform(TimeProvider.System, habits), null, "http://127.0.0.1:0");
        await platform.StartAsync();
        var host = CampaignHostApp.Build(new HostSettings
        {
            IsDemo = true,
            Database = Path.Combine(folder, "walk.db"),
            Configuration =
            [
                "--urls", "http://127.0.0.1:0", $"Recruiting:BaseAddress={platform.Urls.Single()}/", "Logging:LogLevel:Default=None",
            ],
        });
        await host.StartAsync();
        return new WalkThroughHosts(platform, host, folder);
    }

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        await platform.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
