namespace Campaigns.Simulation;

/// <summary>The result of a simulation.</summary>
public sealed record SimulationReport
{
    /// <summary>The options of the run.</summary>
    public required SimulationOptions Options { get; init; }

    /// <summary>The faults of the run.</summary>
    public required SimulationFaults Faults { get; init; }

    /// <summary>The number of attempts that reached a provider.</summary>
    public required long Attempts { get; init; }

    /// <summary>The number of crashed processes.</summary>
    public required int Crashes { get; init; }

    /// <summary>The number of simulated faults, crashes included.</summary>
    public required long FaultCount { get; init; }

    /// <summary>The number of requests to the engine, provider reports included.</summary>
    public required long Commands { get; init; }

    /// <summary>The number of store calls.</summary>
    public required long StoreCalls { get; init; }

    /// <summary>
    /// The number of jobs ended by an acknowledged reply, by their situation: "new", "committed" (not yet sent), "sent", or, for a waiting
    /// job, what it waited for, such as "turn", "channel", "time", "event", "reply" or "task".
    /// </summary>
    public required IReadOnlyDictionary<string, int> Replies { get; init; }

    /// <summary>The simulated time that has passed.</summary>
    public required TimeSpan SimulatedTime { get; init; }

    /// <summary>A hash over every commit, dispatch and answer with its time. Equal options give equal hashes, in every process.</summary>
    public required ulong TraceHash { get; init; }

    /// <summary>The broken promises: when, who, which. Empty if all promises hold.</summary>
    public required IReadOnlyList<string> Violations { get; init; }

    /// <summary>One line per event. Empty unless <see cref="SimulationOptions.KeepTrace"/> is set.</summary>
    public required IReadOnlyList<string> Trace { get; init; }

    /// <summary>Throws if a promise was broken.</summary>
    /// <exception cref="SimulationException">A promise was broken. The message names the seed, the options and the violations.</exception>
    public SimulationReport ThrowIfViolated() => Violations.Count == 0 ? this : throw new SimulationException(this);

    /// <summary>The seed, options, counts and violations.</summary>
    public override string ToString() =>
        $"Seed {Options.Seed}, {Options.Disturbances} disturbances, {(Options.Workload is null ? "campaigns by the seed" : "campaigns as given")}, "
        + $"{Faults}: {Attempts} attempts, {Crashes} crashes, {FaultCount} faults, {Violations.Count} violations"
        + string.Concat(Violations.Take(20).Select(violation => Environment.NewLine + violation));
}

/// <summary>A simulation found a broken promise.</summary>
public sealed class SimulationException : Exception
{
    internal SimulationException(SimulationReport report)
        : base($"{report}{Environment.NewLine}Run it again with Simulator.Run(new SimulationOptions {{ Seed = {report.Options.Seed}, KeepTrace = true }}) and the same workload.")
        => Report = report;

    /// <summary>The report of the simulation.</summary>
    public SimulationReport Report { get; }
}
