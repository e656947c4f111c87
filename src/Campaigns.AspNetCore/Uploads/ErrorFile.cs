using System.Text;
using System.Text.Json;
using Campaigns.AspNetCore.Uploads.Reading;
using Campaigns.Spreadsheets;
using CsvHelper;
using Microsoft.AspNetCore.WebUtilities;

namespace Campaigns.AspNetCore.Uploads;

/// <summary>
/// The rows of an upload that were refused, in the shape of the upload, with the column <c>error</c> before the others. It stands first,
/// because the number of fields of a refused row may differ from the header. It is written while rows are read, and sent after the last
/// row: most clients read no answer before they have sent the whole body. What does not fit into 64 KiB stands in a temporary file, which
/// goes with the answer.
/// </summary>
internal sealed class ErrorFile : IAsyncDisposable
{
    private readonly FileBufferingWriteStream _spool;
    private ErrorRows? _rows;

    public ErrorFile(UploadOptions options) => _spool = new FileBufferingWriteStream(
        memoryThreshold: 64 * 1_024, tempFileDirectoryAccessor: () => options.TemporaryFolder ?? Path.GetTempPath());

    /// <summary>The content type.</summary>
    public string ContentType { get; private set; } = "";

    /// <summary>The extension of a name for the file.</summary>
    public string Extension { get; private set; } = "";

    /// <summary>Begins the file.</summary>
    public void Begin(ReadAs upload)
    {
        _rows = upload.Format == UploadFormat.Csv ? new CsvErrorRows(_spool, upload) : new JsonErrorRows(_spool);
        Extension = upload.Format == UploadFormat.Csv ? "csv" : "ndjson";
        ContentType = upload.Format == UploadFormat.Csv ? $"text/csv; charset={upload.Encoding}" : "application/x-ndjson";
    }

    /// <summary>Adds a row.</summary>
    public void Add(RowSource row, string error) => _rows!.Add(row, error);

    /// <summary>Sends the file.</summary>
    public async Task SendAsync(Stream to, CancellationToken cancellationToken)
    {
        _rows!.Dispose();
        await _spool.DrainBufferAsync(to, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        _rows?.Dispose();
        await _spool.DisposeAsync();
    }

    private abstract class ErrorRows : IDisposable
    {
        public abstract void Add(RowSource row, string error);

        public abstract void Dispose();
    }

    private sealed class CsvErrorRows : ErrorRows
    {
        private readonly CsvWriter _csv;
        private bool _isDisposed;

        public CsvErrorRows(Stream to, ReadAs upload)
        {
            var encoding = Encodings.Find(upload.Encoding)!;
            var isUtf8 = encoding.CodePage == Encoding.UTF8.CodePage;
            if (upload.ByteOrderMark)
            {
                to.Write(encoding.GetPreamble());
            }

            var target = isUtf8 ? to : Encoding.CreateTranscodingStream(to, encoding, Encoding.UTF8, leaveOpen: true);
            var format = new CsvWriterOptions { Separator = upload.Delimiter![0], ValidateFieldCount = false };
            _csv = CsvWriter.Create(target, format, leaveOpen: isUtf8);
            Write(ColumnNames.Error, [.. upload.Columns.Where(column => !IsError(column)).Select(column => column.Header)]);
            Skipped = [.. upload.Columns.Where(IsError).Select(column => column.Number!.Value - 1)];
        }

        /// <summary>The columns of an earlier error file, which are not repeated.</summary>
        private int[] Skipped { get; } = [];

        public override void Add(RowSource row, string error) =>
            Write(error, [.. row.Fields!.Where((_, index) => !Skipped.Contains(index))]);

        public override void Dispose()
        {
            if (!_isDisposed)
            {
                _isDisposed = true;
                _csv.Dispose();
            }
        }

        private void Write(string error, string[] fields)
        {
            _csv.WriteField(Formulas.Escape(error));
            foreach (var field in fields)
            {
                _csv.WriteField(Formulas.Escape(field));
            }

            _csv.EndRecord();
        }

        private static bool IsError(UploadColumn column) => ColumnNames.Normalize(column.Header) == ColumnNames.Error;
    }

    private sealed class JsonErrorRows(Stream to) : ErrorRows
    {
        public override void Add(RowSource row, string error)
        {
            var text = row.Json!.AsSpan().Trim();
            var written = JsonEncodedText.Encode(error);
            var rest = text.StartsWith("{") ? text[1..].TrimStart() : default;
            var isObject = rest is ['"' or '}', ..];
            var line = !isObject ? $"{{\"error\":\"{written}\",\"line\":\"{JsonEncodedText.Encode(text)}\"}}"
                : rest[0] == '}' ? $"{{\"error\":\"{written}\"}}"
                : $"{{\"error\":\"{written}\",{WithoutError(rest)}";
            to.Write(Encoding.UTF8.GetBytes(line.ReplaceLineEndings("") + "\n"));
        }

        public override void Dispose()
        {
            // written at once
        }

        /// <summary>The members without those of an earlier error file, which stand first.</summary>
        private static ReadOnlySpan<char> WithoutError(ReadOnlySpan<char> members)
        {
            if (!members.StartsWith("\"error\":\""))
            {
                return members;
            }

            for (var i = "\"error\":\"".Length; i < members.Length; i++)
            {
                if (members[i] == '\\')
                {
                    i++;
                }
                else if (members[i] == '"')
                {
                    var rest = members[(i + 1)..].TrimStart();
                    return rest is [',', ..] ? rest[1..].TrimStart() : rest;
                }
            }

            return members;
        }
    }
}
