namespace Campaigns;

/// <summary>Where steps lead. They lead forward only, so one pass in their order sees every path.</summary>
internal static class StepPaths
{
    /// <summary>
    /// By step, how long after its start a job comes to it at the earliest: every attempt succeeds at once, no window is closed, and of
    /// several paths the shortest counts. Null for a step that no path leads to.
    /// </summary>
    /// <param name="steps">The steps, valid.</param>
    /// <param name="holds">Which conditions on address and data hold for the job's contact; null for anybody's job.</param>
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

    /// <summary>Where a name leads from a step: to the step of that name, or for none to the next one.</summary>
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

    /// <summary>From the last moment of a Sunday, without holidays, in a night in which clocks are set forward.</summary>
    private static TimeSpan Least(BusinessDay until)
    {
        var fullDays = until.Days - 1 + (2 * ((until.Days - 1) / 5));
        var least = TimeSpan.FromDays(fullDays) + until.At.ToTimeSpan() - TimeSpan.FromHours(1);
        return least > TimeSpan.Zero ? least : TimeSpan.Zero;
    }
}
