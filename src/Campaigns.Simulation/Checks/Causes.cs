using Campaigns.Storage;

namespace Campaigns.Simulation;

/// <summary>What a commit tells of a job's attempts: why the job may have changed in it.</summary>
/// <param name="HasEnded">Whether its live attempt has ended.</param>
/// <param name="IsCorrected">Whether the outcome of one that had ended was replaced.</param>
/// <param name="Newest">The newest outcome that may have reached the contact; none if there is none in the commit.</param>
internal readonly record struct Causes(bool HasEnded, bool IsCorrected, AttemptOutcome Newest)
{
    /// <param name="job">The job, as it was before the commit.</param>
    /// <param name="rows">The rows of its attempts in the commit, in their order.</param>
    public static Causes Of(JobFacts job, IEnumerable<AttemptRow> rows)
    {
        var causes = default(Causes);
        var seen = new Dictionary<int, AttemptRow>();
        foreach (var row in rows)
        {
            var was = seen.TryGetValue(row.Number, out var earlier) ? earlier
                : row.Number <= job.Attempts.Count ? job.Attempts[row.Number - 1].Row : default;
            seen[row.Number] = row;
            if (row.State == AttemptState.Ended && was.Outcome != row.Outcome)
            {
                var isRevised = was.State == AttemptState.Ended;
                causes = causes with
                {
                    HasEnded = causes.HasEnded || !isRevised,
                    IsCorrected = causes.IsCorrected || isRevised,
                    Newest = !isRevised && Course.Spends(row.Outcome) ? row.Outcome : causes.Newest,
                };
            }
            else if (row.State == AttemptState.Ended && was.State != AttemptState.Ended)
            {
                // as reported before
                causes = causes with { HasEnded = true, Newest = Course.Spends(row.Outcome) ? row.Outcome : causes.Newest };
            }
        }

        return causes;
    }
}
