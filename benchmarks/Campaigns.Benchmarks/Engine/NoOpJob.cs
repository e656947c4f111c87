using System.Diagnostics;
using System.Runtime.InteropServices;
using Quartz;

namespace Campaigns.Benchmarks.Engine;

/// <summary>Quartz's job in the comparison. It only counts its executions.</summary>
internal sealed class NoOpJob : IJob
{
    private static readonly Cell[] Cells = new Cell[64]; // one counter per few threads, so that counting costs almost nothing

    public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref Cells[Environment.CurrentManagedThreadId % Cells.Length].Count);
        return default;
    }

    /// <summary>Measures executions per second over a time.</summary>
    public static async Task<double> RateAsync(TimeSpan time)
    {
        var before = Total();
        var began = Stopwatch.GetTimestamp();
        await Task.Delay(time);
        return (Total() - before) / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static long Total()
    {
        long total = 0;
        foreach (ref var cell in Cells.AsSpan())
        {
            total += Interlocked.Read(ref cell.Count);
        }

        return total;
    }

    [StructLayout(LayoutKind.Explicit, Size = 128)]
    private struct Cell
    {
        [FieldOffset(0)]
        public long Count;
    }
}
