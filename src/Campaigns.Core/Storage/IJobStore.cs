namespace Campaigns.Storage;

/// <summary>
/// The store of campaigns. One engine owns a store at a time. The engine passes the time to the store, writes with
/// <see cref="CommitAsync"/> and purges with <see cref="PurgeAsync"/>.
/// </summary>
/// <remarks>
/// The specification is <c>StoreModel</c> in Campaigns.Testing: plain dictionaries and queries over them. <c>StoreContract</c> and
/// <c>StoreModelRun</c> test every store against it. Members need not be safe for concurrent calls, except <see cref="IJobQueries"/>, which
/// any thread may call.
/// </remarks>
public interface IJobStore
{
    /// <summary>The capabilities of the store beyond the contract.</summary>
    StoreCapabilities Capabilities { get; }

    /// <summary>
    /// Takes over the store: raises the fencing epoch, so that commits of an earlier owner are refused, and reads the data that must be in
    /// memory.
    /// </summary>
    /// <param name="now">The current time.</param>
    /// <param name="cancellationToken">Cancels the wait. The request may still take effect.</param>
    ValueTask<StoreSnapshot> OpenAsync(DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>
    /// Writes the whole batch, or nothing. Returns when the data is as durable as the store promises. A batch may be empty: it only renews
    /// the owner's lease.
    /// </summary>
    /// <param name="batch">The data to write. Valid until the call completes.</param>
    /// <param name="cancellationToken">Cancels the wait. The batch may still be written.</param>
    /// <exception cref="StoreFencedException">The batch's epoch is not the newest: another owner has taken over the store.</exception>
    ValueTask<CommitReceipt> CommitAsync(CommitBatch batch, CancellationToken cancellationToken);

    /// <summary>
    /// Removes a portion of an ended campaign, atomically: jobs with their contacts, attempts and results. After the last job, removes the
    /// lanes, their counters and the campaign itself. The last ids stay, so that no id is used again.
    /// </summary>
    /// <remarks>Called until it returns true, with commits in between. Meanwhile, reads need not find the rest of the campaign.</remarks>
    /// <param name="epoch">The fencing epoch of the owner.</param>
    /// <param name="campaign">The campaign. A campaign that does not exist counts as purged.</param>
    /// <param name="limit">The approximate maximum number of jobs and attempts to remove. At least one job is removed.</param>
    /// <param name="cancellationToken">Cancels the wait. The portion may still be removed.</param>
    /// <returns>Whether the campaign is completely removed.</returns>
    /// <exception cref="StoreFencedException">The epoch is not the newest: another owner has taken over the store.</exception>
    ValueTask<bool> PurgeAsync(long epoch, CampaignId campaign, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Reads jobs of a lane in the state <see cref="JobState.New"/>, in order of id. A job is new only in the lane in which it was
    /// enrolled.
    /// </summary>
    /// <param name="lane">The lane.</param>
    /// <param name="after">Only jobs with ids greater than this id.</param>
    /// <param name="limit">The maximum number of jobs.</param>
    /// <param name="into">The list to add the jobs to.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    ValueTask ReadNewAsync(int lane, long after, int limit, List<JobRecord> into, CancellationToken cancellationToken);

    /// <summary>Reads jobs of a lane in the state <see cref="JobState.Waiting"/>, in order of due time, then id.</summary>
    /// <param name="lane">The lane.</param>
    /// <param name="after">Only jobs after this key.</param>
    /// <param name="limit">The maximum number of jobs.</param>
    /// <param name="into">The list to add the jobs to.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    ValueTask ReadWaitingAsync(int lane, DueKey after, int limit, List<JobRecord> into, CancellationToken cancellationToken);

    /// <summary>
    /// Reads jobs of a lane that expire and are in the state <see cref="JobState.New"/> or <see cref="JobState.Waiting"/>, in order of
    /// <see cref="JobRow.Expires"/>, then id. Jobs with the value 0 never expire.
    /// </summary>
    /// <remarks>
    /// The cost must depend on the limit, not on the number of waiting jobs. The engine calls the method when the first job may have
    /// expired.
    /// </remarks>
    /// <param name="lane">The lane.</param>
    /// <param name="limit">The maximum number of jobs.</param>
    /// <param name="into">The list to add the jobs to.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    ValueTask ReadExpiringAsync(int lane, int limit, List<JobRecord> into, CancellationToken cancellationToken);

    /// <summary>Reads one job by its id.</summary>
    /// <param name="job">The job's id.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The job, or null when there is none.</returns>
    ValueTask<JobRecord?> FindJobAsync(long job, CancellationToken cancellationToken);

    /// <summary>Reads one job by its contact.</summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="contactKey">The contact's key.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The job, or null when there is none.</returns>
    ValueTask<JobRecord?> FindJobAsync(CampaignId campaign, string contactKey, CancellationToken cancellationToken);

    /// <summary>
    /// Reads a person's open jobs in the tenant's campaigns, in any order. They are the jobs of contacts with the entry's key, or with its
    /// address on the entry's channel (on any channel if the entry has none). Jobs that have ended, and jobs of campaigns that have ended,
    /// are left out.
    /// </summary>
    /// <param name="person">The tenant, and the key or the address.</param>
    /// <param name="into">The list to add the jobs to.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    ValueTask FindOpenJobsAsync(Suppression person, List<JobRecord> into, CancellationToken cancellationToken);

    /// <summary>
    /// Reads a portion of a tenant's attempts that have ended since an instant and may have reached a contact, in any order.
    /// </summary>
    /// <remarks>
    /// Called until it returns null, with commits and purges in between. Every attempt that ended before the first call and is not purged
    /// is in one of the portions. An attempt that ends later may be in one.
    /// </remarks>
    /// <param name="tenant">The tenant.</param>
    /// <param name="since">The instant, in UTC ticks.</param>
    /// <param name="from">
    /// The position to begin at: <see langword="default"/> in the first call, then the result of the previous call.
    /// </param>
    /// <param name="limit">The approximate maximum number of attempts to examine, including attempts that are left out.</param>
    /// <param name="into">The list to add the attempts to.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The position of the next portion. Null after the last portion.</returns>
    ValueTask<HistoryPlace?> ReadHistoryAsync(
        string tenant, long since, HistoryPlace from, int limit, List<HistoryRow> into, CancellationToken cancellationToken);

    /// <summary>
    /// Reads the attempt with a provider's id. If several attempts have the same id, reads the newest: the attempt committed last, then the
    /// highest job, then the highest number.
    /// </summary>
    /// <param name="provider">The provider's name. Names and ids are compared ordinally.</param>
    /// <param name="callId">The provider's id that the attempt has now.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The attempt, or null when there is none.</returns>
    ValueTask<AttemptRow?> FindAttemptAsync(string provider, string callId, CancellationToken cancellationToken);

    /// <summary>
    /// Reads committed campaigns, in order of id. Ended campaigns are not in memory, so the engine reads them when a request needs them.
    /// Adds nothing if no campaign matches.
    /// </summary>
    /// <remarks>The cost must depend on the number of matching campaigns, not on the number of all campaigns.</remarks>
    /// <param name="query">Selects the campaigns.</param>
    /// <param name="into">The list to add the campaigns to.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    ValueTask FindCampaignsAsync(CampaignQuery query, List<CampaignRecord> into, CancellationToken cancellationToken);

    /// <summary>Queries for people. Any thread may call them at any time.</summary>
    IJobQueries Queries { get; }
}

/// <summary>Queries for people: lists and timelines. They return committed state only.</summary>
public interface IJobQueries
{
    /// <summary>Reads what the store tells about itself. Every commit, purge and opening raises the number of the last commit.</summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    ValueTask<StoreInfo> ReadInfoAsync(CancellationToken cancellationToken);

    /// <summary>Reads all attempts of a job, oldest first.</summary>
    /// <param name="job">The job.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    ValueTask<IReadOnlyList<AttemptRow>> ReadAttemptsAsync(long job, CancellationToken cancellationToken);

    /// <summary>Reads what the attempts of a job told besides their outcomes, by number. Attempts without a result are left out.</summary>
    /// <param name="job">The job.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    ValueTask<IReadOnlyList<ResultRow>> ReadResultsAsync(long job, CancellationToken cancellationToken);

    /// <summary>Reads a page of campaigns with their lanes and counters, newest first.</summary>
    /// <remarks>The cost of a page must depend on its limits. This holds for every query that returns a page.</remarks>
    /// <param name="query">Selects the campaigns.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    ValueTask<QueryPage<CampaignRecord, long>> ReadCampaignsAsync(CampaignListQuery query, CancellationToken cancellationToken);

    /// <summary>Reads a page of a campaign's jobs, in order of id.</summary>
    /// <param name="query">Selects the jobs.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    ValueTask<QueryPage<JobRecord, long>> ReadJobsAsync(JobQuery query, CancellationToken cancellationToken);

    /// <summary>Reads a page of attempts, in order of campaign, job and number.</summary>
    /// <param name="query">Selects the attempts.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    ValueTask<QueryPage<ListedAttempt, AttemptPlace>> ReadAttemptsAsync(AttemptQuery query, CancellationToken cancellationToken);

    /// <summary>Reads one job by its contact.</summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="contactKey">The contact's key.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The job, or null when there is none.</returns>
    ValueTask<JobRecord?> FindJobAsync(CampaignId campaign, string contactKey, CancellationToken cancellationToken);

    /// <summary>Reads a portion of the change feed, in order of sequence.</summary>
    /// <remarks>The cost must depend on the limit, not on the length of the feed.</remarks>
    /// <param name="query">Selects the changes.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    ValueTask<ChangePage> ReadChangesAsync(ChangeQuery query, CancellationToken cancellationToken);

    /// <summary>
    /// Reads the open jobs of several people in one query, in any order. For each person, they are the jobs that
    /// <see cref="IJobStore.FindOpenJobsAsync"/> reads.
    /// </summary>
    /// <param name="people">The people: up to 20,000.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The jobs, each with the index of its person.</returns>
    ValueTask<IReadOnlyList<(int Person, JobRecord Job)>> FindOpenJobsAsync(
        IReadOnlyList<Suppression> people, CancellationToken cancellationToken);

    /// <summary>Reads entries of the event log by id, in any order.</summary>
    /// <param name="keys">The ids, each once: up to 10,000. An id that the log does not hold is left out.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    ValueTask<IReadOnlyList<LoggedEvent>> FindEventsAsync(IReadOnlyList<EventKey> keys, CancellationToken cancellationToken);

    /// <summary>Reads a page of the event log, in order of sequence.</summary>
    /// <param name="query">Selects the entries.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    ValueTask<QueryPage<LoggedEvent, long>> ReadEventsAsync(EventQuery query, CancellationToken cancellationToken);

    /// <summary>Reads entries of a tenant's do-not-contact list.</summary>
    /// <remarks>The cost must depend on the number of entries read, not on the length of the list.</remarks>
    /// <param name="query">Selects the entries.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    ValueTask<IReadOnlyList<SuppressionRow>> ReadSuppressionsAsync(SuppressionQuery query, CancellationToken cancellationToken);

    /// <summary>
    /// Reads all jobs of a tenant's contacts with one of the keys or one of the addresses, in any order: in all states, in all campaigns,
    /// and of removed contacts too.
    /// </summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="keys">The contact keys.</param>
    /// <param name="addresses">The addresses in canonical form, on any channel.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    ValueTask<IReadOnlyList<JobRecord>> FindContactsAsync(
        string tenant, IReadOnlyCollection<string> keys, IReadOnlyCollection<string> addresses, CancellationToken cancellationToken);
}

/// <summary>The capabilities of a store beyond the contract. Declared by the store, never detected.</summary>
/// <param name="Durable">
/// Whether the data outlives the process. If not, the engine keeps all waiting jobs in memory by default, except jobs that are due much
/// later.
/// </param>
public sealed record StoreCapabilities(bool Durable)
{
    /// <summary>The usual value of <see cref="CommitSize"/>.</summary>
    internal const int UsualCommitSize = 500;

    /// <summary>
    /// The size of a commit, in contacts, from which larger commits gain little; 500 by default. One commit enrolls at most so many
    /// contacts, and attempts wait for it: it should take less than 50 milliseconds. Providers whose
    /// <see cref="ProviderOptions.MaxDispatching"/> is not set get half of it, and at least 256. A store behind a network sets more.
    /// </summary>
    public int CommitSize { get; init; } = UsualCommitSize;
}

/// <summary>A commit came from an owner that has been replaced. The engine stops immediately.</summary>
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
