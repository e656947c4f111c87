using System.Diagnostics;
using System.Text.Json;
using Campaigns.Benchmarks.Engine;
using Campaigns.Sqlite;

namespace Campaigns.Benchmarks.Stores;

/// <summary>
/// The new process of <see cref="MillionScenario"/>. It opens the file, records its first dispatch, works for a moment, and prints the
/// result.
/// </summary>
internal static class FirstDispatch
{
    private static readonly TimeSpan Work = TimeSpan.FromSeconds(2);

    public static async Task<int> RunAsync(string file)
    {
        var first = new TaskCompletionSource<DateTimeOffset>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var store = new SqliteJobStore(file);
        var options = new CampaignsOptions { Store = store };
        options.AddProvider(Channels.Voice, new ActingProvider(_ =>
        {
            first.TrySetResult(DateTimeOffset.UtcNow);
            return DispatchResult.Completed(AttemptOutcome.Completed);
        }));
        await using (var engine = new CampaignEngine(options))
        {
            await engine.StartAsync();
            await first.Task;
            await Task.Delay(Work);
        }

        using var self = Process.GetCurrentProcess();
        Console.WriteLine(JsonSerializer.Serialize(new Result(await first.Task, self.PeakWorkingSet64)));
        return 0;
    }

    /// <summary>The result that the process prints.</summary>
    internal sealed record Result(DateTimeOffset FirstDispatch, long PeakWorkingSet);
}
