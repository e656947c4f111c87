namespace Campaigns.AspNetCore.Uploads;

/// <summary>The limits of uploads. An upload is read as a stream, so that its memory does not grow with its rows.</summary>
public sealed class UploadOptions
{
    /// <summary>The largest body, in bytes. Default: 268,435,456 (256 MiB). A larger body is answered with 413.</summary>
    public long MaxBodyBytes { get; set; } = 256 * 1_024 * 1_024;

    /// <summary>The maximum number of rows of one request, from 1. Default: 1,000,000. A row beyond it ends the upload.</summary>
    public long MaxRows { get; set; } = 1_000_000;

    /// <summary>
    /// The longest row, in bytes of UTF-8, from 1,024. Default: 524,288 (512 KiB), which any contact fits in. A longer line of NDJSON is a
    /// fault of its row. A longer row of CSV or JSON ends the upload, because its end is unknown.
    /// </summary>
    public int MaxRowBytes { get; set; } = 512 * 1_024;

    /// <summary>The maximum number of columns, from 1. Default: 1,000.</summary>
    public int MaxColumns { get; set; } = 1_000;

    /// <summary>The maximum number of errors in a JSON answer, from 1. Default: 1,000. An error file holds all of them.</summary>
    public int MaxErrors { get; set; } = 1_000;

    /// <summary>
    /// The folder for error files while they are written; null, the default: the folder of the system for temporary files.
    /// </summary>
    public string? TemporaryFolder { get; set; }
}
