using System.Diagnostics;
using System.Globalization;
using Campaigns.Benchmarks.Engine;
using Campaigns.Sqlite;

namespace Campaigns.Benchmarks.Stores;

/// <summary>
/// Streams contacts into a running campaign on a new file, with every commit synced to disk. It runs in a separate process to measure
/// memory.
/// </summary>
internal static class IngestRun
{
    private const string Scenario = "sqlite-ingest";
    private const int TellEvery = 500_000;

    public static async Task<int> RunAsync(string rowsText)
    {
        var rows = int.Parse(rowsText, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
        using var files = new StoreFiles();
        using var store = new SqliteJobStore(files.Next());
        var options = new CampaignsOptions { Store = store };
        options.AddProvider(Channels.Voice, new ActingProvider(_ => DispatchResult.Accepted("call")));
        await using var engine = new CampaignEngine(options);
        await engine.StartAsync();
        var campaign =
            await engine.Client.CreateAsync(new CampaignDefinition { Name = "Ingest", Steps = [CampaignStep.Call()], KeepOpen = true });
        await engine.Client.StartAsync(campaign);
        var began = Stopwatch.GetTimestamp();
        var stream = People.Take(0, rows, People.Zones).ToAsyncEnumerable();
        var report = await engine.Client.AddContactsAsync(campaign, stream, new Tell());
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        using var self = Process.GetCurrentProcess();
        var figures = new Figures();
        figures.Add(Scenario, "rows_added", report.Added, "rows");
        figures.Add(Scenario, "rows_per_second", rows / seconds, "1/s");
        figures.Add(Scenario, "peak_working_set_mb", self.PeakWorkingSet64 / 1024.0 / 1024.0, "MiB");
        return report.Added == rows ? 0 : 1;
    }

    private sealed class Tell : IProgress<EnrollmentProgress>
    {
        public void Report(EnrollmentProgress value)
        {
            if (value.Rows % TellEvery == 0)
            {
                Console.Error.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"{value.Rows:N0} rows, working set {Environment.WorkingSet / 1024 / 1024} MiB"));
            }
        }
    }
}
