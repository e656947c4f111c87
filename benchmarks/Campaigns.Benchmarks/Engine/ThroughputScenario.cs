namespace Campaigns.Benchmarks.Engine;

/// <summary>
/// Measures recorded attempts per second, from client to provider and back on the in-memory store, with a constant number of pending
/// contacts.
/// </summary>
internal static class ThroughputScenario
{
    public const string Metric = "attempts_per_second";

    /// <summary>A scenario.</summary>
    /// <param name="contacts">The number of pending contacts.</param>
    /// <param name="limits">Whether all limits are on.</param>
    /// <param name="feed">Whether a reader subscribes to the ends of all attempts. Changes are kept for a minute.</param>
    public static Func<RunOptions, Task<IReadOnlyList<Sample>>> Of(int contacts, bool limits, bool feed = false) =>
        async options =>
        {
            await using var load = new SteadyLoad(contacts, engine =>
            {
                if (limits)
                {
                    Limits.Apply(engine);
                }

                engine.FeedAge = TimeSpan.FromMinutes(1);
            });
            await load.Engine.StartAsync();
            if (feed)
            {
                await load.Engine.Feed.SubscribeAsync("benchmark", ChangeFilter.All.Only(ChangeKinds.AttemptEnded));
            }

            if (limits)
            {
                await Limits.ApplyAsync(load.Engine, SteadyLoad.Tenants);
            }

            await load.StartAsync(i => limits ? Limits.Apply(load.Definition(i)) : load.Definition(i), People.Zones);
            await load.WarmUpAsync();
            return await load.MeasureAsync(options.Seconds);
        };
}
