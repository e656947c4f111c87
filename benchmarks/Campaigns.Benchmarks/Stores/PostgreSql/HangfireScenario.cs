using System.Diagnostics;
using System.Globalization;
using Campaigns.Benchmarks.Engine;
using Hangfire;
using Hangfire.PostgreSql;
using Npgsql;

namespace Campaigns.Benchmarks.Stores.PostgreSql;

/// <summary>
/// Measures Hangfire with its PostgreSQL storage on the same kind of server: jobs that do nothing, enqueued before the measurement, by the
/// best of several numbers of workers.
/// </summary>
internal static class HangfireScenario
{
    private const int MostPerSecond = 500;
    private static readonly int[] Workers = [8, 20, 40];
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50); // the least that the storage allows
    private static long _done;

    public static async Task<IReadOnlyList<Sample>> RunAsync(RunOptions options)
    {
        await using var server = await BenchmarkServer.StartAsync();
        var best = 0.0;
        foreach (var workers in Workers)
        {
            var rate = await MeasureAsync(await server.NextAsync(), workers, options.Seconds);
            await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"hangfire, {workers} workers: {rate:0}"));
            best = Math.Max(best, rate);
        }

        return [new(LoadScenario.Attempts, best, "1/s"), new("machine_load", PostgreSqlScenario.MachineLoad(), "load")];
    }

    /// <summary>The job.</summary>
    public static void DoNothing() => Interlocked.Increment(ref _done);

    private static async Task<double> MeasureAsync(string database, int workers, int seconds)
    {
        await using var source = NpgsqlDataSource.Create($"{database};Maximum Pool Size=50");
        var storage = new PostgreSqlStorage(
            new SourceFactory(source), new PostgreSqlStorageOptions { QueuePollInterval = Poll, EnableTransactionScopeEnlistment = false });
        var client = new BackgroundJobClient(storage);
        var jobs = MostPerSecond * seconds; // more than it can do
        await Parallel.ForAsync(0, jobs, (_, _) =>
        {
            client.Enqueue(() => DoNothing());
            return default;
        });
        _done = 0;
        using var server = new BackgroundJobServer(new BackgroundJobServerOptions { WorkerCount = workers }, storage);
        while (Interlocked.Read(ref _done) < workers)
        {
            await Task.Delay(10);
        }

        var (began, before) = (Stopwatch.GetTimestamp(), Interlocked.Read(ref _done));
        while (Stopwatch.GetElapsedTime(began).TotalSeconds < seconds && Interlocked.Read(ref _done) < jobs)
        {
            await Task.Delay(10);
        }

        return (Interlocked.Read(ref _done) - before) / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private sealed class SourceFactory(NpgsqlDataSource source) : IConnectionFactory
    {
        public NpgsqlConnection GetOrCreateConnection() => source.CreateConnection();
    }
}
