namespace Campaigns.Scheduling;

/// <summary>The steps of a group that cannot be sent now.</summary>
/// <param name="Parked">The step to wait for; among several, the next step after the current one; -1 for none.</param>
/// <param name="Waiting">The number of steps that wait for their channel.</param>
/// <param name="Earliest">The earliest deadline among these waits.</param>
/// <param name="Task">The first step to hand over to a person; -1 for none.</param>
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
