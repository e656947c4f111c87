using System.Diagnostics;

namespace Campaigns.Benchmarks.Engine;

/// <summary>The latencies of one run.</summary>
internal sealed class Latencies(int capacity)
{
    private readonly List<double> _milliseconds = new(capacity);

    public void Add(TimeSpan latency) => _milliseconds.Add(latency.TotalMilliseconds);

    /// <summary>The median and the 99th percentile, in milliseconds.</summary>
    /// <param name="prefix">The prefix of the metric names.</param>
    public IEnumerable<Sample> Percentiles(string prefix = "")
    {
        _milliseconds.Sort();
        yield return new($"{prefix}p50_ms", Figures.Percentile(_milliseconds, 50), "ms");
        yield return new($"{prefix}p99_ms", Figures.Percentile(_milliseconds, 99), "ms");
    }
}

/// <summary>Measures waits without an engine. They are the lower bound of any latency on the machine.</summary>
internal static class BareWait
{
    /// <summary>Measures how late a thread wakes that waits for instants like the engine's timer.</summary>
    /// <param name="instants">The number of instants.</param>
    /// <param name="apart">The time between instants.</param>
    public static Latencies UntilInstants(int instants, TimeSpan apart)
    {
        var latencies = new Latencies(instants);
        var gate = new object();
        var began = Stopwatch.GetTimestamp();
        for (var i = 1; i <= instants; i++)
        {
            lock (gate)
            {
                while (i * apart - Stopwatch.GetElapsedTime(began) is var left && left > TimeSpan.Zero)
                {
                    Monitor.Wait(gate, TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds)));
                }
            }

            latencies.Add(Stopwatch.GetElapsedTime(began) - (i * apart));
        }

        return latencies;
    }

    /// <summary>Measures how long after a signal a sleeping task of the thread pool runs.</summary>
    /// <param name="signals">The number of signals.</param>
    /// <param name="apart">The time between signals.</param>
    public static async Task<Latencies> ForSignalsAsync(int signals, TimeSpan apart)
    {
        var latencies = new Latencies(signals);
        using var signal = new SemaphoreSlim(0);
        using var taken = new SemaphoreSlim(0);
        long given = 0;
        var sender = new Thread(() =>
        {
            for (var i = 0; i < signals; i++)
            {
                Thread.Sleep(apart);
                Volatile.Write(ref given, Stopwatch.GetTimestamp());
                signal.Release();
                taken.Wait();
            }
        });
        sender.Start();
        for (var i = 0; i < signals; i++)
        {
            await signal.WaitAsync();
            latencies.Add(Stopwatch.GetElapsedTime(Volatile.Read(ref given)));
            taken.Release();
        }

        return latencies;
    }
}
