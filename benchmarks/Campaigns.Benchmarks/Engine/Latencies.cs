using System.Diagnostics;

namespace Campaigns.Benchmarks.Engine;

/// <summary>Latencies of one run, and what they come to.</summary>
internal sealed class Latencies(int capacity)
{
    private readonly List<double> _milliseconds = new(capacity);

    public void Add(TimeSpan latency) => _milliseconds.Add(latency.TotalMilliseconds);

    /// <summary>The median and the 99th percentile, in milliseconds.</summary>
    /// <param name="prefix">What the names of the metrics begin with.</param>
    public IEnumerable<Sample> Percentiles(string prefix = "")
    {
        _milliseconds.Sort();
        yield return new($"{prefix}p50_ms", Figures.Percentile(_milliseconds, 50), "ms");
        yield return new($"{prefix}p99_ms", Figures.Percentile(_milliseconds, 99), "ms");
    }
}

/// <summary>What a wait costs without an engine: the floor below which no latency can fall on the machine.</summary>
internal static class BareWait
{
    /// <summary>A thread that waits for instants as the engine's timer does: how late it wakes.</summary>
    /// <param name="instants">How many.</param>
    /// <param name="apart">How far apart they are.</param>
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

    /// <summary>A task of the thread pool that is asleep: how long after a signal it runs.</summary>
    /// <param name="signals">How many.</param>
    /// <param name="apart">How far apart they are.</param>
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
