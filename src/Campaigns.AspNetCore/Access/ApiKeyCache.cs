using System.Collections.Concurrent;
using Campaigns.Storage;

namespace Campaigns.AspNetCore.Access;

/// <summary>
/// Keeps the keys that were read, for a bounded time: a key that another process revokes is refused after that time at most, and one that
/// this process revokes at once. Thread-safe.
/// </summary>
internal sealed class ApiKeyCache(IRecordStore records, CampaignsApiOptions options, TimeProvider time)
{
    /// <summary>More ids than that come from somebody who guesses.</summary>
    private const int MostEntries = 10_000;

    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private long _changes;

    /// <summary>Finds a key by its id.</summary>
    /// <returns>The key, revoked or not; null if there is none.</returns>
    public async ValueTask<StoredKey?> FindAsync(string id, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (_entries.TryGetValue(id, out var entry) && now - entry.ReadAt < options.ApiKeyCacheAge && now >= entry.ReadAt)
        {
            return entry.Key;
        }

        var changes = Interlocked.Read(ref _changes);
        var found = await records.FindAsync(ApiKey.Kind, id, cancellationToken) is { } record ? StoredKey.Of(record) : null;
        if (changes != Interlocked.Read(ref _changes))
        {
            return found; // a key changed meanwhile, perhaps this one: what was read may be old
        }

        if (_entries.Count >= MostEntries)
        {
            _entries.Clear();
        }

        _entries[id] = new Entry(found, now);
        if (changes != Interlocked.Read(ref _changes))
        {
            _entries.TryRemove(id, out _);
        }

        return found;
    }

    /// <summary>Forgets a key that has changed.</summary>
    public void Forget(string id)
    {
        Interlocked.Increment(ref _changes);
        _entries.TryRemove(id, out _);
    }

    private sealed record Entry(StoredKey? Key, DateTimeOffset ReadAt);
}
