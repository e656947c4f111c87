using System.Diagnostics;
using System.Globalization;

namespace Campaigns.ClusterTest.Driver;

/// <summary>Runs three silos under load, and does something to one of them, or to the database, again and again.</summary>
internal sealed class ClusterRun(TimeSpan time, int seed, IReadOnlyList<string> kinds) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan LongestFault = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(50);
    private readonly Stage _stage = new();
    private readonly Random _random = new(seed);
    private readonly List<Hit> _hits = [];
    private readonly long _began = Stopwatch.GetTimestamp();
    private int _longestFault;

    private World.Provider Provider => _stage.World.Provider;

    /// <summary>Whether nothing was doubled or lost, and no limit was passed.</summary>
    public bool IsPassed { get; private set; }

    /// <summary>Runs.</summary>
    /// <returns>The figures, as JSON.</returns>
    public async Task<string> RunAsync(TextWriter log)
    {
        await _stage.StartAsync(log);
        await UntilAsync(() => _stage.World.Connected.Count == Stage.Silos, "the silos do not start");
        var feeder = new Feeder(_stage.World);
        feeder.Start();
        await CalledAgainAsync(log, "the start");
        await BreakAsync(log);
        await feeder.EndAsync();
        await UntilAsync(() => Provider.Untold == 0, "reports are not taken");
        await UntilAsync(HasEndedAsync, "the campaigns do not end");
        var judge = new Judge(Provider, feeder);
        await judge.JudgeAsync(_stage.Server);
        foreach (var finding in judge.Findings.Take(100))
        {
            await Console.Error.WriteLineAsync(finding);
        }

        IsPassed = judge.Doubled + judge.Lost + Provider.OverCap + Provider.AfterStop == 0;
        var silences = Gaps.ToJson(_hits, Provider.Dispatches, feeder.Pauses);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{{\"seconds\":{Stopwatch.GetElapsedTime(_began).TotalSeconds:F0},\"faults\":{_hits.Count},\"dispatches\":"
            + $"{Provider.Dispatches.Count},\"doubled\":{judge.Doubled},\"lost\":{judge.Lost},\"over_cap\":{Provider.OverCap},"
            + $"\"after_stop\":{Provider.AfterStop},\"refused_by_provider\":{Provider.Stalled},\"silence_ms\":{silences}}}");
    }

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    private async Task BreakAsync(TextWriter log)
    {
        var faults = new Faults(_stage, _random);
        var left = new Queue<string>();
        while (Stopwatch.GetElapsedTime(_began) < time)
        {
            if (left.Count == 0)
            {
                left = new Queue<string>(kinds.OrderBy(_ => _random.Next()));
                _longestFault = Math.Min(_longestFault + 20, (int)LongestFault.TotalSeconds);
            }

            var (kind, silo, from) = (left.Dequeue(), _random.Next(Stage.Silos), Stopwatch.GetTimestamp());
            var tenants = TestTenants.Names
                .Where(tenant => kind.StartsWith("database", StringComparison.Ordinal) || Provider.LastOf(tenant)!.Silo == silo)
                .ToHashSet();
            await NoteAsync(log, $"{kind} of silo {silo}, with {tenants.Count} tenants");
            await faults.RunAsync(kind, silo, TimeSpan.FromSeconds(_longestFault));
            await CalledAgainAsync(log, kind);
            await UntilAsync(() => _stage.World.Connected.Count == Stage.Silos, $"a silo does not come back after {kind}");
            _hits.Add(new Hit(kind, from, Stopwatch.GetTimestamp(), tenants));
            await Task.Delay(Rest);
        }
    }

    /// <summary>Waits until every tenant has been called after this moment.</summary>
    private async Task CalledAgainAsync(TextWriter log, string after)
    {
        var since = Stopwatch.GetTimestamp();
        await UntilAsync(
            () => TestTenants.Names.All(tenant => Provider.LastOf(tenant) is { } last && last.At > since),
            $"nobody is called after {after}");
        await NoteAsync(log, $"all tenants were called again {Stopwatch.GetElapsedTime(since).TotalSeconds:F1} s after {after}");
    }

    private async Task<bool> HasEndedAsync()
    {
        var open = await _stage.Server.ReadAsync("select count(*) from campaigns.campaigns where state < 4");
        return open is 0L;
    }

    private static Task NoteAsync(TextWriter log, string what)
    {
        lock (log)
        {
            log.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{DateTime.UtcNow:HH:mm:ss.fff} {what}"));
            log.Flush();
        }

        return Task.CompletedTask;
    }

    private static Task UntilAsync(Func<bool> holds, string otherwise) => UntilAsync(() => Task.FromResult(holds()), otherwise);

    private static async Task UntilAsync(Func<Task<bool>> holds, string otherwise)
    {
        for (var began = Stopwatch.GetTimestamp(); !await holds(); await Task.Delay(Moment))
        {
            if (Stopwatch.GetElapsedTime(began) > Patience)
            {
                throw new TimeoutException($"After {Patience}, {otherwise}.");
            }
        }
    }
}
