using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Campaigns.AspNetCore.Requests;

namespace Campaigns.AspNetCore.Uploads;

/// <summary>How far an upload is.</summary>
internal enum UploadState
{
    /// <summary>Rows are still being read.</summary>
    Running,

    /// <summary>All rows were read.</summary>
    Complete,

    /// <summary>The rows were checked, and none was added.</summary>
    DryRun,

    /// <summary>
    /// The sender disconnected, the store failed, or the host ended. What was added stays. Send the file again, or close the enrollment.
    /// </summary>
    Cut,

    /// <summary>
    /// The rest of the file could not be read. What was added stays. Correct the file and send it again, or close the enrollment.
    /// </summary>
    Stopped,
}

/// <summary>An upload and what became of its rows.</summary>
internal sealed class UploadBody
{
    /// <summary>The id of the upload.</summary>
    public required string Id { get; set; }

    /// <summary>How far the upload is.</summary>
    [JsonConverter(typeof(SnakeCase<UploadState>))]
    public required UploadState State { get; set; }

    /// <summary>When the upload began.</summary>
    public required DateTimeOffset StartedAt { get; set; }

    /// <summary>The number of rows that were read. Blank rows do not count.</summary>
    public long Rows { get; set; }

    /// <summary>The number of contacts that were added; after a dry run, the number of valid rows.</summary>
    public long Added { get; set; }

    /// <summary>The number of rows whose contact is enrolled already, by an earlier row or an earlier upload.</summary>
    public long Duplicates { get; set; }

    /// <summary>The number of rows that were refused because of their values.</summary>
    public long Invalid { get; set; }

    /// <summary>The number of rows that were refused because the contact is running under the campaign's exclusivity.</summary>
    public long Excluded { get; set; }

    /// <summary>The number of added contacts that start when another job of theirs has ended.</summary>
    public long Queued { get; set; }

    /// <summary>Why an upload was stopped or cut; absent otherwise.</summary>
    public string? Reason { get; set; }

    /// <summary>How the upload was read.</summary>
    public ReadAs? ReadAs { get; set; }

    /// <summary>The rows that were not added, by row: the first 1,000 duplicates and the first 1,000 others.</summary>
    public List<UploadError>? Errors { get; set; }

    /// <summary>The number of rows that were not added and are not in <see cref="Errors"/>.</summary>
    public long? ErrorsLeftOut { get; set; }

    /// <summary>The first 20 rows as they were read, after a dry run.</summary>
    public List<PreviewRow>? Preview { get; set; }

    /// <summary>A copy without rows, which may hold personal data.</summary>
    internal UploadBody WithoutRows() => new()
    {
        Id = Id, State = State, StartedAt = StartedAt, Rows = Rows, Added = Added, Duplicates = Duplicates, Invalid = Invalid,
        Excluded = Excluded, Queued = Queued, Reason = Reason,
    };
}

/// <summary>What kind of error a row has.</summary>
internal enum UploadErrorKind
{
    /// <summary>A value is not valid. Correct it and send the row again.</summary>
    Invalid,

    /// <summary>The contact is enrolled already. Nothing is to be done.</summary>
    Duplicate,

    /// <summary>The contact is running in a campaign that excludes this one.</summary>
    Excluded,
}

/// <summary>A row that was not added.</summary>
internal sealed class UploadError
{
    /// <summary>The number of the row, from 1. The header and blank rows do not count.</summary>
    public required long Row { get; set; }

    /// <summary>The line of the file on which the row begins; absent for JSON arrays.</summary>
    public long? Line { get; set; }

    /// <summary>The key of the contact, up to 200 characters; absent if it has none.</summary>
    public string? Key { get; set; }

    /// <summary>The kind of error.</summary>
    [JsonConverter(typeof(SnakeCase<UploadErrorKind>))]
    public required UploadErrorKind Kind { get; set; }

    /// <summary>Why, and what to do.</summary>
    public required string Error { get; set; }
}

/// <summary>A row of a preview.</summary>
internal sealed class PreviewRow
{
    /// <summary>The number of the row, from 1.</summary>
    public required long Row { get; set; }

    /// <summary>The key; absent if there is none.</summary>
    public string? Key { get; set; }

    /// <summary>The phone number in E.164 form; absent if there is none, or if it cannot be read.</summary>
    public string? Phone { get; set; }

    /// <summary>The time zone; absent for the campaign's.</summary>
    public string? Zone { get; set; }

    /// <summary>The addresses by channel.</summary>
    public IReadOnlyDictionary<string, string> Addresses { get; set; } = new Dictionary<string, string>();

    /// <summary>The values for templates and providers.</summary>
    public IReadOnlyDictionary<string, string> Data { get; set; } = new Dictionary<string, string>();

    /// <summary>Why the row would be refused; absent if it is valid.</summary>
    public string? Error { get; set; }
}

[JsonSerializable(typeof(UploadBody))]
[JsonSerializable(typeof(ItemsBody<UploadBody>), TypeInfoPropertyName = "UploadList")]
internal sealed partial class UploadApiJson : JsonSerializerContext;

/// <summary>How elements of an upload are read. The rows judge names that occur twice.</summary>
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class UploadJson : JsonSerializerContext
{
    /// <summary>Any JSON, up to 16 levels deep.</summary>
    public static JsonTypeInfo<JsonElement> Element { get; } = new UploadJson(new JsonSerializerOptions { MaxDepth = 16 }).JsonElement;
}
