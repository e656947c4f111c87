using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>
/// Events that happen after a message was sent and before the wait for them begins: a click that is told before the delivery of its
/// message, or during a delay. They count for the waits that follow, up to the next message.
/// </summary>
/// <param name="bits">As a row keeps them.</param>
internal struct EarlyEvents(ushort bits)
{
    private const int Most = 16;

    /// <summary>As a row keeps them: a bit for each wait, as the protocol counts them.</summary>
    public ushort Bits { get; private set; } = bits;

    /// <summary>
    /// Since when events count for what a job waits for, or will: since the first message of those in a row was sent that it stands in, or
    /// behind.
    /// </summary>
    /// <param name="job">The job.</param>
    /// <param name="plan">Its protocol.</param>
    /// <param name="attempts">Its attempts.</param>
    /// <returns>UTC ticks; <see cref="long.MaxValue"/> before that.</returns>
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
    /// Whether a wait of the same name lies between the newest message of a job and the wait that it stands at: that has taken what
    /// happened before.
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

    /// <summary>Notes that an event has happened for the waits from a step on.</summary>
    /// <returns>Whether there is one that did not have it.</returns>
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

    /// <summary>Whether the wait that a job comes to has had its event. It is used up, for other waits of the same name too.</summary>
    public bool Take(Plan plan, int step)
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

    /// <summary>How many waits a protocol has before a step.</summary>
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
