using Microsoft.Extensions.Logging;

namespace Campaigns.Sqlite.Tests;

/// <summary>An engine on a file in virtual time, with a campaign that takes a while: ten contacts per second, one call each.</summary>
internal static class SmallCampaign
{
    public const int Contacts = 400;

    public static SqliteJobStore Open(string file, int seed = 1) => new(
        file,
        options =>
        {
            options.HasOwnThread = false;
            options.SyncsToDisk = false;
            options.BusyTimeout = TimeSpan.Zero;
        },
        new Random(seed));

    public static CampaignHarness Engine(SqliteJobStore store, ILoggerFactory? log = null)
    {
        var harness = new CampaignHarness(options =>
        {
            options.Store = store;
            options.LoggerFactory = log ?? options.LoggerFactory;
        });
        harness.Provider.Otherwise(_ => DispatchResult.Completed(AttemptOutcome.Completed));
        return harness;
    }

    public static CampaignId Start(CampaignHarness harness) => harness.Run(
        new CampaignDefinition { Name = "calls", Steps = [CampaignStep.Call(StepRetryPolicy.None)], Rate = RateLimit.PerSecond(10) },
        Enumerable.Range(1, Contacts).Select(i => new Contact($"p{i:D5}", $"+1555{i:D7}")));

    /// <summary>Runs an engine for a while, and copies the files that a kill would leave.</summary>
    /// <param name="file">The path of the new store.</param>
    /// <param name="copy">Called while the engine runs, after 10 and after 20 seconds.</param>
    /// <returns>The campaign.</returns>
    public static CampaignId RunHalfWay(string file, params Action[] copy)
    {
        using var store = Open(file);
        using var harness = Engine(store);
        var campaign = Start(harness);
        foreach (var step in copy)
        {
            harness.Advance(TimeSpan.FromSeconds(10));
            step();
        }

        return campaign;
    }

    /// <summary>Copies a store's files unchanged.</summary>
    public static void CopyFiles(string from, string to, params string[] companions)
    {
        foreach (var companion in companions)
        {
            File.Copy(from + companion, to + companion, overwrite: true);
        }
    }
}
