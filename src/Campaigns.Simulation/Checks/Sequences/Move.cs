using Campaigns.Storage;

namespace Campaigns.Simulation;

/// <summary>A change of a job's row in a commit.</summary>
/// <param name="Job">The job.</param>
/// <param name="Before">Its row before.</param>
/// <param name="From">The lane it stood in.</param>
/// <param name="After">Its row after.</param>
/// <param name="To">The lane it stands in.</param>
internal readonly record struct Move(JobFacts Job, JobRow Before, LaneRow From, JobRow After, LaneRow To)
{
    /// <summary>When it came into the lane it stood in, as the judge counts.</summary>
    public long WaitedSince { get; init; }

    /// <summary>The steps of a group that a row leaves to be done: the one it stands at, those set aside, in a first pass those to come.</summary>
    public static int OpenSteps(Script script, in JobRow row, LaneRow lane)
    {
        if (!script.IsContact(row.Step))
        {
            return 0;
        }

        const int secondPass = 0x8000;
        var (start, end) = script.Group(row.Step);
        var open = row.Aside & ~secondPass;
        open |= lane.Kind == WaitingFor.Time && open != 0 && row.Due != row.Expires ? 0 : 1 << (row.Step - start); // before its time a group for persons alone stands at its first
        for (var step = row.Step + 1; step < end && (row.Aside & secondPass) == 0; step++)
        {
            open |= 1 << (step - start);
        }

        return open;
    }
}
