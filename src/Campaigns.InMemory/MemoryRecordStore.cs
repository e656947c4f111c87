using Campaigns.Storage;

namespace Campaigns.InMemory;

/// <summary>Keeps the host's records in memory. They are lost when the process ends.</summary>
public sealed class MemoryRecordStore : IRecordStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, SortedDictionary<string, HostRecord>> _kinds = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public ValueTask<HostRecord?> FindAsync(string kind, string id, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return new(Find(kind, id));
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> WriteAsync(IReadOnlyList<RecordChange> changes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(changes);
        lock (_lock)
        {
            var isExpected = changes.All(change =>
                change.ExpectedRevision is not { } expected || expected == (Find(change.Record.Kind, change.Record.Id)?.Revision ?? 0));
            if (!isExpected)
            {
                return new(false);
            }

            foreach (var change in changes)
            {
                Write(change);
            }

            return new(true);
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<HostRecord>> ListAsync(RecordQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        lock (_lock)
        {
            if (!_kinds.TryGetValue(query.Kind, out var records))
            {
                return new([]);
            }

            var found = records.Values
                .Where(record => query.Tenant is null || record.Tenant == query.Tenant)
                .Where(record => query.Prefix is not { } prefix || record.Id.StartsWith(prefix, StringComparison.Ordinal))
                .Where(record => query.After is not { } after || string.CompareOrdinal(record.Id, after) > 0);
            if (query.DueUntil is { } until)
            {
                found = found.Where(record => record.Due <= until).OrderBy(record => record.Due); // a stable sort: by id within a time
            }

            return new(found.Take(query.Limit).ToList());
        }
    }

    private HostRecord? Find(string kind, string id) =>
        _kinds.TryGetValue(kind, out var records) && records.TryGetValue(id, out var record) ? record : null;

    private void Write(RecordChange change)
    {
        var record = change.Record;
        if (!_kinds.TryGetValue(record.Kind, out var records))
        {
            _kinds.Add(record.Kind, records = new(StringComparer.Ordinal));
        }

        if (change.IsDeletion)
        {
            records.Remove(record.Id);
            return;
        }

        var revision = Find(record.Kind, record.Id)?.Revision ?? 0;
        records[record.Id] = record with { Revision = revision + 1, Due = Milliseconds(record.Due) };
    }

    private static DateTimeOffset? Milliseconds(DateTimeOffset? time) =>
        time is { } given ? DateTimeOffset.FromUnixTimeMilliseconds(given.ToUnixTimeMilliseconds()) : null;
}
