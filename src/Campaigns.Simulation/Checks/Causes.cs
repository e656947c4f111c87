using Campaigns.Storage;

namespace Campaigns.Simulation;

/// <summary>The causes for a change of a job, taken from the attempt rows of a commit.</summary>
/// <param name="HasEnded">Whether the job's live attempt ended.</param>
/// <param name="IsCorrected">
/// Whether a report replaced the outcome of an attempt that had already ended, or brought a wish to be called back.
/// </param>
/// <param name="Newest">
/// The newest outcome in the commit that may have reached the contact. <see cref="AttemptOutcome.None"/> if there is none.
/// </param>
/// <param name="HasWish">Whether the person asked to be called back.</param>
internal readonly record struct Causes(bool HasEnded, bool IsCorrected, AttemptOutcome Newest, bool HasWish = false)
{
    /// <summary>Whether an event of the commit fires a trigger that may run the contact again.</summary>
    public bool IsTriggered { get; init; }

    /// <param name="job">The job as it was before the commit.</param>
    /// <param name="rows">The commit's rows of the job's attempts, in order.</param>
    /// <param name="hasWish">Whether the commit holds a wish to be called back.</param>
    public static Causes Of(JobFacts job, IEnumerable<AttemptRow> rows, bool hasWish)
    {
        var causes = new Causes(false, hasWish, AttemptOutcome.None, hasWish);
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
                    Newest = !isRevised && LegalTransitions.Spends(row.Outcome) ? row.Outcome : causes.Newest,
                };
            }
            else if (row.State == AttemptState.Ended && was.State != AttemptState.Ended)
            {
                // the attempt ended with the outcome that was reported earlier
                causes = causes with { HasEnded = true, Newest = LegalTransitions.Spends(row.Outcome) ? row.Outcome : causes.Newest };
            }
        }

        return causes;
    }
}
