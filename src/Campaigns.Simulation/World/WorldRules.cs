namespace Campaigns.Simulation;

/// <summary>
/// The host's own gate and check in the simulated world. The check mostly allows. It also denies, puts off, throws and is late.
/// </summary>
internal sealed class WorldRules(SimulatedWorld world)
{
    private readonly Random _luck = world.Plan.Random(13);
    private readonly RulePlan _plan = world.Plan.Rules;

    /// <summary>Registers the rules for the engine of a process.</summary>
    public void AddTo(CampaignsOptions options, SimulatedProcess process)
    {
        options.CheckTimeout = _plan.CheckTimeout;
        if (_plan.HasGate)
        {
            options.AddGate(new Gate(_plan));
        }

        foreach (var name in world.Plan.Checks)
        {
            options.AddCheck(name, new Check(this, process));
        }
    }

    private async ValueTask<CheckResult> CheckAsync(SimulatedProcess process, DispatchRequest request)
    {
        if (process.IsDead)
        {
            return await Never();
        }

        var calledAt = world.Kernel.Mono;
        if (!world.Judge.Rules.Asked(request))
        {
            return CheckResult.Deny("unknown");
        }

        var fate = world.IsCalm ? int.MaxValue : _luck.Next(24);
        await LagAsync(process, fate);
        if (process.IsDead)
        {
            return await Never();
        }

        var result = fate switch
        {
            0 => throw new HttpRequestException("simulated"),
            1 => default,
            2 => CheckResult.Deny("it may not"),
            3 or 4 => CheckResult.Later(world.Kernel.Wall + (_plan.Period * _luck.NextDouble() * 10), "it may later"),
            _ => CheckResult.Allow,
        };
        world.Judge.Rules.Answered(request, fate > 4, world.Kernel.Mono - calledAt);
        return result;
    }

    /// <summary>Delays an answer. Some answers come near the time limit, some after it, and some never.</summary>
    private Task LagAsync(SimulatedProcess process, int fate) => fate switch
    {
        5 => Never(),
        6 or 7 => Task.Delay(_plan.CheckTimeout * (0.5 + _luck.NextDouble()), process.Time),
        8 or 9 or 10 => Task.Delay(_plan.CheckTimeout * _luck.NextDouble(), process.Time),
        int.MaxValue => Task.Delay(TimeSpan.FromSeconds(1) * _luck.NextDouble(), process.Time),
        _ => Task.CompletedTask,
    };

    private static Task<CheckResult> Never() => new TaskCompletionSource<CheckResult>().Task;

    private sealed class Gate(RulePlan plan) : IContactGate
    {
        public string Name => "the world's";

        public GateDecision Judge(in GateCandidate candidate, DateTimeOffset now)
        {
            var key = candidate.Contact.Key;
            return plan.IsNever(key) ? GateDecision.Never("never")
                : plan.OpensAt(key, now) is var opens && opens > now ? GateDecision.ClosedUntil(opens, "not now")
                : GateDecision.Open;
        }
    }

    private sealed class Check(WorldRules rules, SimulatedProcess process) : IDispatchCheck
    {
        public ValueTask<CheckResult> CheckAsync(DispatchRequest request, CancellationToken cancellationToken) =>
            rules.CheckAsync(process, request);
    }
}
