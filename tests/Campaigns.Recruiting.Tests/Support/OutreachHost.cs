using Campaigns.Sqlite;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Campaigns.Recruiting.Tests.Support;

/// <summary>A host of outreach on SQLite, as a process of its own that a test kills.</summary>
internal static class OutreachHost
{
    /// <summary>The first argument of the process.</summary>
    public const string Command = "outreach-host";

    /// <summary>Options that make a run of days a run of seconds.</summary>
    public static void Set(RecruitingOptions options, Uri platform)
    {
        options.BaseAddress = platform;
        options.RequestTimeout = TimeSpan.FromSeconds(1);
        options.SettleTime = TimeSpan.FromSeconds(2);
        options.ReplyInterval = TimeSpan.FromSeconds(1);
        options.ChannelInterval = TimeSpan.FromSeconds(1);
        options.MaxPollsPerSecond = 50;
    }

    /// <summary>Whether nothing is left to send: no contact is live or waits for anything but a reply.</summary>
    public static async Task<bool> IsQuietAsync(ICampaignClient client)
    {
        string? after = null;
        do
        {
            var page = await client.ListAsync(null, after);
            if (page.Items.Any(campaign => campaign.Live > 0 || campaign.Pending > 0
                || campaign.Waiting.Any(waiting => waiting.Value > 0 && waiting.Key != WaitingFor.Reply)))
            {
                return false;
            }

            after = page.Next;
        }
        while (after is not null);
        return true;
    }

    /// <summary>Runs the host until it is killed. Writes its address as its first line.</summary>
    /// <param name="folder">The folder of the database and of the keys that encrypt credentials.</param>
    /// <param name="platform">The address of the platform.</param>
    public static async Task RunAsync(string folder, string platform)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddDataProtection().PersistKeysToFileSystem(new DirectoryInfo(Path.Combine(folder, "keys")));
        builder.Services.AddCampaigns().UseSqlite(Path.Combine(folder, "campaigns.db"))
            .AddRecruiting(options => Set(options, new Uri(platform)));
        await using var app = builder.Build();
        app.MapCampaignExecutor();
        app.MapGet("/quiet", async (ICampaignClient client) => Results.Text((await IsQuietAsync(client)).ToString()));
        await app.StartAsync();
        Console.WriteLine(app.Urls.First());
        await Task.Delay(-1); // until it is killed
    }
}
