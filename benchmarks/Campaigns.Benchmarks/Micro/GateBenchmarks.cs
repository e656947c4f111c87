using BenchmarkDotNet.Attributes;
using Campaigns.Scheduling;

namespace Campaigns.Benchmarks.Micro;

/// <summary>The gates of one contact, all open, with and without limits. Each scope's gates run once, as in a dispatch.</summary>
[MemoryDiagnoser]
public class GateBenchmarks
{
    private static readonly GateScope[] Scopes = Enum.GetValues<GateScope>();
    private SchedulerState _state = null!;
    private int _next;

    [Params(false, true)]
    public bool Limits { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var scheduler = new ReadyScheduler(CampaignStrategies.ByPriority(), campaigns: 10, Limits);
        (_state, _next) = (scheduler.State, scheduler.Next());
    }

    [Benchmark]
    public int AllGatesOfAContact()
    {
        var open = 0;
        var candidate = new Candidate(_state, ref _state.Jobs[_next]);
        foreach (var scope in Scopes)
        {
            open += AllGates.AreOpen(scope, candidate) ? 1 : 0;
        }

        return open == Scopes.Length ? open : throw new InvalidOperationException("a gate is closed");
    }

    /// <summary>Only the gates of the contact itself: due time, do-not-contact list, frequency caps, address.</summary>
    [Benchmark]
    public bool GatesOfTheJob() => AllGates.AreOpen(GateScope.Job, new Candidate(_state, ref _state.Jobs[_next]));
}
