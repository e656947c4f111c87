namespace Campaigns.Benchmarks.Engine;

/// <summary>
/// Measures recorded attempts per second, from client to provider and back on the in-memory store, with a constant number of pending
/// contacts.
/// </summary>
internal static class ThroughputScenario
{
    public const string Metric = "attempts_per_second";

    public static Func<RunOptions, Task<IReadOnlyList<Sample>>> Of(int contacts, bool limits) =>
        async options =>
        {
            await using var load = new SteadyLoad(contacts, limits ? Limits.Apply : null);
            await load.Engine.StartAsync();
            if (limits)
            {
                await Limits.ApplyAsync(load.Engine, SteadyLoad.Tenants);
            }

            await load.StartAsync(i => limits ? Limits.Apply(load.Definition(i)) : load.Definition(i), People.Zones);
            await load.WarmUpAsync();
            return await load.MeasureAsync(options.Seconds);
        };
}
