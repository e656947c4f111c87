namespace Campaigns.Scheduling;

/// <summary>What of a group is left that cannot be sent now.</summary>
/// <param name="Parked">The step to wait for: of several, the next after the one waited for so far.</param>
/// <param name="Waiting">How many wait for their channel.</param>
/// <param name="Earliest">When the first of them has waited long enough.</param>
/// <param name="Task">The first step that is a person's.</param>
internal readonly record struct LeftSteps(int Parked, int Waiting, long Earliest, int Task)
{
    public static LeftSteps None => new(-1, 0, Now.Never, -1);

    public LeftSteps With(int step, UnavailablePolicy? policy, long since, int current) => policy is { Action: UnavailableAction.Task }
        ? this with { Task = Task < 0 ? step : Task }
        : new(
            Parked < 0 || (Parked <= current && step > current) ? step : Parked,
            Waiting + 1,
            Math.Min(Earliest, UnavailablePolicies.DeadlineOf(policy, since)),
            Task);
}
