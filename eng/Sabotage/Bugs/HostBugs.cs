namespace Campaigns.Sabotages;

/// <summary>Bugs in the handling of host code that throws.</summary>
internal static class HostBugs
{
    private const string Parts = "Engine/EngineParts.cs";

    public static IReadOnlyList<Sabotage> All { get; } =
    [
        new(
            "strategy not guarded",
            "a strategy that throws stops the engine",
            Parts,
            "new GuardedStrategy(options.Strategy, faults)",
            "options.Strategy"),
        new(
            "router not guarded",
            "a router that throws stops the engine",
            Parts,
            "new GuardedRouter(router.Value, faults)",
            "router.Value"),
        new(
            "randomness not guarded",
            "a source of randomness that throws stops the engine",
            Parts,
            "new GuardedRandom(options.Random, faults)",
            "options.Random"),
    ];
}
