using System.Collections.Concurrent;
using Campaigns.Storage;

namespace Campaigns.Sqlite;

/// <summary>
/// Reads for user queries on the calling thread. Each read has its own connection, which sees the last commit and waits for no writer.
/// </summary>
internal sealed class SqliteQueries(string path, TimeSpan busyTimeout) : IJobQueries, IDisposable
{
    private readonly ConcurrentBag<Reader> _idle = [];
    private volatile bool _isClosed;

    public ValueTask<StoreInfo> ReadInfoAsync(CancellationToken cancellationToken) => ReadAsync(reader => reader.Info(), cancellationToken);

    public ValueTask<IReadOnlyList<AttemptRow>> ReadAttemptsAsync(long job, CancellationToken cancellationToken) =>
        ReadAsync<IReadOnlyList<AttemptRow>>(reader => reader.Attempts.ReadOfJob(job), cancellationToken);

    public ValueTask<IReadOnlyList<ResultRow>> ReadResultsAsync(long job, CancellationToken cancellationToken) =>
        ReadAsync<IReadOnlyList<ResultRow>>(reader => reader.Results.ReadOfJob(job), cancellationToken);

    public ValueTask<QueryPage<CampaignRecord, long>> ReadCampaignsAsync(CampaignListQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        return ReadAsync(reader => reader.Campaigns.Read(query), cancellationToken);
    }

    public ValueTask<QueryPage<JobRecord, long>> ReadJobsAsync(JobQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        return ReadAsync(reader => reader.Lists.Read(query), cancellationToken);
    }

    public ValueTask<QueryPage<ListedAttempt, AttemptPlace>> ReadAttemptsAsync(AttemptQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        return ReadAsync(reader => reader.Lists.Read(query), cancellationToken);
    }

    public ValueTask<JobRecord?> FindJobAsync(CampaignId campaign, string contactKey, CancellationToken cancellationToken) =>
        ReadAsync(reader => reader.Jobs.Find(campaign, contactKey), cancellationToken);

    public ValueTask<ChangePage> ReadChangesAsync(ChangeQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        return ReadAsync(reader => reader.Changes.Read(query), cancellationToken);
    }

    public ValueTask<IReadOnlyList<(int Person, JobRecord Job)>> FindOpenJobsAsync(
        IReadOnlyList<Suppression> people, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(people);
        return ReadAsync<IReadOnlyList<(int Person, JobRecord Job)>>(reader => reader.People.FindOpen(people), cancellationToken);
    }

    public ValueTask<IReadOnlyList<LoggedEvent>> FindEventsAsync(IReadOnlyList<EventKey> keys, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(keys);
        return ReadAsync<IReadOnlyList<LoggedEvent>>(reader => reader.Events.Find(keys), cancellationToken);
    }

    public ValueTask<QueryPage<LoggedEvent, long>> ReadEventsAsync(EventQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        return ReadAsync(reader => reader.Events.Read(query), cancellationToken);
    }

    public ValueTask<IReadOnlyList<SuppressionRow>> ReadSuppressionsAsync(SuppressionQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        return ReadAsync<IReadOnlyList<SuppressionRow>>(reader => reader.Suppressions.Read(query), cancellationToken);
    }

    public ValueTask<IReadOnlyList<JobRecord>> FindContactsAsync(
        string tenant, IReadOnlyCollection<string> keys, IReadOnlyCollection<string> addresses, CancellationToken cancellationToken) =>
        ReadAsync<IReadOnlyList<JobRecord>>(reader => reader.Contacts.Find(tenant, keys, addresses), cancellationToken);

    /// <summary>Closes the idle connections. A connection in use is closed after its read.</summary>
    public void Dispose()
    {
        _isClosed = true;
        while (_idle.TryTake(out var reader))
        {
            reader.Dispose();
        }
    }

    private ValueTask<T> ReadAsync<T>(Func<Reader, T> read, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<T>(cancellationToken);
        }

        try
        {
            return new(Read(read));
        }
        catch (Exception error)
        {
            return ValueTask.FromException<T>(error);
        }
    }

    private T Read<T>(Func<Reader, T> read)
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        var reader = _idle.TryTake(out var idle) ? idle : new Reader(path, busyTimeout);
        T result;
        try
        {
            result = read(reader);
        }
        catch
        {
            reader.Dispose();
            throw;
        }

        _idle.Add(reader);
        if (_isClosed)
        {
            Dispose();
        }

        return result;
    }

    private sealed class Reader : IDisposable
    {
        private readonly Database _database;

        public Reader(string path, TimeSpan busyTimeout)
        {
            _database = Database.Open(path, isReader: true, busyTimeout);
            Jobs = new JobReader(_database);
            Attempts = new AttemptReader(_database);
            Results = new ResultReader(_database);
            Changes = new ChangeReader(_database);
            People = new PersonReader(_database);
            Events = new EventReader(_database);
            Campaigns = new CampaignReader(_database);
            Lists = new ListReader(_database);
            Suppressions = new SuppressionReader(_database);
            Contacts = new ContactFinder(_database);
        }

        public JobReader Jobs { get; }

        public AttemptReader Attempts { get; }

        public ResultReader Results { get; }

        public ChangeReader Changes { get; }

        public PersonReader People { get; }

        public EventReader Events { get; }

        public CampaignReader Campaigns { get; }

        public ListReader Lists { get; }

        public SuppressionReader Suppressions { get; }

        public ContactFinder Contacts { get; }

        public StoreInfo Info() => InfoReader.Read(_database);

        public void Dispose() => _database.Dispose();
    }
}
