namespace Campaigns.Storage;

/// <summary>A change of one counter of one lane.</summary>
/// <param name="Lane">The lane.</param>
/// <param name="Counter">The index of the counter, as in <see cref="Storage.Counter"/>.</param>
/// <param name="Delta">The value to add.</param>
public readonly record struct CounterDelta(int Lane, int Counter, long Delta);

/// <summary>The result of a commit.</summary>
/// <param name="Duplicates">
/// The indexes in <see cref="CommitBatch.NewJobs"/> that were not inserted because their key is taken, in ascending order. Empty for none.
/// </param>
public sealed record CommitReceipt(IReadOnlyList<int> Duplicates)
{
    /// <summary>
    /// The indexes in <see cref="CommitBatch.NewJobs"/> that were not inserted because their contact is running, in ascending order, each
    /// with a campaign in which the contact is running. Empty for none. A duplicate is only in <see cref="Duplicates"/>.
    /// </summary>
    public IReadOnlyList<(int Index, CampaignId Campaign)> Running { get; init; } = [];

    /// <summary>The changes of counters for attempts that were removed because newer attempts repeat them. Empty for none.</summary>
    public IReadOnlyList<CounterDelta> Removed { get; init; } = [];

    /// <summary>
    /// How long the owner may send after this commit, counted on the owner's own clock from the moment before it called
    /// <see cref="IJobStore.CommitAsync"/>, as in <see cref="StoreSnapshot.Lease"/>. Null, the default: without end.
    /// </summary>
    public TimeSpan? Lease { get; init; }

    /// <summary>What the erasures of <see cref="CommitBatch.Erasures"/> have overwritten, in their order. Empty for none.</summary>
    public IReadOnlyList<ErasedRows> Erased { get; init; } = [];

    /// <summary>Returns all indexes that were not inserted.</summary>
    internal HashSet<int> Refused() => [.. Duplicates, .. Running.Select(refused => refused.Index)];

    /// <summary>A receipt without refusals.</summary>
    public static CommitReceipt Clean { get; } = new([]);
}

/// <summary>The indexes of a lane's counters: jobs by state, attempts by outcome, retries.</summary>
public static class Counter
{
    /// <summary>The number of counters per lane.</summary>
    public const int Count = Transitions.JobStates + AttemptOutcomes.Count + 1;

    /// <summary>The counter of attempts that spent budget and were not the first attempt of their step.</summary>
    public const int Retries = Count - 1;

    /// <summary>Returns the counter of jobs in a state.</summary>
    /// <param name="state">The state.</param>
    public static int Of(JobState state) => (int)state;

    /// <summary>Returns the counter of attempts that ended with an outcome.</summary>
    /// <param name="outcome">The outcome.</param>
    public static int Of(AttemptOutcome outcome) => Transitions.JobStates + (int)outcome;
}
