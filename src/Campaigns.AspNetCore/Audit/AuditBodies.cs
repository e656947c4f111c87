using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Campaigns.AspNetCore.Access;
using Campaigns.Storage;

namespace Campaigns.AspNetCore;

/// <summary>An entry of the audit log: who changed what. It holds no personal data.</summary>
internal sealed class AuditEntryBody
{
    /// <summary>The id. Ids of later entries come first.</summary>
    public required string Id { get; set; }

    /// <summary>When the request was answered.</summary>
    public required DateTimeOffset At { get; set; }

    /// <summary>The name of the caller: of the API key, or as the host's authentication gives it.</summary>
    public required string Caller { get; set; }

    /// <summary>The id of the API key; null for a caller that the host knows by other means.</summary>
    public string? KeyId { get; set; }

    /// <summary>The role of the caller.</summary>
    public required ApiRole Role { get; set; }

    /// <summary>The tenant of the caller; null if the caller sees all tenants.</summary>
    public string? Tenant { get; set; }

    /// <summary>The operation, such as <c>StartCampaign</c>.</summary>
    public required string Operation { get; set; }

    /// <summary>
    /// The method and the path, with ids of campaigns, tenants, providers and the like. Other values of the path, such as keys of contacts,
    /// are shown by their names in braces.
    /// </summary>
    public required string Target { get; set; }

    /// <summary>The status of the answer.</summary>
    public required int Status { get; set; }

    /// <summary>Whether a stored answer was repeated, so that nothing was executed.</summary>
    public bool Replayed { get; set; }
}

/// <summary>A page of the audit log.</summary>
internal sealed class AuditListBody
{
    /// <summary>The entries, the newest first.</summary>
    public required IReadOnlyList<AuditEntryBody> Items { get; set; }

    /// <summary>The value of <c>after</c> for the next page; null if this is the last page.</summary>
    public string? Next { get; set; }
}

/// <summary>How entries are stored.</summary>
internal static class AuditRecords
{
    public const string Kind = "audit";

    /// <summary>
    /// The id of the entry with a number, at a time. Later entries have smaller ids, so that lists begin with the newest.
    /// </summary>
    public static string IdOf(DateTimeOffset at, long number) => string.Create(
        CultureInfo.InvariantCulture, $"{long.MaxValue - at.UtcTicks:x16}-{long.MaxValue - number:x16}");

    public static HostRecord ToRecord(AuditEntryBody entry, TimeSpan age) =>
        new(Kind, entry.Id, entry.Tenant, entry.At + age, JsonSerializer.Serialize(entry, AuditJson.Default.AuditEntryBody));

    public static AuditEntryBody Read(HostRecord record) => JsonSerializer.Deserialize(record.Json, AuditJson.Default.AuditEntryBody)!;
}

[JsonSerializable(typeof(AuditEntryBody))]
[JsonSerializable(typeof(AuditListBody))]
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class AuditJson : JsonSerializerContext;
