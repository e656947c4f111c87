using Campaigns.InMemory;
using Campaigns.Sqlite;
using Campaigns.Storage;

namespace Campaigns.Samples.Quickstart;

internal static class Program
{
    /// <summary>The exit code that a shell expects from a program interrupted by Ctrl+C.</summary>
    private const int Interrupted = 130;

    public static async Task<int> Main(string[] args)
    {
        try
        {
            return await new Arguments().RunAsync(args, RunAsync);
        }
        catch (Exception problem) when (problem is SampleException or CampaignException)
        {
            await Console.Error.WriteLineAsync(problem.Message);
            return 1;
        }
    }

    private static async Task<int> RunAsync(SampleOptions wanted)
    {
        using var stop = new StopSignal();
        using var file = ContactFile.Open(wanted);
        using var database = wanted.DatabasePath is { } path
            ? new SqliteJobStore(path, options => options.HasOwnThread = wanted.RealTime) // virtual time has one thread
            : null;
        var clock = wanted.DatabasePath is null ? null : new ClockFile($"{wanted.DatabasePath}.clock");
        var display = new Display(wanted.RealTime);
        var result = await display.WatchAsync(show => wanted.RealTime
            ? RunAsync(new CampaignsOptions(), show)
            : VirtualClock.RunAsync(wanted.Start, clock, options => RunAsync(options, show)));
        new Report(display, file, wanted.IsResumed).Show(result);
        return result.Statistics.State.IsTerminal() ? 0 : Interrupted;

        Task<RunResult> RunAsync(CampaignsOptions options, ShowFigures show)
        {
            options.Store = database ?? (IJobStore)new MemoryJobStore();
            return Core.RunAsync(options, wanted, file, show, stop.Token);
        }
    }
}
