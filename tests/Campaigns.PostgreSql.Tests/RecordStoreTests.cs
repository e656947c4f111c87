using Campaigns.Storage;
using Campaigns.Tests;

namespace Campaigns.PostgreSql.Tests;

[Collection(OneServer.Name)]
public sealed class RecordStoreTests(SharedServer server)
{
    [Fact]
    public Task A_write_with_an_old_revision_changes_nothing() =>
        RunAsync(RecordStoreCases.A_write_with_an_old_revision_changes_nothing);

    [Fact]
    public Task Records_are_listed_by_id_tenant_and_due_time() =>
        RunAsync(RecordStoreCases.Records_are_listed_by_id_tenant_and_due_time);

    [Fact]
    public Task A_deleted_record_is_gone_and_starts_again_with_revision_1() =>
        RunAsync(RecordStoreCases.A_deleted_record_is_gone_and_starts_again_with_revision_1);

    private async Task RunAsync(Func<IRecordStore, Task> test)
    {
        Assert.SkipUnless(PostgreSqlServer.Missing is null, PostgreSqlServer.Missing ?? "");
        var database = await server.CreateDatabaseAsync();
        await using (var store = new PostgreSqlJobStore(database))
        {
            await store.OpenAsync(TimeProvider.System.GetUtcNow(), default); // creates the schema
        }

        await using var records = new PostgreSqlRecordStore(database);
        await test(records);
    }
}
