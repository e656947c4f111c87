using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Npgsql;

namespace Campaigns.PgFaults;

/// <summary>What the store told about one database: every error, also those that the log sums up.</summary>
internal sealed class StoreErrors : IDisposable
{
    private readonly ConcurrentQueue<PostgreSqlStoreException> _errors = [];
    private readonly string _database;

    public StoreErrors(string database)
    {
        _database = $"/{database} ";
        AppDomain.CurrentDomain.FirstChanceException += Note;
    }

    /// <summary>The errors since one was counted.</summary>
    public IReadOnlyList<PostgreSqlStoreException> Since(int count) => [.. All().Skip(count)];

    public int Count => All().Count;

    public void Dispose() => AppDomain.CurrentDomain.FirstChanceException -= Note;

    /// <summary>The SQLSTATE of the server's error; null if the server told none.</summary>
    public static string? StateOf(PostgreSqlStoreException error) => (error.InnerException as PostgresException)?.SqlState;

    /// <summary>An exception passes several methods, each of which throws it again.</summary>
    private List<PostgreSqlStoreException> All() => [.. _errors.Distinct()];

    private void Note(object? sender, FirstChanceExceptionEventArgs thrown)
    {
        if (thrown.Exception is PostgreSqlStoreException error && error.Message.Contains(_database, StringComparison.Ordinal))
        {
            _errors.Enqueue(error);
        }
    }
}
