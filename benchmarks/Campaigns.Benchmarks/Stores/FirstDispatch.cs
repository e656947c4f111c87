using System.Diagnostics;
using System.Text.Json;
using Campaigns.Benchmarks.Engine;
using Campaigns.Sqlite;
using Campaigns.Storage;

namespace Campaigns.Benchmarks.Stores;

/// <summary>
/// The new process of <see cref="MillionScenario"/>. It opens the file, records its first dispatch, works for a moment, and prints the
/// result.
/// </summary>
internal static class FirstDispatch
{
    private static readonly TimeSpan Work = TimeSpan.FromSeconds(2);

    public static Task<int> RunAsync(string file) => RunAsync(new SqliteJobStore(file));

    public static async Task<int> RunAsync(IJobStore store)
    {
        var first = new TaskCompletionSource<DateTimeOffset>(TaskCreationOptions.RunContinuationsAsynchronously);
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

        (store as IDisposable)?.Dispose();
        using var self = Process.GetCurrentProcess();
        Console.WriteLine(JsonSerializer.Serialize(new Result(await first.Task, self.PeakWorkingSet64)));
        return 0;
    }

    /// <summary>The result that the process prints.</summary>
    internal sealed record Result(DateTimeOffset FirstDispatch, long PeakWorkingSet);
}
