namespace Campaigns.Simulation;

/// <summary>
/// Runs the real engine in a simulated world, on the calling thread, in virtual time: a store, providers, processes and clocks that go
/// wrong as a seed draws it, and a judge that holds the library's promises against everything that crosses its ports.
/// </summary>
public static class Simulator
{
    /// <summary>Runs one simulation.</summary>
    /// <param name="options">What to run.</param>
    /// <returns>What came of it. <see cref="SimulationReport.ThrowIfViolated"/> fails a test.</returns>
    /// <exception cref="CampaignException">A campaign of the workload has problems.</exception>
    public static SimulationReport Run(SimulationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new SimulationRun(new SimulationPlan(options)).Play();
    }
}
