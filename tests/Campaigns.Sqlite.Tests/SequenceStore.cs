using Campaigns.Sqlite;
using Campaigns.Sqlite.Tests;

namespace Campaigns.Tests.Sequences;

/// <summary>The store of the drip tests of Campaigns.Core.Tests: here a file.</summary>
internal static class SequenceStore
{
    public static IDisposable Use(CampaignsOptions options)
    {
        var files = new Files();
        options.Store = files.Store;
        return files;
    }

    private sealed class Files : IDisposable
    {
        private readonly StoreFolder _folder = new();

        public Files() => Store = new SqliteJobStore(
            _folder.File, options => (options.SyncsToDisk, options.HasOwnThread) = (false, false),
            new Random(1)); // virtual time has one thread

        public SqliteJobStore Store { get; }

        public void Dispose()
        {
            Store.Dispose();
            _folder.Dispose();
        }
    }
}
