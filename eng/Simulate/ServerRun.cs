using Campaigns.PostgreSql;
using Campaigns.Storage;

namespace Campaigns.Simulate;

/// <summary>The store of one run, in a shard of its own.</summary>
internal sealed class ServerRun(string connectionString, int shard) : IDisposable
{
    private PostgreSqlJobStore? _store;

    public IJobStore Create(Random luck) =>
        WaitingStore.Of(_store = new PostgreSqlJobStore(connectionString, Set, luck));

    public void Dispose() => _store?.Dispose();

    private void Set(PostgreSqlStoreOptions options)
    {
        options.Shard = shard;
        options.WaitsForLease = false; // the engine's time is virtual, the server's is not
        options.Migrates = false; // the runs are in different months at the same time, and would drop each other's partitions
    }
}
