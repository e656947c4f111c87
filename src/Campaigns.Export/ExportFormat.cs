namespace Campaigns.Export;

/// <summary>
/// The format that <see cref="CampaignClientExtensions.ExportAsync"/> writes. The encoding is UTF-8 without a byte order mark. Instants are
/// written as 2026-03-02T09:30:00.0000000Z.
/// </summary>
public enum ExportFormat
{
    /// <summary>
    /// Comma-separated values according to RFC 4180 with a header row, for spreadsheets. A text that looks like a formula gets a leading
    /// apostrophe. Phone numbers do not need one.
    /// </summary>
    Csv,

    /// <summary>One JSON object per line, for programs. Every text is written unchanged.</summary>
    Ndjson,
}
