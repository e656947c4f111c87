using System.Text.Json;
using System.Text.Json.Serialization;
using Campaigns.Storage;

namespace Campaigns.AspNetCore.Idempotency;

/// <summary>A request with an idempotency key, as it is stored: first without an answer, then with it.</summary>
internal sealed record StoredAnswer
{
    /// <summary>The kind of the records. They are deleted when they are due.</summary>
    public const string Kind = "idempotency";

    /// <summary>The hash of the request: method, path, query, and the body unless it is streamed.</summary>
    public required string Request { get; init; }

    /// <summary>When the execution began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>The status; null as long as there is no answer.</summary>
    public int? Status { get; init; }

    /// <summary>The hash of a streamed body.</summary>
    public string? StreamedBody { get; init; }

    public string? ContentType { get; init; }

    public string? Location { get; init; }

    public string? ETag { get; init; }

    public byte[]? Body { get; init; }

    /// <summary>Whether the body was too large to be stored.</summary>
    public bool IsCut { get; init; }

    public static StoredAnswer Read(HostRecord record) =>
        JsonSerializer.Deserialize(record.Json, IdempotencyJson.Default.StoredAnswer)!;

    public HostRecord ToRecord(string id, string? tenant, DateTimeOffset due) =>
        new(Kind, id, tenant, due, JsonSerializer.Serialize(this, IdempotencyJson.Default.StoredAnswer));
}

[JsonSerializable(typeof(StoredAnswer))]
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
internal sealed partial class IdempotencyJson : JsonSerializerContext;
