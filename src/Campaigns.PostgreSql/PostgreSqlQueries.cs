using Campaigns.Storage;
using Npgsql;

namespace Campaigns.PostgreSql;

/// <summary>
/// Queries for people. Each has its own connection, which waits for no writer, with a timeout of its own: so they never hold the engine up.
/// </summary>
/// <remarks>
/// Lists may come from a replica. What the engine decides on, too, comes from where it writes: a replica is behind, and would tell that an
/// event is new or that a person has no open job.
/// </remarks>
/// <param name="source">Where the engine writes.</param>
/// <param name="lists">Where lists come from.</param>
/// <param name="names">The schema.</param>
/// <param name="options">The options of the store.</param>
internal sealed class PostgreSqlQueries(
    NpgsqlDataSource source, NpgsqlDataSource lists, SchemaNames names, PostgreSqlStoreOptions options) : IJobQueries, IAsyncDisposable
{
    public ValueTask<StoreInfo> ReadInfoAsync(CancellationToken cancellationToken) =>
        ReadAsync(InfoReader.ReadAsync, cancellationToken);

    public ValueTask<IReadOnlyList<AttemptRow>> ReadAttemptsAsync(long job, CancellationToken cancellationToken) =>
        ReadAsync(database => AttemptReader.ReadOfJobAsync(database, job), cancellationToken);

    public ValueTask<IReadOnlyList<ResultRow>> ReadResultsAsync(long job, CancellationToken cancellationToken) =>
        ReadAsync(database => ResultTable.ReadAsync(database, job), cancellationToken);

    public ValueTask<QueryPage<CampaignRecord, long>> ReadCampaignsAsync(CampaignListQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        return ListAsync(database => CampaignReader.ReadAsync(database, query), cancellationToken);
    }

    public ValueTask<QueryPage<JobRecord, long>> ReadJobsAsync(JobQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        return ListAsync(database => ListReader.ReadAsync(database, query), cancellationToken);
    }

    public ValueTask<QueryPage<ListedAttempt, AttemptPlace>> ReadAttemptsAsync(AttemptQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        return ListAsync(database => ListReader.ReadAsync(database, query), cancellationToken);
    }

    public ValueTask<JobRecord?> FindJobAsync(CampaignId campaign, string contactKey, CancellationToken cancellationToken) =>
        ReadAsync(database => JobReader.FindAsync(database, campaign, contactKey), cancellationToken);

    public ValueTask<ChangePage> ReadChangesAsync(ChangeQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        return ReadAsync(database => ChangeTable.ReadAsync(database, query), cancellationToken);
    }

    public ValueTask<IReadOnlyList<(int Person, JobRecord Job)>> FindOpenJobsAsync(
        IReadOnlyList<Suppression> people, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(people);
        return ReadAsync<IReadOnlyList<(int Person, JobRecord Job)>>(
            async database => await PersonReader.FindOpenAsync(database, people), cancellationToken);
    }

    public ValueTask<IReadOnlyList<LoggedEvent>> FindEventsAsync(IReadOnlyList<EventKey> keys, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(keys);
        return ReadAsync(database => ListReader.FindAsync(database, keys), cancellationToken);
    }

    public ValueTask<QueryPage<LoggedEvent, long>> ReadEventsAsync(EventQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        return ReadAsync(database => ListReader.ReadAsync(database, query), cancellationToken);
    }

    public ValueTask<IReadOnlyList<SuppressionRow>> ReadSuppressionsAsync(SuppressionQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        return ListAsync(database => SuppressionTable.ReadAsync(database, query), cancellationToken);
    }

    public ValueTask<IReadOnlyList<JobRecord>> FindContactsAsync(
        string tenant, IReadOnlyCollection<string> keys, IReadOnlyCollection<string> addresses, CancellationToken cancellationToken) =>
        ReadAsync(database => ContactFinder.FindAsync(database, tenant, keys, addresses), cancellationToken);

    /// <summary>Gives up the pooled sessions after the server has refused to write: it may be the former primary.</summary>
    public void GiveUpReadOnly(Exception error)
    {
        DataSources.GiveUpReadOnly(source, error);
        DataSources.GiveUpReadOnly(lists, error);
    }

    public async ValueTask DisposeAsync()
    {
        await source.DisposeAsync();
        await lists.DisposeAsync();
    }

    private ValueTask<T> ReadAsync<T>(Func<StoreConnection, Task<T>> read, CancellationToken cancellationToken) =>
        FromAsync(source, read, cancellationToken);

    private ValueTask<T> ListAsync<T>(Func<StoreConnection, Task<T>> read, CancellationToken cancellationToken) =>
        FromAsync(lists, read, cancellationToken);

    private ValueTask<T> FromAsync<T>(
        NpgsqlDataSource from, Func<StoreConnection, Task<T>> read, CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested
            ? ValueTask.FromCanceled<T>(cancellationToken)
            : new(PoolWork.DoAsync(() => WatchAsync(from, read)));

    private async Task<T> WatchAsync<T>(NpgsqlDataSource from, Func<StoreConnection, Task<T>> read)
    {
        try
        {
            await using var connection = new StoreConnection(await from.OpenConnectionAsync(), names, options.Shard);
            return await read(connection);
        }
        catch (Exception error) when (PostgreSqlFaults.IsOurs(error))
        {
            throw PostgreSqlFaults.Of(error, options.Target);
        }
    }
}
