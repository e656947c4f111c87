namespace Campaigns.Export;

/// <summary>
/// How <see cref="CampaignClientExtensions.ExportAsync"/> writes. UTF-8 without a byte order mark, instants as
/// 2026-03-02T09:30:00.0000000Z.
/// </summary>
public enum ExportFormat
{
    /// <summary>
    /// Comma-separated values after RFC 4180 with a header: for spreadsheets. A text that one could take for a formula stands behind an
    /// apostrophe; phone numbers do not need it.
    /// </summary>
    Csv,

    /// <summary>One JSON object a line, every text exactly as it is: for programs.</summary>
    Ndjson,
}
