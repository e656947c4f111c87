using Campaigns.Storage;

namespace Campaigns.Tests;

/// <summary>What every store of host records promises. Each case needs an empty store.</summary>
internal static class RecordStoreCases
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    public static async Task A_write_with_an_old_revision_changes_nothing(IRecordStore records)
    {
        Assert.True(await Write(records, Put("key", "a", "1", expected: 0)));
        Assert.False(await Write(records, Put("key", "b", "2", expected: 0), Put("key", "a", "3", expected: 0)));
        Assert.True(await Write(records, Put("key", "a", "4", expected: 1)));
        Assert.False(await Write(records, Delete("key", "a", expected: 1)));

        Assert.Null(await records.FindAsync("key", "b", default));
        Assert.Equal(new HostRecord("key", "a", null, null, "4", 2), await records.FindAsync("key", "a", default));
    }

    public static async Task Records_are_listed_by_id_tenant_and_due_time(IRecordStore records)
    {
        await Write(
            records, Put("job", "b", "{}", due: Noon), Put("job", "a", "{}", due: Noon.AddHours(1), tenant: "acme"),
            Put("job", "é", "{}", tenant: "acme"), Put("job", "Z", "{}", due: Noon), Put("other", "c", "{}", due: Noon));

        Assert.Equal(["Z", "a", "b", "é"], await Ids(records, new RecordQuery("job")));
        Assert.Equal(["b", "é"], await Ids(records, new RecordQuery("job") { After = "a" }));
        Assert.Equal(["a", "é"], await Ids(records, new RecordQuery("job") { Tenant = "acme" }));
        Assert.Equal(["Z", "b"], await Ids(records, new RecordQuery("job") { DueUntil = Noon }));
        Assert.Equal(["Z"], await Ids(records, new RecordQuery("job") { DueUntil = Noon.AddDays(1), Limit = 1 }));
        Assert.Equal(["b"], await Ids(records, new RecordQuery("job") { Prefix = "b" }));
    }

    public static async Task A_deleted_record_is_gone_and_starts_again_with_revision_1(IRecordStore records)
    {
        await Write(records, Put("key", "a", "1", due: Noon, tenant: "acme"));
        Assert.Equal(new HostRecord("key", "a", "acme", Noon, "1", 1), await records.FindAsync("key", "a", default));
        await Write(records, Delete("key", "a"));
        Assert.Null(await records.FindAsync("key", "a", default));

        await Write(records, Put("key", "a", "2", expected: 0));
        Assert.Equal(1, (await records.FindAsync("key", "a", default))!.Revision);
    }

    private static RecordChange Put(
        string kind, string id, string json, long? expected = null, DateTimeOffset? due = null, string? tenant = null) =>
        new(new HostRecord(kind, id, tenant, due, json), expected);

    private static RecordChange Delete(string kind, string id, long? expected = null) =>
        new(new HostRecord(kind, id, null, null, ""), expected, IsDeletion: true);

    private static async Task<bool> Write(IRecordStore records, params RecordChange[] changes) =>
        await records.WriteAsync(changes, default);

    private static async Task<IEnumerable<string>> Ids(IRecordStore records, RecordQuery query) =>
        (await records.ListAsync(query, default)).Select(record => record.Id);
}
