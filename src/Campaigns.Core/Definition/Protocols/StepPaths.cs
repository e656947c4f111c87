namespace Campaigns;

/// <summary>Where steps lead. They lead forward only, so one pass in their order sees every path.</summary>
internal static class StepPaths
{
    /// <summary>
    /// By step, how long after its start a job comes to it at the earliest: every attempt succeeds at once, no window is closed, and of
    /// several paths the shortest counts. Null for a step that no path leads to.
    /// </summary>
    /// <param name="steps">The steps, valid.</param>
    /// <param name="contact">Whose job, which decides the branches by address and data; null for anybody's.</param>
    public static TimeSpan?[] Earliest(IReadOnlyList<Step> steps, Contact? contact = null)
    {
        var earliest = new TimeSpan?[steps.Count + 1];
        earliest[0] = TimeSpan.Zero;
        for (var i = 0; i < steps.Count; i++)
        {
            if (earliest[i] is not { } arrival)
            {
                continue;
            }

            foreach (var (next, atLeast) in From(steps, i, contact))
            {
                if (earliest[next] is not { } other || arrival + atLeast < other)
                {
                    earliest[next] = arrival + atLeast;
                }
            }
        }

        return earliest[..^1];
    }

    private static (int Next, TimeSpan AtLeast)[] From(IReadOnlyList<Step> steps, int index, Contact? contact) => steps[index] switch
    {
        DelayStep delay => [(index + 1, delay.Until is { } until ? Least(until) : delay.Duration)],
        EventStep wait => [(Plan.IndexOf(steps, wait.OnEvent, index), TimeSpan.Zero), (Plan.IndexOf(steps, wait.OnTimeout, index), wait.Timeout)],
        BranchStep branch when contact is not null && branch.When.Kind != ConditionKind.LastOutcome =>
            [(Plan.IndexOf(steps, branch.When.Holds(contact, Outcome.None) ? branch.Then : branch.Otherwise, index), TimeSpan.Zero)],
        BranchStep branch => [(Plan.IndexOf(steps, branch.Then, index), TimeSpan.Zero), (Plan.IndexOf(steps, branch.Otherwise, index), TimeSpan.Zero)],
        ExitStep => [],
        _ => [(index + 1, TimeSpan.Zero)],
    };

    /// <summary>From the last moment of a Sunday, without holidays, in a night in which clocks are set forward.</summary>
    private static TimeSpan Least(BusinessDay until)
    {
        var fullDays = until.Days - 1 + (2 * ((until.Days - 1) / 5));
        var least = TimeSpan.FromDays(fullDays) + until.At.ToTimeSpan() - TimeSpan.FromHours(1);
        return least > TimeSpan.Zero ? least : TimeSpan.Zero;
    }
}
