using System.Text.Json;
using Campaigns.Storage;

namespace Campaigns.AspNetCore.Access;

/// <summary>An API key as it is stored: without its secret.</summary>
internal sealed record ApiKey
{
    /// <summary>The kind of the records.</summary>
    public const string Kind = "api-key";

    public required string Name { get; init; }

    public required ApiRole Role { get; init; }

    public required string Hash { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required string CreatedBy { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public DateTimeOffset? RevokedAt { get; init; }

    public DateTimeOffset? LastUsedAt { get; init; }

    public static ApiKey Read(HostRecord record) => JsonSerializer.Deserialize(record.Json, AccessApiJson.Default.ApiKey)!;

    public HostRecord ToRecord(string id, string? tenant) =>
        new(Kind, id, tenant, null, JsonSerializer.Serialize(this, AccessApiJson.Default.ApiKey));
}

/// <summary>A key with what its record says.</summary>
/// <param name="Id">The id.</param>
/// <param name="Tenant">The only tenant that the key sees; null for all.</param>
/// <param name="Key">The key.</param>
/// <param name="Revision">The revision of the record.</param>
internal sealed record StoredKey(string Id, string? Tenant, ApiKey Key, long Revision)
{
    public static StoredKey Of(HostRecord record) => new(record.Id, record.Tenant, ApiKey.Read(record), record.Revision);
}
