using System.Collections.Concurrent;
using Campaigns.Storage;
using Microsoft.Extensions.Logging;

namespace Campaigns.AspNetCore.Access;

/// <summary>Creates, finds, lists and revokes API keys. Thread-safe.</summary>
internal sealed class ApiKeys(IRecordStore records, ApiKeyCache cache, TimeProvider time, ILogger<ApiKeys> log)
{
    /// <summary>How exact the time of the last use is. A write per request would cost more than most requests.</summary>
    private static readonly TimeSpan UsePrecision = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, DateTimeOffset> _lastUses = new(StringComparer.Ordinal);
    private bool _hasKeys;

    /// <summary>Whether a key was ever created. Keys stay when they are revoked, so revoking the last one does not open the API.</summary>
    public async ValueTask<bool> AnyAsync(CancellationToken cancellationToken)
    {
        if (!_hasKeys)
        {
            _hasKeys = (await records.ListAsync(new RecordQuery(ApiKey.Kind) { Limit = 1 }, cancellationToken)).Count > 0;
        }

        return _hasKeys;
    }

    /// <summary>Finds the key with this text, revoked or not.</summary>
    /// <returns>The key; null if there is none.</returns>
    public async ValueTask<StoredKey?> FindByTextAsync(string text, CancellationToken cancellationToken) =>
        ApiKeyText.IdOf(text) is { } id && await cache.FindAsync(id, cancellationToken) is { } found
            && ApiKeyText.Matches(text, found.Key.Hash) ? found : null;

    /// <summary>Creates a key.</summary>
    /// <returns>The key and its text, which is stored nowhere.</returns>
    public async Task<(StoredKey Stored, string Text)> CreateAsync(
        NewKeyBody wanted, string? tenant, string creator, CancellationToken cancellationToken)
    {
        var (id, text) = ApiKeyText.Make();
        var key = new ApiKey
        {
            Name = wanted.Name, Role = wanted.Role, Hash = ApiKeyText.Hash(text), CreatedAt = time.GetUtcNow(), CreatedBy = creator,
            ExpiresAt = wanted.ExpiresAt,
        };
        return await AddAsync(id, tenant, key, cancellationToken)
            ? (new StoredKey(id, tenant, key, 1), text)
            : throw new InvalidOperationException("The id of a new key exists already."); // once in 2^48 keys
    }

    /// <summary>Adds a key that the operator has made, with all rights.</summary>
    /// <returns>False if it exists already, perhaps revoked.</returns>
    public Task<bool> AddBootstrapKeyAsync(string text, CancellationToken cancellationToken)
    {
        var key = new ApiKey
        {
            Name = "bootstrap", Role = ApiRole.Admin, Hash = ApiKeyText.Hash(text),
            CreatedAt = time.GetUtcNow(), CreatedBy = "configuration",
        };
        return AddAsync(ApiKeyText.IdOf(text)!, null, key, cancellationToken);
    }

    /// <summary>Finds a key by its id, without the cache.</summary>
    public async ValueTask<StoredKey?> FindAsync(string id, CancellationToken cancellationToken) =>
        await records.FindAsync(ApiKey.Kind, id, cancellationToken) is { } record ? StoredKey.Of(record) : null;

    /// <summary>Lists keys by id.</summary>
    public async Task<List<StoredKey>> ListAsync(string? tenant, string? after, int limit, CancellationToken cancellationToken)
    {
        var query = new RecordQuery(ApiKey.Kind) { Tenant = tenant, After = after, Limit = limit };
        return [.. (await records.ListAsync(query, cancellationToken)).Select(StoredKey.Of)];
    }

    /// <summary>Revokes a key. This process refuses it from now on. A repeated revocation changes nothing.</summary>
    public async Task<StoredKey> RevokeAsync(StoredKey stored, CancellationToken cancellationToken)
    {
        try
        {
            while (stored.Key.RevokedAt is null)
            {
                var revoked = stored.Key with { RevokedAt = time.GetUtcNow() };
                if (await records.WriteAsync([new(revoked.ToRecord(stored.Id, stored.Tenant), stored.Revision)], cancellationToken))
                {
                    return stored with { Key = revoked, Revision = stored.Revision + 1 };
                }

                // The time of the last use was written meanwhile.
                stored = await FindAsync(stored.Id, cancellationToken) ?? throw new InvalidOperationException("Keys are never deleted.");
            }

            return stored;
        }
        finally
        {
            cache.Forget(stored.Id); // after a failed write too, which may have taken effect
        }
    }

    /// <summary>
    /// Notes that a key was used, at most once a minute. A failure is logged, because it is no reason to refuse the request.
    /// </summary>
    public async ValueTask NoteUseAsync(StoredKey used, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var last = _lastUses.GetOrAdd(used.Id, static (_, key) => key.LastUsedAt ?? DateTimeOffset.MinValue, used.Key);
        if (now - last < UsePrecision || !_lastUses.TryUpdate(used.Id, now, last))
        {
            return;
        }

        try
        {
            // With the revision that the store holds now, because the cached one may be old. It cannot undo a revocation.
            if (await FindAsync(used.Id, cancellationToken) is { } stored)
            {
                var noted = stored.Key with { LastUsedAt = now };
                await records.WriteAsync([new(noted.ToRecord(stored.Id, stored.Tenant), stored.Revision)], cancellationToken);
            }
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            ApiLog.KeyUseNotStored(log, used.Id, error);
        }
    }

    private async Task<bool> AddAsync(string id, string? tenant, ApiKey key, CancellationToken cancellationToken)
    {
        var isNew = await records.WriteAsync([new(key.ToRecord(id, tenant), ExpectedRevision: 0)], cancellationToken);
        cache.Forget(id);
        _hasKeys = true;
        return isNew;
    }
}
