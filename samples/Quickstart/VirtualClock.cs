using Campaigns.Testing;

namespace Campaigns.Samples.Quickstart;

/// <summary>
/// Runs an action in virtual time: on one thread, with a clock that jumps from timer to timer. The engine and its code are the same as on
/// the real clock, but a day passes in seconds, and every run is the same.
/// </summary>
internal static class VirtualClock
{
    /// <summary>The speed relative to the real clock: one day in ten seconds.</summary>
    private const double Speed = 24 * 60 * 60 / 10;

    private static readonly DateTimeOffset Morning = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Lead = TimeSpan.FromHours(1);
    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(20);

    /// <summary>Runs an action to its end.</summary>
    /// <param name="start">When the campaign begins, so that the clock does not idle for days; null for immediately.</param>
    /// <param name="clock">The clock position of an earlier run, which this run updates; null if no later run continues.</param>
    /// <param name="run">The action, on an engine with the given options.</param>
    public static async Task<T> RunAsync<T>(StartTime? start, ClockFile? clock, Func<CampaignsOptions, Task<T>> run)
    {
        var time = new VirtualTimeProvider(clock?.Read() ?? (start is null ? Morning : Before(start)));
        clock?.Cover(time.GetUtcNow());
        var tasks = new StepTaskScheduler();
        var options = new CampaignsOptions { TimeProvider = time, TaskScheduler = tasks };
        var running = Task.Factory
            .StartNew(() => run(options), CancellationToken.None, TaskCreationOptions.DenyChildAttach, tasks)
            .Unwrap();
        var begin = TimeProvider.System.GetTimestamp();
        tasks.RunUntilIdle();
        while (!running.IsCompleted)
        {
            if (!time.AdvanceToNextTimer(TimeSpan.FromDays(1)))
            {
                throw new InvalidOperationException("The run is waiting, but no timer is due within a day.");
            }

            clock?.Cover(time.GetUtcNow());
            tasks.RunUntilIdle();
            Pace((time.Elapsed / Speed) - TimeProvider.System.GetElapsedTime(begin));
        }

        return await running;
    }

    /// <summary>A time shortly before the start on the same day, so that a start given as a time of day stays on its day.</summary>
    private static DateTimeOffset Before(StartTime start)
    {
        var instant = start.On(Morning, TimeZoneInfo.Utc).ToUniversalTime();
        var midnight = new DateTimeOffset(instant.Date, TimeSpan.Zero);
        return instant - midnight > Lead ? instant - Lead : midnight;
    }

    /// <summary>
    /// Waits in real time for the people who watch. The engine itself needs no wait and would finish the day immediately.
    /// </summary>
    private static void Pace(TimeSpan ahead)
    {
        if (ahead >= Frame)
        {
            Thread.Sleep(ahead);
        }
    }
}
