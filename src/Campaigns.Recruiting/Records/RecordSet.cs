using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Campaigns.Storage;

namespace Campaigns.Recruiting;

/// <summary>A stored value with its record.</summary>
internal sealed record Kept<T>(T Value, HostRecord Record);

/// <summary>Stores values of one kind in the host's record store, as JSON.</summary>
internal sealed class RecordSet<T>(IRecordStore store, string kind, JsonTypeInfo<T> type)
    where T : class
{
    public async Task<Kept<T>?> FindAsync(string id, CancellationToken cancellationToken) =>
        await store.FindAsync(kind, id, cancellationToken) is { } record ? Read(record) : null;

    /// <summary>The change that writes a value over a stored one, or as a new one, if nobody has changed it since.</summary>
    public RecordChange Put(string id, T value, Kept<T>? before, string? tenant, DateTimeOffset? due)
    {
        var record = new HostRecord(kind, id, tenant, due, JsonSerializer.Serialize(value, type));
        return new RecordChange(record, before?.Record.Revision ?? 0);
    }

    /// <summary>The change that deletes a stored value if nobody has changed it since.</summary>
    public static RecordChange Delete(Kept<T> kept) => new(kept.Record, kept.Record.Revision, IsDeletion: true);

    /// <summary>Writes a stored value again with another content.</summary>
    /// <returns>The value as stored; null if somebody else has changed it since it was read.</returns>
    public async Task<Kept<T>?> TryChangeAsync(Kept<T> kept, T value, DateTimeOffset? due, CancellationToken cancellationToken)
    {
        var change = Put(kept.Record.Id, value, kept, kept.Record.Tenant, due);
        return await store.WriteAsync([change], cancellationToken)
            ? new Kept<T>(value, change.Record with { Revision = kept.Record.Revision + 1 })
            : null;
    }

    /// <summary>Changes a stored value, again if somebody else changes it at the same time.</summary>
    /// <param name="id">The id.</param>
    /// <param name="change">Returns the changed value and when it is due, or null to leave the value.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public async Task UpdateAsync(
        string id, Func<Kept<T>, (T Value, DateTimeOffset? Due)?> change, CancellationToken cancellationToken)
    {
        while (await FindAsync(id, cancellationToken) is { } kept && change(kept) is var (value, due))
        {
            if (await TryChangeAsync(kept, value, due, cancellationToken) is not null)
            {
                return;
            }
        }
    }

    public async Task<IReadOnlyList<Kept<T>>> ListAsync(RecordQuery query, CancellationToken cancellationToken) =>
        [.. (await store.ListAsync(query, cancellationToken)).Select(Read)];

    public Task<IReadOnlyList<Kept<T>>> ListDueAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
        ListAsync(new RecordQuery(kind) { DueUntil = now, Limit = limit }, cancellationToken);

    /// <summary>Whether a tenant has a value.</summary>
    public async Task<bool> HasAnyAsync(string tenant, CancellationToken cancellationToken) =>
        (await store.ListAsync(new RecordQuery(kind) { Tenant = tenant, Limit = 1 }, cancellationToken)).Count > 0;

    public async Task WriteAsync(string id, T value, string? tenant, DateTimeOffset? due, CancellationToken cancellationToken)
    {
        var record = new HostRecord(kind, id, tenant, due, JsonSerializer.Serialize(value, type));
        await store.WriteAsync([new RecordChange(record)], cancellationToken);
    }

    private Kept<T> Read(HostRecord record) => new(JsonSerializer.Deserialize(record.Json, type)!, record);
}
