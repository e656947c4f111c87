namespace Campaigns;

/// <summary>The paths through the steps of a protocol. Steps only lead forward, so one pass in step order visits every path.</summary>
internal static class StepPaths
{
    /// <summary>
    /// Returns, per step, the minimum time from the start of a job until the job reaches the step. Assumes that every attempt succeeds
    /// immediately and that no window is closed, and takes the shortest of several paths. Null for a step that no path reaches.
    /// </summary>
    /// <param name="steps">The steps. They must be valid.</param>
    /// <param name="holds">Evaluates conditions on address and data for the job's contact. Null: both results are possible.</param>
    public static TimeSpan?[] Earliest(IReadOnlyList<CampaignStep> steps, Func<StepCondition, bool>? holds = null)
    {
        var earliest = new TimeSpan?[steps.Count + 1];
        earliest[0] = TimeSpan.Zero;
        for (var i = 0; i < steps.Count; i++)
        {
            if (earliest[i] is not { } arrival)
            {
                continue;
            }

            foreach (var (next, atLeast) in From(steps, i, holds))
            {
                if (earliest[next] is not { } other || arrival + atLeast < other)
                {
                    earliest[next] = arrival + atLeast;
                }
            }
        }

        return earliest[..^1];
    }

    /// <summary>Returns the index of the later step with a name. Returns the index of the next step for null or an unknown name.</summary>
    public static int IndexOf(IReadOnlyList<CampaignStep> steps, string? name, int from)
    {
        for (var i = from + 1; name is not null && i < steps.Count; i++)
        {
            if (steps[i].Name == name)
            {
                return i;
            }
        }

        return from + 1;
    }

    private static (int Next, TimeSpan AtLeast)[] From(IReadOnlyList<CampaignStep> steps, int index, Func<StepCondition, bool>? holds) =>
        steps[index] switch
    {
        DelayStep delay => [(index + 1, delay.Until is { } until ? Least(until) : delay.Duration)],
        EventStep wait => [(IndexOf(steps, wait.OnEvent, index), TimeSpan.Zero), (IndexOf(steps, wait.OnTimeout, index), wait.Timeout)],
        BranchStep branch when holds is not null && branch.When.Kind != StepConditionKind.LastOutcome =>
            [(IndexOf(steps, holds(branch.When) ? branch.Then : branch.Otherwise, index), TimeSpan.Zero)],
        BranchStep branch =>
            [(IndexOf(steps, branch.Then, index), TimeSpan.Zero), (IndexOf(steps, branch.Otherwise, index), TimeSpan.Zero)],
        ExitStep => [],
        _ => [(index + 1, TimeSpan.Zero)],
    };

    /// <summary>
    /// Returns the minimum wait for a business day: from the last moment of a Sunday, without holidays, in a night in which clocks are set
    /// forward.
    /// </summary>
    private static TimeSpan Least(BusinessDay until)
    {
        var fullDays = until.Days - 1 + (2 * ((until.Days - 1) / 5));
        var least = TimeSpan.FromDays(fullDays) + until.At.ToTimeSpan() - TimeSpan.FromHours(1);
        return least > TimeSpan.Zero ? least : TimeSpan.Zero;
    }
}
