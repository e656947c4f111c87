namespace Campaigns.Simulation;

/// <summary>
/// A durable reader of the change feed in the host's process. It acknowledges now and then, and reads on after each restart.
/// </summary>
internal sealed class FeedReading(SimulatedWorld world)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);
    private readonly Random _luck = world.Plan.Random(12);

    /// <summary>Reads until the engine stops or the process dies.</summary>
    public async Task RunAsync(SimulatedProcess process, CampaignEngine engine)
    {
        while (!process.HasStopped)
        {
            try
            {
                await engine.Feed.SubscribeAsync(FeedCheck.Reader, ChangeFilter.All);
                world.Judge.Feed.Begin();
                await ReadAsync(process, engine);
                return;
            }
            catch (CampaignException refused) when (refused.Error is CampaignError.Stopped or CampaignError.Faulted)
            {
                return;
            }
            catch (CampaignException)
            {
                await Task.Delay(Pause, process.Time); // the store failed: what was not acknowledged comes again
            }
        }
    }

    private async Task ReadAsync(SimulatedProcess process, CampaignEngine engine)
    {
        var most = _luck.Next(1, 50);
        var left = most;
        await foreach (var change in engine.Feed.ReadAsync(FeedCheck.Reader))
        {
            world.Judge.Feed.Read(change);
            if (--left <= 0)
            {
                await engine.Feed.AcknowledgeAsync(FeedCheck.Reader, change.Sequence);
                left = most;
            }
            else if (!world.IsCalm && _luck.Next(500) == 0)
            {
                await Task.Delay(TimeSpan.FromMinutes(_luck.Next(90)), process.Time); // a reader too far behind is told so
            }
        }
    }
}
