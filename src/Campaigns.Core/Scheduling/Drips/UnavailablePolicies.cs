namespace Campaigns.Scheduling;

/// <summary>Evaluates the policies of a step that cannot be sent.</summary>
internal sealed class UnavailablePolicies(SchedulerState state)
{
    /// <summary>The policy of a step that applies now, after all earlier waits and fallbacks. Null: wait without a deadline.</summary>
    /// <param name="job">The job.</param>
    /// <param name="plan">Its protocol.</param>
    /// <param name="step">The step.</param>
    /// <param name="after">The channel that the step has already fallen back to and that is unavailable too; null for none.</param>
    public UnavailablePolicy? Current(in Job job, Plan plan, int step, string? after)
    {
        var policy = Root(job, plan, step);
        if (after is not null)
        {
            while (policy is not null && policy.Channel != after)
            {
                policy = policy.Then;
            }

            policy = policy?.Then ?? UnavailablePolicy.Skip;
        }

        return policy is null ? null : Passable(job, policy);
    }

    /// <summary>The first policy of a chain that still applies: skips waits that are over and fallbacks that are unavailable.</summary>
    private UnavailablePolicy Passable(in Job job, UnavailablePolicy policy)
    {
        while (policy.Action switch
        {
            UnavailableAction.Wait => DeadlineOf(policy, job.Since) <= state.Now.Wall,
            UnavailableAction.Fallback => !IsSendable(job, policy.Channel!),
            _ => false,
        })
        {
            policy = policy.Then ?? UnavailablePolicy.Skip;
        }

        return policy;
    }

    public bool IsSendable(in Job job, string channel) =>
        job.Contact.HasAddressOn(channel) && !state.IsUnavailable(job.Lane.Campaign.Tenant, channel);

    private static UnavailablePolicy? Root(in Job job, Plan plan, int step)
    {
        var contact = plan.Contact(step);
        return job.Contact.HasAddressOn(contact.Channel) ? plan.OnUnavailable(step) : plan.OnNoAddress(contact);
    }

    public static long DeadlineOf(UnavailablePolicy? policy, long since)
    {
        var deadline = policy?.AtMost is { } most ? Now.After(since, most) : Now.Never;
        return policy?.Until is { } until ? Math.Min(deadline, until.UtcTicks) : deadline;
    }

    /// <summary>The policy that follows when a person has not completed the task in time.</summary>
    public UnavailablePolicy AfterTask(in Job job, Plan plan)
    {
        var policy = Root(job, plan, job.Step);
        while (policy is not null && policy.Action != UnavailableAction.Task)
        {
            policy = policy.Then;
        }

        return Passable(job, policy?.Then ?? UnavailablePolicy.Skip);
    }

    public string? ReasonOf(in Job job, string channel) => job.Contact.HasAddressOn(channel)
        ? state.ReasonFor(job.Lane.Campaign.Tenant, channel)
        : "the contact has no address on the channel";
}
