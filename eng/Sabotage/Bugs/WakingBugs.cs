namespace Campaigns.Sabotages;

/// <summary>Bugs that make work stall or run in the wrong order.</summary>
internal static class WakingBugs
{
    public static IReadOnlyList<Sabotage> All { get; } =
    [
        new(
            "due now sleeps forever",
            "a wake-up that is already due sets the timer to never",
            "Engine/EngineLoop.cs",
            """
                        if (sleep > TimeSpan.Zero && !HasStopped)
                        {
                            timer.Change(sleep, Timeout.InfiniteTimeSpan);
            """,
            """
                        if (!HasStopped)
                        {
                            timer.Change(sleep > TimeSpan.Zero ? sleep : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            """),
        new(
            "window opens unnoticed",
            "a lane is not woken when its window opens",
            "Scheduling/Lanes/LaneScheduler.cs",
            "        wake = waitsForWindow ? Math.Min(wake, phase.Until) : wake;",
            ""),
        new(
            "campaign slot freed unnoticed",
            "a campaign at its cap is not woken when a slot is freed",
            "Scheduling/Lanes/ReadyTree.cs",
            "if (ready == queue.Node.IsQueued)",
            "if (ready == queue.Node.IsQueued || (ready && campaign.Live > 0 && campaign.Live == campaign.MaxConcurrent - 1))"),
        new(
            "address freed unnoticed",
            "a job that waits for a busy address is not woken",
            "Scheduling/Lanes/LingeringCalls.cs",
            "if (state.Addresses.Free(address) is { } waiters)",
            "if (state.Addresses.Free(address) is { Count: < 0 } waiters)"),
        new(
            "rate opens unnoticed",
            "nothing wakes when a campaign's rate opens again",
            "Scheduling/Lanes/ReadyTree.cs",
            "state.WakeAtMono(capped.RateWake, capped.Rate.OpensAt(state.Now.Mono));",
            "_ = capped.RateWake;"),
        new(
            "retry behind new",
            "a lane takes new contacts before due retries",
            "Scheduling/Lanes/LaneScheduler.cs",
            "if (FindDue(lane) || (lane.Kind",
            "if ((FindDue(lane) && (!FindFresh(lane) || MayHaveUnreadDue(lane))) || (lane.Kind"),
    ];
}
