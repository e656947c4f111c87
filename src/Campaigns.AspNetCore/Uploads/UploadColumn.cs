using System.Text.Json.Serialization;
using Campaigns.AspNetCore.Requests;

namespace Campaigns.AspNetCore.Uploads;

/// <summary>What a column of an upload is.</summary>
internal enum ColumnUse
{
    /// <summary>The key of the contact.</summary>
    Key,

    /// <summary>The phone number.</summary>
    Phone,

    /// <summary>The time zone.</summary>
    Zone,

    /// <summary>An address on a channel.</summary>
    Address,

    /// <summary>A channel, in lists of people that must not be contacted.</summary>
    Channel,

    /// <summary>A value for templates and providers.</summary>
    Data,

    /// <summary>Not read: the map says so, or the column holds the errors of an earlier upload.</summary>
    Ignored,
}

/// <summary>A column of an upload, and what it is read as.</summary>
internal sealed class UploadColumn
{
    /// <summary>The position, from 1. Absent for members of JSON objects.</summary>
    public int? Number { get; set; }

    /// <summary>The name in the upload.</summary>
    public required string Header { get; set; }

    /// <summary>What the column is.</summary>
    [JsonConverter(typeof(SnakeCase<ColumnUse>))]
    public required ColumnUse Use { get; set; }

    /// <summary>The channel of an address, or the name of a value. Absent for other columns.</summary>
    public string? Name { get; set; }
}
