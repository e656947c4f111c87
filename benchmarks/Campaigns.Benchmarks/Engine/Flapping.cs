namespace Campaigns.Benchmarks.Engine;

/// <summary>Opens and closes gates continuously: holds and releases a tenant, and edits the windows of campaigns.</summary>
internal sealed class Flapping : IDisposable
{
    private readonly PeriodicTimer _timer = new(TimeSpan.FromMilliseconds(20));

    /// <summary>Begins to flap.</summary>
    /// <param name="client">The engine's client.</param>
    /// <param name="campaigns">The campaigns whose windows to edit, in turn.</param>
    /// <param name="tenant">The tenant to hold and release.</param>
    /// <param name="windows">The windows to set, in turn.</param>
    public Flapping(ICampaignClient client, IReadOnlyList<CampaignId> campaigns, string tenant, IReadOnlyList<Window> windows) =>
        _ = RunAsync(client, campaigns, tenant, windows);

    public void Dispose() => _timer.Dispose();

    private async Task RunAsync(ICampaignClient client, IReadOnlyList<CampaignId> campaigns, string tenant, IReadOnlyList<Window> windows)
    {
        try
        {
            for (var turn = 0; await _timer.WaitForNextTickAsync(); turn++)
            {
                await (turn % 2 == 0 ? client.HoldAsync(tenant) : client.ReleaseAsync(tenant));
                var window = windows[turn / campaigns.Count % windows.Count];
                await client.ChangeAsync(campaigns[turn % campaigns.Count], new CampaignChange { Window = window });
            }
        }
        catch (CampaignException problem) when (problem.Error == CampaignError.Stopped)
        {
            // the run is over
        }
    }
}
