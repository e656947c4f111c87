namespace Campaigns.AspNetCore.Uploads;

/// <summary>A row of an upload as it was read.</summary>
/// <param name="Row">The number of the row, from 1. The header and blank rows do not count.</param>
/// <param name="Line">The line of the file on which the row begins, from 1; 0 for elements of a JSON array.</param>
/// <param name="Source">The row as it came, for the error file.</param>
internal sealed record UploadRow(long Row, long Line, RowSource Source)
{
    /// <summary>The values, each with its column. Empty values are left out.</summary>
    public IReadOnlyList<(UploadColumn Column, string Value)> Values { get; init; } = [];

    /// <summary>Why the row cannot be read; null if it can.</summary>
    public string? Fault { get; init; }

    /// <summary>The value of a column; null if there is none.</summary>
    public string? ValueOf(ColumnUse use)
    {
        foreach (var (column, value) in Values)
        {
            if (column.Use == use)
            {
                return value;
            }
        }

        return null;
    }
}

/// <summary>A row as it came: the fields of a CSV row, or the text of a JSON object.</summary>
/// <param name="Fields">The fields; null for JSON.</param>
/// <param name="Json">The text; null for CSV.</param>
internal readonly record struct RowSource(string[]? Fields, string? Json);

/// <summary>Reads the rows of an upload one by one.</summary>
internal interface IRowReader : IAsyncDisposable
{
    /// <summary>How the upload is read. Complete after <see cref="OpenAsync"/>.</summary>
    ReadAs ReadAs { get; }

    /// <summary>The entries of the map whose column no row had so far.</summary>
    IEnumerable<string> UnseenOfMap { get; }

    /// <summary>Reads what precedes the rows, such as a header.</summary>
    /// <exception cref="Problems.InvalidRequestException">The columns cannot be told.</exception>
    ValueTask OpenAsync(CancellationToken cancellationToken);

    /// <summary>Reads the next row that is not blank.</summary>
    /// <returns>The row; null at the end.</returns>
    /// <exception cref="UploadStoppedException">The rest of the upload cannot be read.</exception>
    ValueTask<UploadRow?> ReadAsync(CancellationToken cancellationToken);
}

/// <summary>Thrown where the rest of an upload cannot be read. What was read before is not affected.</summary>
/// <param name="detail">Where, why, and what to do.</param>
internal sealed class UploadStoppedException(string detail) : Exception(detail);
