using Campaigns.PostgreSql;
using Campaigns.Sqlite;
using Campaigns.Storage;

namespace Campaigns.CrashTest;

/// <summary>Where the store is, as one text that a process can be given: the path of a file, or a database of a server.</summary>
internal static class StorePlace
{
    private const string OnServer = "postgresql ";

    public static string OfDatabase(string connectionString) => OnServer + connectionString;

    /// <summary>Makes the store object. Dispose it.</summary>
    public static IOpenStore Open(string place) => place.StartsWith(OnServer, StringComparison.Ordinal)
        ? new OpenStore<PostgreSqlJobStore>(new PostgreSqlJobStore(place[OnServer.Length..], Configure))
        : new OpenStore<SqliteJobStore>(new SqliteJobStore(place));

    /// <summary>An owner that was killed keeps its shard for this long. So the test does not wait long.</summary>
    private static void Configure(PostgreSqlStoreOptions options) => options.LeaseTime = TimeSpan.FromSeconds(1);

    private sealed class OpenStore<T>(T store) : IOpenStore
        where T : IJobStore, IDisposable
    {
        public IJobStore Store => store;

        public void Dispose() => store.Dispose();
    }
}

/// <summary>A store that this process has open.</summary>
internal interface IOpenStore : IDisposable
{
    IJobStore Store { get; }
}
