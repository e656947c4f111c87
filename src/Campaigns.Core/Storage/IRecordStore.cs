namespace Campaigns.Storage;

/// <summary>
/// Stores what a host keeps beside its campaigns: access keys, answers to repeated requests, webhook endpoints and deliveries, credentials.
/// The engine uses none of it. Each store package brings an implementation. Thread-safe.
/// </summary>
public interface IRecordStore
{
    /// <summary>Finds a record.</summary>
    /// <param name="kind">The kind of the record.</param>
    /// <param name="id">The id of the record.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The record; null if there is none.</returns>
    ValueTask<HostRecord?> FindAsync(string kind, string id, CancellationToken cancellationToken);

    /// <summary>Writes records, all or none, and durably if the store is durable.</summary>
    /// <param name="changes">The changes, in order. The same record may occur once.</param>
    /// <param name="cancellationToken">Cancels the wait. The changes may be written all the same.</param>
    /// <returns>False if a record had another revision than expected; nothing is written then.</returns>
    ValueTask<bool> WriteAsync(IReadOnlyList<RecordChange> changes, CancellationToken cancellationToken);

    /// <summary>Lists records of one kind, in pages.</summary>
    /// <param name="query">Which records.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>Up to <see cref="RecordQuery.Limit"/> records, by id; by due time and id if the query has <see cref="RecordQuery.DueUntil"/>.</returns>
    ValueTask<IReadOnlyList<HostRecord>> ListAsync(RecordQuery query, CancellationToken cancellationToken);
}

/// <summary>A record of the host.</summary>
/// <param name="Kind">The kind, such as <c>api-key</c>: 1 to 100 characters. The host names its kinds.</param>
/// <param name="Id">The id within the kind: 1 to 200 characters, compared byte by byte.</param>
/// <param name="Tenant">The tenant; null if the record belongs to none.</param>
/// <param name="Due">When something is due, such as the next try or the deletion; null for never. Stored to the millisecond.</param>
/// <param name="Json">The content: JSON that the host reads and writes.</param>
/// <param name="Revision">How often the record was written, from 1. Ignored when a record is written.</param>
public sealed record HostRecord(string Kind, string Id, string? Tenant, DateTimeOffset? Due, string Json, long Revision = 0)
{
    /// <summary>The kind and the id. The content may hold personal data or secrets.</summary>
    public override string ToString() => $"{Kind} {Id}, revision {Revision}";
}

/// <summary>Writes or deletes a record.</summary>
/// <param name="Record">The record. Only its kind and id matter for a deletion.</param>
/// <param name="ExpectedRevision">The revision that the store must hold; 0 if it must hold none; null for any.</param>
/// <param name="IsDeletion">Whether the record is deleted. Deleting a record that does not exist changes nothing.</param>
public sealed record RecordChange(HostRecord Record, long? ExpectedRevision = null, bool IsDeletion = false);

/// <summary>Which records to list.</summary>
/// <param name="Kind">The kind.</param>
public sealed record RecordQuery(string Kind)
{
    /// <summary>Only records of this tenant; null, the default, for all.</summary>
    public string? Tenant { get; init; }

    /// <summary>Only records whose id starts with this text; null, the default, for all.</summary>
    public string? Prefix { get; init; }

    /// <summary>Only records after this id; null, the default, for the first page. Not together with <see cref="DueUntil"/>.</summary>
    public string? After { get; init; }

    /// <summary>Only records that are due at this time or before; null, the default, for all.</summary>
    public DateTimeOffset? DueUntil { get; init; }

    /// <summary>The maximum number of records: 1 to 1,000; 100 by default.</summary>
    public int Limit { get; init; } = 100;
}
