namespace Campaigns.Simulation;

/// <summary>The refusals of a healthy provider, and their outcomes.</summary>
internal static class WorldRefusals
{
    /// <summary>Refuses to place an attempt: because of its caller id, if it has one, or of its contact.</summary>
    public static (AttemptOutcome Outcome, DispatchResult Said) Of(SimulatedWorld world, AttemptFacts attempt)
    {
        if (attempt.Row.CallerId is not { } number || world.Next(2) == 0)
        {
            return OfContact(world);
        }

        world.Judge.CallerIds.Find(attempt.Row.Provider, number)?.NoteRefusal();
        return (AttemptOutcome.NotPlaced, DispatchResult.CallerIdRefused("simulated"));
    }

    /// <summary>
    /// When a caller id was refused, for <see cref="AttemptFacts.RefusedCallerIdAt"/>; never, if it was not, or too late.
    /// </summary>
    public static (long Opens, long Mono, long Wall) TimeOf(SimulatedWorld world, DispatchResult said, bool isInTime) =>
        isInTime && said.Answer == DispatchAnswer.CallerIdRefused 
            ? (world.Judge.Opens, world.Kernel.Mono, world.Kernel.Wall.UtcTicks) : (-1, -1, -1);

    /// <summary>Refuses to place an attempt because of its contact. The refusal must not delay other contacts.</summary>
    private static (AttemptOutcome Outcome, DispatchResult Said) OfContact(SimulatedWorld world) => world.Next(8) switch
    {
        0 => (AttemptOutcome.Invalid, DispatchResult.Unreachable("simulated")),
        1 => (AttemptOutcome.Throttled, DispatchResult.Defer(world.Kernel.Wall + world.UpTo(TimeSpan.FromMinutes(2)), "simulated")),
        _ => (AttemptOutcome.NotPlaced, DispatchResult.NotPlaced("simulated")),
    };

    /// <summary>Throttles the tenant or the whole provider.</summary>
    public static (AttemptOutcome Outcome, DispatchResult Said) Throttle(SimulatedWorld world) =>
        (AttemptOutcome.Throttled, DispatchResult.RetryAt(
        world.Kernel.Wall + world.UpTo(TimeSpan.FromSeconds(40)), world.Next(2) == 0 ? ThrottleScope.Tenant : ThrottleScope.Provider));
}
