using Campaigns.Storage;

namespace Campaigns.Simulation;

/// <summary>The state that all processes of a run share: clock, store, providers, judge, randomness, and current faults.</summary>
internal sealed class SimulatedWorld
{
    private readonly Random _luck;
    private readonly AttemptOutcome[] _outcomes;

    public SimulatedWorld(SimulationPlan plan)
    {
        Plan = plan;
        _luck = plan.Random(4);
        _outcomes = [.. plan.Workload.Outcomes.SelectMany(pair => Enumerable.Repeat(pair.Key, pair.Value))];
        Trace = new TraceLog(plan.Options.KeepTrace);
        var contacts = plan.Workload.Campaigns.Sum(campaign => campaign.Contacts.Count);
        Kernel = new SimulationKernel(plan.Options.Seed, plan.Workload.Start) { MostAtOnce = 20_000 + (100 * contacts) };
        Judge = new Judge(Kernel, plan, Trace);
        Store = plan.Options.Store?.Invoke(plan.Random(5)) ?? new InMemory.MemoryJobStore(plan.Random(5));
        Results = new WorldResults(this);
        Kernel.OnStep = BeforeStep;
    }

    public SimulationPlan Plan { get; }

    public SimulationKernel Kernel { get; }

    public TraceLog Trace { get; }

    public Judge Judge { get; }

    public IJobStore Store { get; }

    /// <summary>Draws what calls tell besides their outcomes.</summary>
    public WorldResults Results { get; }

    /// <summary>The current faults; none when the world is calm.</summary>
    public SimulationFaults Faults { get; private set; } = SimulationFaults.None;

    public bool IsCalm { get; private set; } = true;

    public long FaultCount { get; private set; }

    public int Crashes { get; private set; }

    public long StoreCalls { get; set; }

    /// <summary>The time until which the store is down, on the monotonic clock, and whether only writes fail.</summary>
    public (long Until, bool WritesOnly) Outage { get; set; }

    /// <summary>The time until which providers refuse a tenant's account on a channel, on the monotonic clock.</summary>
    public Dictionary<(string Tenant, string Channel), long> LostAccounts { get; } = [];

    /// <summary>The next crash point; null for none.</summary>
    public CrashPoint? NextCrash { get; set; }

    /// <summary>The number of steps until the crash, with <see cref="CrashPoint.AtStep"/>.</summary>
    public int StepsToCrash { get; set; }

    /// <summary>The number of steps until <see cref="OnMoment"/> is called; 0 for never.</summary>
    public int StepsToMoment { get; set; }

    public Action OnMoment { get; set; } = () => { };

    public Action<SimulatedProcess> OnCrash { get; set; } = _ => { };

    /// <summary>Called when a commit begins, and while an attempt passes the send gate.</summary>
    public Action OnAwkwardMoment { get; set; } = () => { };

    public void BeginFaults() => (Faults, IsCalm) = (Plan.Faults, false);

    public void Calm()
    {
        (Faults, IsCalm) = (SimulationFaults.None, true);
        (Outage, NextCrash) = (default, null);
        LostAccounts.Clear();
    }

    public int Next(int below) => _luck.Next(below);

    public bool Chance(double share) => share > 0 && _luck.NextDouble() < share;

    public TimeSpan UpTo(TimeSpan most) => most * _luck.NextDouble();

    /// <summary>Draws the outcome of a call.</summary>
    public AttemptOutcome DrawOutcome() => _outcomes[_luck.Next(_outcomes.Length)];

    /// <summary>Draws whether a fault occurs, and counts it.</summary>
    public bool Fault(double share)
    {
        var happens = Chance(share);
        FaultCount += happens ? 1 : 0;
        return happens;
    }

    /// <summary>Crashes the process if this is the next crash point.</summary>
    /// <returns>Whether the process is dead. The call must then never return.</returns>
    public bool CrashIf(CrashPoint point, SimulatedProcess process)
    {
        if (NextCrash == point && !process.IsDead)
        {
            Crash(process);
        }

        return process.IsDead;
    }

    public void Crash(SimulatedProcess process)
    {
        NextCrash = null;
        Crashes++;
        FaultCount++;
        process.Crash();
        Trace.Note(Kernel, TraceEvent.Crash, process.Number, 0);
        OnCrash(process);
    }

    private void BeforeStep(SimulatedProcess process)
    {
        if (Judge.IsLost)
        {
            throw new SimulationStuckException("The run has reached the maximum number of violations.");
        }

        if (StepsToMoment > 0 && --StepsToMoment == 0)
        {
            OnMoment();
        }

        if (NextCrash == CrashPoint.AtStep && !process.IsDead && process.Number > 0 && --StepsToCrash <= 0)
        {
            Crash(process);
        }
    }
}

/// <summary>The points at which a process can die.</summary>
internal enum CrashPoint
{
    BeforeCommit,
    AfterCommit,
    BeforePlacing,
    AfterPlacing,
    AtStep,
}
