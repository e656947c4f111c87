using Campaigns.InMemory;
using Campaigns.Sqlite;
using Campaigns.Storage;
using Campaigns.Tests;

namespace Campaigns.AspNetCore.Tests;

/// <summary>The stores of host records that need no server.</summary>
public sealed class RecordStoreTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("records").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory, InlineData("memory"), InlineData("sqlite")]
    public Task A_write_with_an_old_revision_changes_nothing(string store) =>
        RecordStoreCases.A_write_with_an_old_revision_changes_nothing(Open(store));

    [Theory, InlineData("memory"), InlineData("sqlite")]
    public Task Records_are_listed_by_id_tenant_and_due_time(string store) =>
        RecordStoreCases.Records_are_listed_by_id_tenant_and_due_time(Open(store));

    [Theory, InlineData("memory"), InlineData("sqlite")]
    public Task A_deleted_record_is_gone_and_starts_again_with_revision_1(string store) =>
        RecordStoreCases.A_deleted_record_is_gone_and_starts_again_with_revision_1(Open(store));

    [Fact]
    public async Task Records_in_a_file_outlive_the_process()
    {
        using (var records = (SqliteRecordStore)Open("sqlite"))
        {
            await records.WriteAsync([new RecordChange(new HostRecord("key", "a", "acme", null, "1"))], default);
        }

        using var reopened = (SqliteRecordStore)Open("sqlite");
        Assert.Equal(new HostRecord("key", "a", "acme", null, "1", 1), await reopened.FindAsync("key", "a", default));
    }

    private IRecordStore Open(string store) =>
        store == "memory" ? new MemoryRecordStore() : new SqliteRecordStore(Path.Combine(_folder, "records.db"));
}
