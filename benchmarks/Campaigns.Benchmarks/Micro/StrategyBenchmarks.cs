using BenchmarkDotNet.Attributes;
using Campaigns.Scheduling;

namespace Campaigns.Benchmarks.Micro;

/// <summary>Picking and charging the next campaign, by strategy and by number of ready campaigns.</summary>
[MemoryDiagnoser]
public class StrategyBenchmarks
{
    private ReadyScheduler _scheduler = null!;

    [Params(10, 10_000)]
    public int Campaigns { get; set; }

    [Params("ByPriority", "StrictPriority", "FairShare", "FewestRemaining")]
    public string Strategy { get; set; } = "";

    [GlobalSetup]
    public void Setup() => _scheduler = new ReadyScheduler(ByName(Strategy), Campaigns, limits: false);

    [Benchmark]
    public object PickAndCharge()
    {
        var lane = _scheduler.Tree.Next(_scheduler.State.Now.Mono)!;
        _scheduler.Tree.Charge(lane.Queue);
        return lane;
    }

    private static ICampaignStrategy ByName(string name) => name switch
    {
        "StrictPriority" => global::Campaigns.CampaignStrategies.StrictPriority,
        "FairShare" => global::Campaigns.CampaignStrategies.FairShare,
        "FewestRemaining" => global::Campaigns.CampaignStrategies.FewestRemaining,
        _ => global::Campaigns.CampaignStrategies.ByPriority(),
    };
}
