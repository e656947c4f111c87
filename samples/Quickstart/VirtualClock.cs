using Campaigns.Testing;

namespace Campaigns.Samples.Quickstart;

/// <summary>
/// Runs something in virtual time: on one thread, and on a clock that jumps from timer to timer. The engine is the real one and the
/// code it runs is the same as on the real clock, but a day is over in seconds, and every run is alike.
/// </summary>
internal static class VirtualClock
{
    /// <summary>How much faster than the real clock: a day in ten seconds.</summary>
    private const double Speed = 24 * 60 * 60 / 10;

    private static readonly DateTimeOffset Morning = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Lead = TimeSpan.FromHours(1);
    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(20);

    /// <summary>Runs to the end.</summary>
    /// <param name="start">When something of interest begins, so that the clock does not idle for days; null if it is at once.</param>
    /// <param name="clock">Where an earlier run has left off, and where this one notes how far it is; null if none is to go on.</param>
    /// <param name="run">What to run, on an engine with these options.</param>
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
                throw new InvalidOperationException("The run waits for something that no timer brings.");
            }

            clock?.Cover(time.GetUtcNow());
            tasks.RunUntilIdle();
            Pace((time.Elapsed / Speed) - TimeProvider.System.GetElapsedTime(begin));
        }

        return await running;
    }

    /// <summary>A little before the start, but on the same day, so that a time of today stays one of today.</summary>
    private static DateTimeOffset Before(StartTime start)
    {
        var instant = start.On(Morning, TimeZoneInfo.Utc).ToUniversalTime();
        var midnight = new DateTimeOffset(instant.Date, TimeSpan.Zero);
        return instant - midnight > Lead ? instant - Lead : midnight;
    }

    /// <summary>Waits in real time. The engine needs no wait, it would be through with the day at once; the people who watch do.</summary>
    private static void Pace(TimeSpan ahead)
    {
        if (ahead >= Frame)
        {
            Thread.Sleep(ahead);
        }
    }
}
