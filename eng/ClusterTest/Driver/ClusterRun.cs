using System.Diagnostics;
using System.Globalization;
using Campaigns.ClusterTest.World;

namespace Campaigns.ClusterTest.Driver;

/// <summary>Runs silos under load, and does something to one of them, or to the database, again and again.</summary>
internal sealed class ClusterRun : IAsyncDisposable
{
    private static readonly TimeSpan LongestFault = TimeSpan.FromSeconds(60);
    private readonly Stage _stage = new();
    private readonly long _began = Stopwatch.GetTimestamp();
    private readonly RunOptions _options;
    private readonly Random _random;
    private readonly TextWriter _log;
    private readonly Watch _watch;
    private readonly Feeder _feeder;
    private readonly Scaling _scaling;
    private int _longestFault;

    public ClusterRun(RunOptions options, int seed, TextWriter log)
    {
        (_options, _random, _log) = (options, new Random(seed), log);
        _watch = new Watch(_stage, log);
        _feeder = new Feeder(_stage.World);
        _scaling = new Scaling(_stage, _watch);
    }

    private Provider Provider => _stage.World.Provider;

    /// <summary>Whether nothing was doubled or lost, no limit was passed, and everything else held.</summary>
    public bool IsPassed { get; private set; }

    /// <summary>Runs.</summary>
    /// <returns>The figures, as JSON.</returns>
    public async Task<string> RunAsync()
    {
        try
        {
            await RunPhasesAsync();
            return await JudgeAsync();
        }
        catch (TimeoutException)
        {
            await Console.Error.WriteLineAsync($"answers: {_stage.World.Answers.ToJson()}");
            throw;
        }
    }

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    private async Task RunPhasesAsync()
    {
        await _stage.StartAsync(_options.Scales ? 2 : 3, _options.Old, _log);
        await _watch.ConnectedAsync("the start");
        _feeder.Start();
        await _watch.CalledAgainAsync("the start");
        if (_options.Old is { } old)
        {
            await new Upgrade(_stage, _watch).RunAsync(old);
        }

        if (_options.Scales)
        {
            await _scaling.RunAsync();
        }

        await BreakAsync();
        await _feeder.EndAsync();
        await Watch.UntilAsync(() => Provider.Untold == 0, "reports are not taken");
        await Watch.UntilAsync(HasEndedAsync, "the campaigns do not end");
    }

    private async Task BreakAsync()
    {
        var faults = new Faults(_stage, _random);
        var left = new Queue<string>();
        while (_options.Faults.Count > 0 && Stopwatch.GetElapsedTime(_began) < _options.Time)
        {
            if (left.Count == 0)
            {
                left = new Queue<string>(_options.Faults.OrderBy(_ => _random.Next()));
                _longestFault = Math.Min(_longestFault + 20, (int)LongestFault.TotalSeconds);
            }

            var (kind, silo) = (left.Dequeue(), _stage.Active[_random.Next(_stage.Active.Count)]);
            var isOfAll = kind.StartsWith("database", StringComparison.Ordinal) || kind == "split";
            _watch.Note($"silo {silo} gets {kind}");
            await _watch.HitAsync(
                kind, isOfAll ? TestTenants.Names.ToHashSet() : _stage.TenantsOf(silo),
                () => faults.RunAsync(kind, silo, TimeSpan.FromSeconds(_longestFault)));
        }
    }

    private async Task<bool> HasEndedAsync()
    {
        var open = await _stage.Server.ReadAsync("select count(*) from campaigns.campaigns where state < 4");
        return open is 0L;
    }

    private async Task<string> JudgeAsync()
    {
        var judge = new Judge(Provider, _feeder);
        await judge.JudgeAsync(_stage.Server);
        foreach (var finding in judge.Findings.Take(100))
        {
            await Console.Error.WriteLineAsync(finding);
        }

        var (mostPerSecond, overRate) = ProviderLimits.Rate(Provider.Dispatches);
        var silences = Gaps.Find(_watch.Hits, Provider.Dispatches, _feeder.Pauses);
        var (overCap, late) = (Provider.OverCap + overRate, Gaps.TooLong(silences));
        var failed = _stage.World.Answers.Failed;
        IsPassed = judge.Doubled + judge.Lost + overCap + Provider.AfterStop + failed + late + _scaling.Restarted == 0 && _scaling.IsInTime;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{{\"seconds\":{Stopwatch.GetElapsedTime(_began).TotalSeconds:F0},\"faults\":{_watch.Hits.Count},\"dispatches\":"
            + $"{Provider.Dispatches.Count},\"doubled\":{judge.Doubled},\"lost\":{judge.Lost},\"over_cap\":{overCap},"
            + $"\"after_stop\":{Provider.AfterStop},\"failed_requests\":{failed},\"late_handovers\":{late},"
            + $"\"restarted\":{_scaling.Restarted},\"refused_by_provider\":{Provider.Stalled},\"most_live\":{Provider.MostLive},"
            + $"\"most_per_second\":{mostPerSecond},\"scale\":{_scaling.ToJson()},\"silence_ms\":{Gaps.ToJson(silences, _watch.Hits)},"
            + $"\"answers\":{_stage.World.Answers.ToJson()}}}");
    }
}
