using System.Text;
using Campaigns.AspNetCore.Uploads;
using Campaigns.AspNetCore.Uploads.Reading;
using Microsoft.AspNetCore.Http;

namespace Campaigns.AspNetCore.Tests.Uploads;

/// <summary>Reads files as uploads do.</summary>
internal static class Files
{
    public static Task<ReadFile> ReadCsvAsync(string text, string query = "", UploadOptions? options = null) =>
        ReadCsvAsync(Encoding.UTF8.GetBytes(text), query, options);

    public static Task<ReadFile> ReadCsvAsync(byte[] bytes, string query = "", UploadOptions? options = null) =>
        ReadAsync(bytes, "text/csv", query, options);

    public static Task<ReadFile> ReadNdjsonAsync(string text, string query = "", UploadOptions? options = null) =>
        ReadAsync(Encoding.UTF8.GetBytes(text), "application/x-ndjson", query, options);

    public static Task<ReadFile> ReadJsonAsync(string text, string query = "", UploadOptions? options = null) =>
        ReadAsync(Encoding.UTF8.GetBytes(text), "application/json", query, options);

    public static async Task<ReadFile> ReadAsync(byte[] bytes, string type, string query, UploadOptions? options)
    {
        var context = new DefaultHttpContext();
        context.Request.ContentType = type;
        context.Request.QueryString = new QueryString(query);
        context.Request.Body = new MemoryStream(bytes);
        var request = UploadRequest.Read(context.Request, ColumnNames.OfContacts);
        await using var rows = RowReaders.Open(context, request, options ?? new UploadOptions());
        await rows.OpenAsync(default);
        var read = new List<UploadRow>();
        UploadStoppedException? stopped = null;
        try
        {
            while (await rows.ReadAsync(default) is { } row)
            {
                read.Add(row);
            }
        }
        catch (UploadStoppedException error)
        {
            stopped = error;
        }

        return new ReadFile(read, rows.ReadAs, stopped?.Message);
    }
}

/// <summary>What was read of a file.</summary>
internal sealed record ReadFile(List<UploadRow> Rows, ReadAs ReadAs, string? Stopped)
{
    /// <summary>The values of the rows without fault: <c>key=1|name=Ann</c>.</summary>
    public IEnumerable<string> Values => Rows.Where(row => row.Fault is null).Select(row => string.Join(
        '|', row.Values.Select(value => $"{value.Column.Name ?? value.Column.Use.ToString().ToLowerInvariant()}={value.Value}")));

    /// <summary>The faults, with the lines: <c>3: the row has …</c>.</summary>
    public IEnumerable<string> Faults => Rows.Where(row => row.Fault is not null).Select(row => $"{row.Line}: {row.Fault}");

    /// <summary>What the columns are: <c>key phone name</c>.</summary>
    public string Columns => string.Join(' ', ReadAs.Columns.Select(column => column.Name ?? column.Use.ToString().ToLowerInvariant()));
}
