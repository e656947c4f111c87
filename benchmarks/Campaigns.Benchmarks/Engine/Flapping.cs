namespace Campaigns.Benchmarks.Engine;

/// <summary>Opens and closes gates continuously: holds and releases a tenant, and edits the windows of campaigns.</summary>
internal sealed class Flapping : IDisposable
{
    private readonly PeriodicTimer _timer = new(TimeSpan.FromMilliseconds(20));

    /// <summary>Begins to flap.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="campaigns">The campaigns whose windows to edit, in turn.</param>
    /// <param name="tenant">The tenant to hold and release.</param>
    /// <param name="windows">The windows to set, in turn.</param>
    public Flapping(CampaignEngine engine, IReadOnlyList<CampaignId> campaigns, string tenant, IReadOnlyList<ContactWindow> windows) =>
        _ = RunAsync(engine, campaigns, tenant, windows);

    public void Dispose() => _timer.Dispose();

    private async Task RunAsync(
        CampaignEngine engine, IReadOnlyList<CampaignId> campaigns, string tenant, IReadOnlyList<ContactWindow> windows)
    {
        try
        {
            for (var turn = 0; await _timer.WaitForNextTickAsync(); turn++)
            {
                await (turn % 2 == 0 ? engine.Operations.HoldTenantAsync(tenant) : engine.Operations.ReleaseTenantAsync(tenant));
                var window = windows[turn / campaigns.Count % windows.Count];
                await engine.Client.ChangeAsync(campaigns[turn % campaigns.Count], settings => settings with { Window = window });
            }
        }
        catch (CampaignException problem) when (problem.Error == CampaignError.Stopped)
        {
            // the run is over
        }
    }
}
