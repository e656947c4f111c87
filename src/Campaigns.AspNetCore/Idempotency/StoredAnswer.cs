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

    /// <summary>Whether an erasure has made the record unreadable, so that only time and status are known.</summary>
    public bool IsErased { get; init; }

    /// <summary>Reads a record.</summary>
    /// <param name="record">The record.</param>
    /// <param name="key">The key of the tenant's answers now.</param>
    public static StoredAnswer Read(HostRecord record, byte[] key)
    {
        var stored = JsonSerializer.Deserialize(record.Json, IdempotencyJson.Default.SealedAnswer)!;
        return AnswerSeals.Open(key, stored.Content) is { } text
            ? JsonSerializer.Deserialize(text, IdempotencyJson.Default.StoredAnswer)!
            : new StoredAnswer { Request = "", StartedAt = stored.StartedAt, Status = stored.Status, IsErased = true };
    }

    public HostRecord ToRecord(string id, string? tenant, DateTimeOffset due, byte[] key)
    {
        var text = JsonSerializer.SerializeToUtf8Bytes(this, IdempotencyJson.Default.StoredAnswer);
        var stored = new SealedAnswer { StartedAt = StartedAt, Status = Status, Content = AnswerSeals.Seal(key, text) };
        return new(Kind, id, tenant, due, JsonSerializer.Serialize(stored, IdempotencyJson.Default.SealedAnswer));
    }
}

/// <summary>A record of a request: its content may hold personal data, and is encrypted.</summary>
internal sealed record SealedAnswer
{
    public required DateTimeOffset StartedAt { get; init; }

    public int? Status { get; init; }

    public required byte[] Content { get; init; }
}

[JsonSerializable(typeof(StoredAnswer))]
[JsonSerializable(typeof(SealedAnswer))]
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
internal sealed partial class IdempotencyJson : JsonSerializerContext;
