namespace Campaigns.Simulation;

/// <summary>What came of a simulation.</summary>
public sealed record SimulationReport
{
    /// <summary>What was run.</summary>
    public required SimulationOptions Options { get; init; }

    /// <summary>The faults that were on.</summary>
    public required SimulationFaults Faults { get; init; }

    /// <summary>Attempts that reached a provider.</summary>
    public required long Attempts { get; init; }

    /// <summary>Processes that died.</summary>
    public required int Crashes { get; init; }

    /// <summary>Things that went wrong by design, crashes included.</summary>
    public required long FaultCount { get; init; }

    /// <summary>Requests made of the engine, reports of providers included.</summary>
    public required long Commands { get; init; }

    /// <summary>Calls of the store.</summary>
    public required long StoreCalls { get; init; }

    /// <summary>
    /// How many jobs were ended by a reply that was acknowledged, by what they did: "new", "committed" (and not sent), "sent", or what they
    /// waited for: "turn", "channel", "time", "event", "reply", "task".
    /// </summary>
    public required IReadOnlyDictionary<string, int> Replies { get; init; }

    /// <summary>How much time has passed in the simulation.</summary>
    public required TimeSpan SimulatedTime { get; init; }

    /// <summary>A hash over every commit, dispatch and answer with its instant. Equal for equal options, in every process.</summary>
    public required ulong TraceHash { get; init; }

    /// <summary>Promises that were broken: when, who, which. Empty when all held.</summary>
    public required IReadOnlyList<string> Violations { get; init; }

    /// <summary>What happened, a line for each thing; empty unless <see cref="SimulationOptions.KeepTrace"/> asks for it.</summary>
    public required IReadOnlyList<string> Trace { get; init; }

    /// <summary>Fails if a promise was broken.</summary>
    /// <exception cref="SimulationException">A promise was broken; the message names seed, options and violations.</exception>
    public SimulationReport ThrowIfViolated() => Violations.Count == 0 ? this : throw new SimulationException(this);

    /// <summary>Seed, options and violations: what it takes to run it again.</summary>
    public override string ToString() =>
        $"Seed {Options.Seed}, {Options.Disturbances} disturbances, {(Options.Workload is null ? "campaigns by the seed" : "campaigns as given")}, "
        + $"{Faults}: {Attempts} attempts, {Crashes} crashes, {FaultCount} faults, {Violations.Count} violations"
        + string.Concat(Violations.Take(20).Select(violation => Environment.NewLine + violation));
}

/// <summary>A simulation broke a promise.</summary>
public sealed class SimulationException : Exception
{
    internal SimulationException(SimulationReport report)
        : base($"{report}{Environment.NewLine}Run it again with Simulator.Run(new SimulationOptions {{ Seed = {report.Options.Seed}, KeepTrace = true }}) and the same workload.")
        => Report = report;

    /// <summary>The report.</summary>
    public SimulationReport Report { get; }
}
