using Campaigns.Storage;

namespace Campaigns.Simulation;

/// <summary>A change of a job's row in a commit.</summary>
/// <param name="Job">The job.</param>
/// <param name="Before">The row before the commit.</param>
/// <param name="From">The lane before the commit.</param>
/// <param name="After">The row after the commit.</param>
/// <param name="To">The lane after the commit.</param>
internal readonly record struct Move(JobFacts Job, JobRow Before, LaneRow From, JobRow After, LaneRow To)
{
    /// <summary>When the job entered its former lane, as an event number of the judge.</summary>
    public long WaitedSince { get; init; }

    /// <summary>Whether the job enters and leaves its former lane within the commit. Then an event told before it may lead it on.</summary>
    public bool IsPassage { get; init; }

    /// <summary>The open steps of a group: the current step, deferred steps and, in the first pass, later steps.</summary>
    public static int OpenSteps(Script script, in JobRow row, LaneRow lane)
    {
        if (!script.IsContact(row.Step))
        {
            return 0;
        }

        const int secondPass = 0x8000;
        var (start, end) = script.Group(row.Step);
        var open = row.DeferredSteps & ~secondPass;
        // until it is due, a group that only people can handle is at its first step
        open |= lane.Kind == WaitingFor.Time && open != 0 && row.Due != row.Expires ? 0 : 1 << (row.Step - start);
        for (var step = row.Step + 1; step < end && (row.DeferredSteps & secondPass) == 0; step++)
        {
            open |= 1 << (step - start);
        }

        return open;
    }
}
