using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>
/// Events that happen after a message is sent and before the wait for them begins. An example is a click reported before the delivery of
/// its message, or during a delay. They count for the following waits, up to the next message.
/// </summary>
/// <param name="bits">The bits as stored in the row.</param>
internal struct EarlyEvents(ushort bits)
{
    private const int Most = 16;

    /// <summary>The bits as stored in the row: one bit per wait, in the order of the protocol.</summary>
    public ushort Bits { get; private set; } = bits;

    /// <summary>
    /// The time from which events count for the current or next wait of a job: the first send in the group of consecutive messages that the
    /// job is in or behind.
    /// </summary>
    /// <param name="job">The job.</param>
    /// <param name="plan">The protocol.</param>
    /// <param name="attempts">The job's attempts.</param>
    /// <returns>UTC ticks; <see cref="long.MaxValue"/> if no such message was sent.</returns>
    public static long Since(in Job job, Plan plan, IReadOnlyList<AttemptRow> attempts)
    {
        var (began, first) = (job.Began, long.MaxValue);
        bool IsSent(AttemptRow attempt) => attempt.CommittedAt >= began && plan.IsContact(attempt.Step)
            && (attempt.State != AttemptState.Ended || attempt.Outcome.SpendsAttempt());

        var last = -1;
        for (var i = attempts.Count - 1; i >= 0; i--)
        {
            if (IsSent(attempts[i]))
            {
                last = last < 0 ? plan.GroupStart(attempts[i].Step) : last;
                first = plan.GroupStart(attempts[i].Step) == last ? Math.Min(first, attempts[i].CommittedAt) : first;
            }
        }

        return plan.IsContact(job.Step) && plan.GroupStart(job.Step) != last ? long.MaxValue : first;
    }

    /// <summary>
    /// Whether a wait with the same name lies between the job's newest message and its current wait. The earlier wait has used the events
    /// before it.
    /// </summary>
    public static bool IsSecond(in Job job, Plan plan)
    {
        for (var step = job.Step - 1; step >= 0 && plan.Steps[step] is not ContactStep; step--)
        {
            if (plan.Steps[step] is EventStep before && before.Event == ((EventStep)plan.Steps[job.Step]).Event)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Notes an event for the waits from a step on.</summary>
    /// <returns>Whether any wait did not have the event yet.</returns>
    public bool Note(Plan plan, int first, string name)
    {
        var before = Bits;
        var (ordinal, left) = (OrdinalOf(plan, first), Most);
        for (var step = first; step < plan.Steps.Length && left > 0; step++)
        {
            if (plan.Steps[step] is EventStep wait)
            {
                Bits |= (ushort)(wait.Event == name ? Bit(ordinal) : 0);
                ordinal++;
                left--;
            }
        }

        return Bits != before;
    }

    /// <summary>Whether the event of a wait has already happened. Uses up the event, also for other waits with the same name.</summary>
    public bool TryRemove(Plan plan, int step)
    {
        if (Bits == 0 || plan.Steps[step] is not EventStep wait || (Bits & Bit(OrdinalOf(plan, step))) == 0)
        {
            return false;
        }

        var ordinal = OrdinalOf(plan, step);
        for (var left = Most; step < plan.Steps.Length && left > 0; step++)
        {
            if (plan.Steps[step] is EventStep other)
            {
                Bits &= (ushort)(other.Event == wait.Event ? ~Bit(ordinal) : ushort.MaxValue);
                ordinal++;
                left--;
            }
        }

        return true;
    }

    public void Clear() => Bits = 0;

    private static int Bit(int ordinal) => 1 << (ordinal % Most);

    /// <summary>The number of waits before a step.</summary>
    private static int OrdinalOf(Plan plan, int step)
    {
        var count = 0;
        for (var i = 0; i < step; i++)
        {
            count += plan.Steps[i] is EventStep ? 1 : 0;
        }

        return count;
    }
}
