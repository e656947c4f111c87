namespace Campaigns.Simulation;

/// <summary>
/// Runs the real engine in a simulated world, on the calling thread, in virtual time. The store, providers, processes and clocks fail as
/// drawn from a seed. A judge checks the library's promises against everything that crosses the engine's ports.
/// </summary>
public static class Simulator
{
    /// <summary>Runs one simulation.</summary>
    /// <param name="options">The options of the run.</param>
    /// <returns>The report. <see cref="SimulationReport.ThrowIfViolated"/> fails a test.</returns>
    /// <exception cref="CampaignException">A campaign of the workload is invalid.</exception>
    public static SimulationReport Run(SimulationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new SimulationRun(new SimulationPlan(options)).Play();
    }
}
