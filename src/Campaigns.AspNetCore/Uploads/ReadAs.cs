using System.Text.Json.Serialization;
using Campaigns.AspNetCore.Requests;

namespace Campaigns.AspNetCore.Uploads;

/// <summary>The format of an upload.</summary>
internal enum UploadFormat
{
    /// <summary>Delimited values with one row per line, as in RFC 4180.</summary>
    Csv,

    /// <summary>One JSON object per line.</summary>
    Ndjson,

    /// <summary>A JSON array of objects.</summary>
    Json,
}

/// <summary>How an upload was read. Compare it with what you meant to send.</summary>
internal sealed class ReadAs
{
    /// <summary>The format.</summary>
    [JsonConverter(typeof(SnakeCase<UploadFormat>))]
    public required UploadFormat Format { get; set; }

    /// <summary>The character between two fields; absent for JSON.</summary>
    public string? Delimiter { get; set; }

    /// <summary>The encoding, such as <c>utf-8</c> or <c>windows-1252</c>.</summary>
    public required string Encoding { get; set; }

    /// <summary>Whether the upload begins with a byte order mark.</summary>
    public bool ByteOrderMark { get; set; }

    /// <summary>Whether the first row names the columns; absent for JSON.</summary>
    public bool? Header { get; set; }

    /// <summary>The columns; for JSON, the members of the first object.</summary>
    public IReadOnlyList<UploadColumn> Columns { get; set; } = [];

    /// <summary>What you may not have meant, in words.</summary>
    public List<string> Notes { get; set; } = [];
}
