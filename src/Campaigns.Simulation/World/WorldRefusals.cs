namespace Campaigns.Simulation;

/// <summary>What a provider that is well refuses, and as what it counts.</summary>
internal static class WorldRefusals
{
    /// <summary>Nothing is placed, and that is about the contact: nobody else is to be held up.</summary>
    public static (Outcome Outcome, DispatchResult Said) OfContact(SimulatedWorld world) => world.Next(8) switch
    {
        0 => (Outcome.Invalid, DispatchResult.Unreachable("simulated")),
        1 => (Outcome.Throttled, DispatchResult.Defer(world.Kernel.Wall + world.UpTo(TimeSpan.FromMinutes(2)), "simulated")),
        _ => (Outcome.NotPlaced, DispatchResult.NotPlaced("simulated")),
    };

    /// <summary>It wants to be left alone with the tenant, or with everybody.</summary>
    public static (Outcome Outcome, DispatchResult Said) Throttle(SimulatedWorld world) => (Outcome.Throttled, DispatchResult.RetryAt(
        world.Kernel.Wall + world.UpTo(TimeSpan.FromSeconds(40)), world.Next(2) == 0 ? ThrottleScope.Tenant : ThrottleScope.Provider));
}
