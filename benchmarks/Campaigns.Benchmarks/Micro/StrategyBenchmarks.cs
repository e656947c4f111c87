using BenchmarkDotNet.Attributes;
using Campaigns.Scheduling;

namespace Campaigns.Benchmarks.Micro;

/// <summary>Picking and charging the next campaign, by strategy and by number of ready campaigns.</summary>
[MemoryDiagnoser]
public class StrategyBenchmarks
{
    private SchedulerState _state = null!;

    [Params(10, 10_000)]
    public int Campaigns { get; set; }

    [Params("ByPriority", "StrictPriority", "FairShare", "FewestRemaining")]
    public string Strategy { get; set; } = "";

    [GlobalSetup]
    public void Setup() => _state = new ReadyScheduler(ByName(Strategy), Campaigns, limits: false).State;

    [Benchmark]
    public object PickAndCharge()
    {
        var lane = _state.Tree.Next(_state.Now.Mono)!;
        _state.Tree.Charge(lane.Queue);
        return lane;
    }

    private static IStrategy ByName(string name) => name switch
    {
        "StrictPriority" => global::Campaigns.Strategy.StrictPriority,
        "FairShare" => global::Campaigns.Strategy.FairShare,
        "FewestRemaining" => global::Campaigns.Strategy.FewestRemaining,
        _ => global::Campaigns.Strategy.ByPriority(),
    };
}
