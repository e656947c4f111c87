using Campaigns.Storage;

namespace Campaigns.Simulation;

/// <summary>Options of a simulation. Equal options give the same run, step by step.</summary>
public sealed record SimulationOptions
{
    /// <summary>Seeds all draws: faults, times, orders, sizes and, without <see cref="Workload"/>, the campaigns. Default: 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>The faults. Default: null, for a random subset drawn from the seed.</summary>
    public SimulationFaults? Faults { get; init; }

    /// <summary>The campaigns and contacts. Default: null, for generated ones near every edge case, drawn from the seed.</summary>
    public SimulationWorkload? Workload { get; init; }

    /// <summary>
    /// The number of disturbances (faults and requests) before all faults stop and everything must end. 0 to 10,000. Default: 80.
    /// </summary>
    public int Disturbances { get; init; } = 80;

    /// <summary>
    /// The number of process steps after the setup at which all contacts reply. One channel is unavailable for the first two hours. 0 for
    /// never. Trying each number in turn places the reply at every boundary between two steps of the engine.
    /// </summary>
    internal int RepliesAfter { get; init; }

    /// <summary>
    /// Makes the store of the run from the source of its stamp. Null, the default, for a store in memory. A store must complete each call
    /// before it returns: nothing else may run meanwhile. The judge reads it as well.
    /// </summary>
    internal Func<Random, IJobStore>? Store { get; init; }

    /// <summary>Whether <see cref="SimulationReport.Trace"/> keeps a line per event. Default: false.</summary>
    public bool KeepTrace { get; init; }
}
