namespace Campaigns.Benchmarks.Engine;

/// <summary>Client to provider and back on the in-memory store, with attempts recorded, at a steady number of pending contacts.</summary>
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
