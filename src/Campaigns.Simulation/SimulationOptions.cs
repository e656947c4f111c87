namespace Campaigns.Simulation;

/// <summary>What a simulation runs. The same options give the same run, to the last step.</summary>
public sealed record SimulationOptions
{
    /// <summary>Draws everything: faults, moments, orders, sizes and, without <see cref="Workload"/>, the campaigns. 1 by default.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>What goes wrong; null, the default, for a random part of everything, drawn by the seed.</summary>
    public SimulationFaults? Faults { get; init; }

    /// <summary>Your own campaigns and contacts; null, the default, for ones made up by the seed, near every edge there is.</summary>
    public SimulationWorkload? Workload { get; init; }

    /// <summary>How many disturbances (faults and requests) there are, before all faults stop and everything has to end. 0 to 10,000; 80 by default.</summary>
    public int Disturbances { get; init; } = 80;

    /// <summary>
    /// After how many things that a process does all contacts reply, counted from the end of the set-up; a channel is unavailable for the first
    /// two hours then. 0 for never. Tried for each number in turn, a reply comes at every boundary between two steps of the engine.
    /// </summary>
    internal int RepliesAfter { get; init; }

    /// <summary>Whether to keep a line for everything that happens in <see cref="SimulationReport.Trace"/>. False by default.</summary>
    public bool KeepTrace { get; init; }
}
