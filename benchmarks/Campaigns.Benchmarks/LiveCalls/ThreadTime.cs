using System.Runtime.InteropServices;

namespace Campaigns.Benchmarks.LiveCalls;

/// <summary>Processor time of the calling thread. Only Linux provides it. Elsewhere it is 0, and nothing is subtracted.</summary>
internal static class ThreadTime
{
    private const int OfTheThread = 3; // CLOCK_THREAD_CPUTIME_ID

    public static TimeSpan Now()
    {
        if (!OperatingSystem.IsLinux() || GetTime(OfTheThread, out var time) != 0)
        {
            return TimeSpan.Zero;
        }

        return TimeSpan.FromTicks((time.Seconds * TimeSpan.TicksPerSecond) + (time.Nanoseconds / TimeSpan.NanosecondsPerTick));
    }

    [DllImport("libc", EntryPoint = "clock_gettime")]
    private static extern int GetTime(int clock, out Time time);

    [StructLayout(LayoutKind.Sequential)]
    private struct Time
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
