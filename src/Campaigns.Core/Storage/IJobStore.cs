namespace Campaigns.Storage;

/// <summary>
/// Where campaigns last. One engine owns a store at a time; it tells the store the time, writes with one verb and purges with another.
/// The specification is the model of Campaigns.Testing, <c>StoreModel</c>: plain dictionaries, and queries over them. <c>StoreContract</c>
/// and <c>StoreModelRun</c> hold every store to it. Members need not be safe for concurrent calls with each other, except
/// <see cref="IJobQueries"/>, which is called from any thread.
/// </summary>
public interface IJobStore
{
    /// <summary>What the store can do beyond the contract.</summary>
    StoreCapabilities Capabilities { get; }

    /// <summary>
    /// Takes the store over: raises the epoch, so that commits of an earlier owner are refused, and reads what must be in memory.
    /// </summary>
    /// <param name="now">The time.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask<StoreSnapshot> OpenAsync(DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Writes everything in the batch, or nothing. Returns when it is as durable as the store promises.</summary>
    /// <param name="batch">What to write; valid until the call completes.</param>
    /// <param name="cancellationToken">Gives up waiting; the batch may be written all the same.</param>
    /// <exception cref="StoreFencedException">The batch's epoch is not the newest: another owner has taken over.</exception>
    ValueTask<CommitReceipt> CommitAsync(CommitBatch batch, CancellationToken cancellationToken);

    /// <summary>
    /// Removes a portion of a campaign that has ended, all of the portion or nothing: jobs with their contacts and attempts, and when none
    /// is left, its lanes, their counters and the campaign itself. The last ids stay: none is used again.
    /// </summary>
    /// <remarks>Called until it returns true, with commits in between; what is left of the campaign meanwhile need not be found.</remarks>
    /// <param name="epoch">The owner's epoch.</param>
    /// <param name="campaign">The campaign. One that is not there is purged already.</param>
    /// <param name="limit">About how many jobs and attempts to remove at most; at least one job.</param>
    /// <param name="cancellationToken">Gives up waiting; the portion may be removed all the same.</param>
    /// <returns>Whether nothing of the campaign is left.</returns>
    /// <exception cref="StoreFencedException">The epoch is not the newest: another owner has taken over.</exception>
    ValueTask<bool> PurgeAsync(long epoch, CampaignId campaign, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Reads jobs of a lane that are <see cref="JobState.New"/>, in the order of their ids. A job is new only in the lane it was enrolled
    /// in.
    /// </summary>
    /// <param name="lane">The lane.</param>
    /// <param name="after">Only ids above this one.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="into">Where to add them.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask ReadNewAsync(int lane, long after, int limit, List<JobRecord> into, CancellationToken cancellationToken);

    /// <summary>Reads jobs of a lane that are <see cref="JobState.Waiting"/>, in the order of due time, then id.</summary>
    /// <param name="lane">The lane.</param>
    /// <param name="after">Only those above this one.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="into">Where to add them.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask ReadWaitingAsync(int lane, DueKey after, int limit, List<JobRecord> into, CancellationToken cancellationToken);

    /// <summary>
    /// Reads jobs of a lane that are <see cref="JobState.New"/> or <see cref="JobState.Waiting"/> and expire, in the order of
    /// <see cref="JobRow.Expires"/>, then id. Those whose value is 0 never do.
    /// </summary>
    /// <remarks>
    /// What it costs follows the limit, not how many jobs wait: the engine asks it when the first of them may have expired.
    /// </remarks>
    /// <param name="lane">The lane.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="into">Where to add them.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask ReadExpiringAsync(int lane, int limit, List<JobRecord> into, CancellationToken cancellationToken);

    /// <summary>Reads one job by its id.</summary>
    /// <param name="job">The job's id.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The job, or null when there is none.</returns>
    ValueTask<JobRecord?> FindJobAsync(long job, CancellationToken cancellationToken);

    /// <summary>Reads one job by its contact.</summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="contactKey">The contact's key.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The job, or null when there is none.</returns>
    ValueTask<JobRecord?> FindJobAsync(CampaignId campaign, string contactKey, CancellationToken cancellationToken);

    /// <summary>
    /// Reads the jobs of a tenant's campaigns that have not ended, of a person: of contacts with the entry's key, or with its address on
    /// the
    /// entry's channel, or on any when it names none. In any order; jobs that have ended are left out, and those of campaigns that have.
    /// </summary>
    /// <param name="person">The tenant, and the key or the address.</param>
    /// <param name="into">Where to add them.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask FindOpenJobsAsync(Suppression person, List<JobRecord> into, CancellationToken cancellationToken);

    /// <summary>
    /// Reads a portion of the attempts of a tenant that have ended since an instant and may have reached a contact, in any order.
    /// </summary>
    /// <remarks>
    /// Called until it returns null, with commits and purges in between. Every attempt that had ended before the first call and is not
    /// purged stands
    /// in one portion or another; one that ends later may.
    /// </remarks>
    /// <param name="tenant">The tenant.</param>
    /// <param name="since">UTC ticks.</param>
    /// <param name="from">Where to begin: <see langword="default"/> at first, then what the portion before returned.</param>
    /// <param name="limit">About how many attempts to look at, at most; those it leaves out count.</param>
    /// <param name="into">Where to add them.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Where the next portion begins; null when this was the last.</returns>
    ValueTask<HistoryPlace?> ReadHistoryAsync(
        string tenant, long since, HistoryPlace from, int limit, List<HistoryRow> into, CancellationToken cancellationToken);

    /// <summary>
    /// Reads the attempt that a provider knows by an id of its own. Of several that it gave the same id, the newest: the one committed
    /// last,
    /// at the same instant the one of the highest job, then of the highest number.
    /// </summary>
    /// <param name="provider">The provider's name. Names and ids are compared character by character.</param>
    /// <param name="callId">The provider's id, as the attempt holds it now.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The attempt, or null when there is none.</returns>
    ValueTask<AttemptRow?> FindAttemptAsync(string provider, string callId, CancellationToken cancellationToken);

    /// <summary>
    /// Reads campaigns as they are committed, in the order of their ids: those that have ended are not in memory, and are read when
    /// something is asked of them. Nothing when there is none.
    /// </summary>
    /// <remarks>What it costs follows the campaigns that are found, not how many there are.</remarks>
    /// <param name="query">Which.</param>
    /// <param name="into">Where to add them.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask FindCampaignsAsync(CampaignQuery query, List<CampaignRecord> into, CancellationToken cancellationToken);

    /// <summary>Questions that people ask; safe to call from any thread, at any time.</summary>
    IJobQueries Queries { get; }
}

/// <summary>Reads for people: lists and timelines. They see committed state only.</summary>
public interface IJobQueries
{
    /// <summary>All attempts of a job, the oldest first.</summary>
    /// <param name="job">The job.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask<IReadOnlyList<AttemptRow>> ReadAttemptsAsync(long job, CancellationToken cancellationToken);

    /// <summary>Jobs of a campaign, in the order of their ids.</summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="state">Only those stored in this state; null for all.</param>
    /// <param name="after">Only ids above this one.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask<IReadOnlyList<JobRecord>> ReadJobsAsync(
        CampaignId campaign, JobState? state, long after, int limit, CancellationToken cancellationToken);

    /// <summary>Reads one job by its contact.</summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="contactKey">The contact's key.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The job, or null when there is none.</returns>
    ValueTask<JobRecord?> FindJobAsync(CampaignId campaign, string contactKey, CancellationToken cancellationToken);
}

/// <summary>What a store can do beyond the contract. Declared, never guessed.</summary>
/// <param name="Durable">Whether what it holds outlives the process. If not, the scheduler keeps the waiting jobs in memory itself, but for
/// those that are due only later than a while.</param>
public sealed record StoreCapabilities(bool Durable);

/// <summary>A commit came from an owner that has been replaced. The engine stops at once.</summary>
public sealed class StoreFencedException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="held">The epoch of the commit.</param>
    /// <param name="newest">The epoch of the store.</param>
    public StoreFencedException(long held, long newest)
        : base($"This engine holds epoch {held} of the store; another engine has taken it over with epoch {newest}.")
    {
    }
}
