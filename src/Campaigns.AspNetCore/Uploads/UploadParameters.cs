using System.ComponentModel;
using Microsoft.AspNetCore.Mvc;

namespace Campaigns.AspNetCore.Uploads;

/// <summary>
/// The query parameters of an upload, as descriptions of the API show them. <see cref="UploadRequest"/> reads them from the request, with
/// all their faults at once.
/// </summary>
internal sealed class UploadParameters
{
    [FromQuery(Name = "encoding")]
    [Description("The encoding of a CSV body, such as windows-1252; found by default.")]
    public string? Encoding { get; init; }

    [FromQuery(Name = "delimiter")]
    [Description("comma, semicolon, tab or pipe, for a CSV body; found by default.")]
    public string? Delimiter { get; init; }

    [FromQuery(Name = "header")]
    [Description("Whether the first row of a CSV body names the columns; found by default.")]
    public string? Header { get; init; }
}
