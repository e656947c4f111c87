using System.Text.Json.Serialization;
using Campaigns.AspNetCore.Access;
using Campaigns.AspNetCore.Requests;

namespace Campaigns.AspNetCore;

/// <summary>A key to create.</summary>
internal sealed class NewKeyBody
{
    /// <summary>
    /// The name, for people and the audit log: 1 to 100 characters. Keys may share a name: during a rotation, the new key continues what
    /// the old one began.
    /// </summary>
    [JsonRequired]
    public string Name { get; set; } = "";

    /// <summary>What the key may do.</summary>
    [JsonRequired]
    public ApiRole Role { get; set; }

    /// <summary>The only tenant that the key sees; null for the tenant of the caller, or for all tenants if the caller sees all.</summary>
    public string? Tenant { get; set; }

    /// <summary>From when on the key is refused; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }
}

/// <summary>The state of an API key.</summary>
[JsonConverter(typeof(SnakeCase<KeyState>))]
internal enum KeyState
{
    /// <summary>The key is accepted.</summary>
    Active,

    /// <summary>The key has expired.</summary>
    Expired,

    /// <summary>The key was revoked.</summary>
    Revoked,
}

/// <summary>An API key.</summary>
internal sealed class KeyBody
{
    /// <summary>The id: 12 characters.</summary>
    public required string Id { get; set; }

    /// <summary>How the key begins, so that people recognize it.</summary>
    public required string Prefix { get; set; }

    /// <summary>The key itself. Only in the answer that creates the key: it is stored nowhere.</summary>
    public string? Key { get; set; }

    /// <summary>The name.</summary>
    public required string Name { get; set; }

    /// <summary>What the key may do.</summary>
    public required ApiRole Role { get; set; }

    /// <summary>The only tenant that the key sees; null for all.</summary>
    public string? Tenant { get; set; }

    /// <summary>Whether the key is accepted.</summary>
    public required KeyState State { get; set; }

    /// <summary>When the key was created.</summary>
    public required DateTimeOffset CreatedAt { get; set; }

    /// <summary>The name of the caller that created the key.</summary>
    public required string CreatedBy { get; set; }

    /// <summary>From when on the key is refused; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }

    /// <summary>When the key was revoked; null if it was not.</summary>
    public DateTimeOffset? RevokedAt { get; set; }

    /// <summary>When the key was used last, to the minute; null if it never was.</summary>
    public DateTimeOffset? LastUsedAt { get; set; }

    internal static KeyBody Of(StoredKey stored, DateTimeOffset now, string? text = null) => new()
    {
        Id = stored.Id,
        Prefix = ApiKeyText.Prefix + stored.Id,
        Key = text,
        Name = stored.Key.Name,
        Role = stored.Key.Role,
        Tenant = stored.Tenant,
        State = stored.Key.RevokedAt is not null ? KeyState.Revoked : stored.Key.ExpiresAt <= now ? KeyState.Expired : KeyState.Active,
        CreatedAt = stored.Key.CreatedAt,
        CreatedBy = stored.Key.CreatedBy,
        ExpiresAt = stored.Key.ExpiresAt,
        RevokedAt = stored.Key.RevokedAt,
        LastUsedAt = stored.Key.LastUsedAt,
    };
}

/// <summary>A page of API keys.</summary>
internal sealed class KeyListBody
{
    /// <summary>The keys, by id.</summary>
    public required IReadOnlyList<KeyBody> Items { get; set; }

    /// <summary>The value of <c>after</c> for the next page; null if this is the last page.</summary>
    public string? Next { get; set; }
}

[JsonSerializable(typeof(ApiKey))]
[JsonSerializable(typeof(NewKeyBody))]
[JsonSerializable(typeof(KeyBody))]
[JsonSerializable(typeof(KeyListBody))]
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class AccessApiJson : JsonSerializerContext;
