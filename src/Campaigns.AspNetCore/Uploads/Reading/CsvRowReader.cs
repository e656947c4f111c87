using System.Globalization;
using System.Text;
using Campaigns.AspNetCore.Problems;
using Campaigns.AspNetCore.Requests;
using Campaigns.Spreadsheets;
using CsvHelper;
using Microsoft.AspNetCore.WebUtilities;

namespace Campaigns.AspNetCore.Uploads.Reading;

/// <summary>
/// Reads the rows of a CSV file from a stream, one at a time. Finds the delimiter, the encoding and the header unless the request names
/// them. Refuses a row that it cannot read exactly as it was meant: bytes that are no text, another number of fields than the header, text
/// after a closing quote.
/// </summary>
internal sealed class CsvRowReader(Stream body, UploadRequest request, UploadOptions options) : IRowReader
{
    private readonly BufferedReadStream _stream = new(body, 4_096);
    private readonly CsvCells _cells = new();
    private CsvReader _csv = null!;
    private CsvMalformedReason? _malformed;
    private UploadRow? _first; // the first row of a file without a header
    private long _row;
    private int _columns;
    private bool _isErrorFile;

    public ReadAs ReadAs { get; private set; } = null!;

    public IEnumerable<string> UnseenOfMap => request.Map.Unseen;

    public async ValueTask OpenAsync(CancellationToken cancellationToken)
    {
        await _stream.EnsureBufferedAsync(4, cancellationToken);
        var start = _stream.BufferedData.AsMemory(0, Math.Min(_stream.BufferedData.Count, 4));
        if (Encodings.ProblemOf(start.Span, request.Encoding) is { } problem)
        {
            throw RequestBody.Fault("", problem);
        }

        var mark = Encodings.OfMark(start.Span);
        var encoding = mark?.Encoding ?? request.Encoding ?? Encoding.UTF8;
        if (mark is not null && request.Encoding is { } told && told.CodePage != encoding.CodePage)
        {
            throw RequestBody.Fault("encoding", $"The file begins with the mark of {encoding.WebName}. Leave the parameter out.");
        }

        _cells.Encoding = encoding;
        _csv = CsvReader.Create(_stream, Format(mark is null ? encoding : null), leaveOpen: true);
        ReadAs = new ReadAs { Format = UploadFormat.Csv, Encoding = encoding.WebName, ByteOrderMark = mark is not null };
        await ReadHeaderAsync(cancellationToken);
    }

    public async ValueTask<UploadRow?> ReadAsync(CancellationToken cancellationToken)
    {
        if (_first is { } first)
        {
            _first = null;
            return first;
        }

        return await MoveAsync(cancellationToken) ? MakeRow() : null;
    }

    public async ValueTask DisposeAsync()
    {
        _csv?.Dispose();
        await _stream.DisposeAsync();
    }

    private CsvReaderOptions Format(Encoding? encoding) => new()
    {
        Separator = request.Delimiter,
        Encoding = encoding is null || encoding.CodePage == Encoding.UTF8.CodePage ? null : encoding,
        HasHeader = false,
        TrimWhitespace = true,
        TrackLineNumbers = true,
        MaxRecordSize = options.MaxRowBytes,
        IncludeValuesInExceptions = false,
        OnMalformedRecord = record => _malformed = record.Reason,
    };

    private async ValueTask ReadHeaderAsync(CancellationToken cancellationToken)
    {
        if (!await MoveAsync(cancellationToken))
        {
            throw RequestBody.Fault("", "The file holds no row. Its first row names the columns.");
        }

        ReadAs.Delimiter = _csv.Separator.ToString();
        _columns = _csv.FieldCount;
        if (_columns > options.MaxColumns)
        {
            throw RequestBody.Fault("", $"The first row has {_columns} columns. Send up to {options.MaxColumns}.");
        }

        var cells = _cells.Read(_csv);
        ReadAs.Header = request.Header ?? HeaderGuess.IsHeader(cells, request.Map);
        var faults = new List<string>();
        var headers = ReadAs.Header.Value ? cells : [.. cells.Select((_, index) => $"column {index + 1}")];
        ReadAs.Columns = ReadAs.Header.Value || request.Map.IsGiven
            ? request.Map.Resolve(headers, faults)
            : HeaderGuess.Columns(cells, request.Map, faults);
        if (request.Header is null && ReadAs.Header.Value && request.Map.LeavesOpen(cells))
        {
            faults.Add("No cell of the first row is a name of the map, or a known one. Say header=true or header=false.");
        }

        AddFaults(faults, cells);
        if (faults.Count > 0)
        {
            throw new InvalidRequestException([.. faults.Select(fault => new ApiFault { At = "", Detail = fault })]);
        }

        NoteWhatIsOdd(cells);
        _first = ReadAs.Header.Value ? null : MakeRow();
    }

    private void AddFaults(List<string> faults, string[] cells)
    {
        if (ReadAs.Header == true && (_malformed == CsvMalformedReason.TextAfterClosingQuote || _cells.LostIn(cells) is not null))
        {
            faults.Add(
                "The first row cannot be read: it has bytes that are no text, or text after a closing quote. Correct it, or name the "
                + "encoding.");
        }

        faults.AddRange(request.Map.Unseen.Select(entry => $"The file has no column of the map's entry \"{Texts.Cut(entry)}\"."));
        if (!ReadAs.Columns.Any(column => column.Use is ColumnUse.Key or ColumnUse.Phone or ColumnUse.Address))
        {
            faults.Add(
                $"No column is a key, a phone number or an address. The columns are {Show(cells)}. "
                + "Say which is which with a map, as in map=phone:COLUMN.");
        }
    }

    private void NoteWhatIsOdd(string[] cells)
    {
        if (ReadAs.Header == true && cells.Any(ColumnNames.HidesMarks))
        {
            ReadAs.Notes.Add("Names of columns hold invisible marks. They are read without.");
        }

        _isErrorFile = ReadAs.Columns.Any(
            column => column.Use == ColumnUse.Ignored && ColumnNames.Normalize(column.Header) == ColumnNames.Error);
        if (_isErrorFile)
        {
            ReadAs.Notes.Add(
                "The column \"error\" is not read: it holds the errors of an earlier upload. Apostrophes that the error file has "
                    + "put before "
                + "formulas are removed.");
        }
    }

    private UploadRow MakeRow()
    {
        _row++;
        var cells = _cells.Read(_csv, _columns);
        var row = new UploadRow(_row, _csv.LineNumber, new RowSource(cells, null));
        if (FaultOf(cells) is { } fault)
        {
            return row with { Fault = fault };
        }

        var values = new List<(UploadColumn, string)>(cells.Length);
        for (var i = 0; i < Math.Min(ReadAs.Columns.Count, cells.Length); i++)
        {
            if (ReadAs.Columns[i].Use != ColumnUse.Ignored && cells[i].Length > 0)
            {
                values.Add((ReadAs.Columns[i], _isErrorFile ? Formulas.Unescape(cells[i]) : cells[i]));
            }
        }

        return row with { Values = values };
    }

    private string? FaultOf(string[] cells)
    {
        if (!FitsHeader())
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"the row has {_csv.FieldCount} fields, and the first row has {_columns}; check its quotes and delimiters");
        }

        if (_malformed == CsvMalformedReason.TextAfterClosingQuote)
        {
            return "a quoted field has text after its closing quote; double the quotes inside a field";
        }

        return _cells.LostIn(cells) is not { } lost || lost >= _columns ? null
            : $"the column {lost + 1}, \"{Texts.Cut(ReadAs.Columns[lost].Header)}\", has bytes that are not text in "
                + $"{_cells.Encoding.WebName}, "
                + "or U+FFFD, which stands for lost text; name the encoding of the file, as in ?encoding=windows-1252, or correct "
                + "the value";
    }

    /// <summary>
    /// Whether the row has as many fields as the first row. More are allowed if they are empty. Fewer are allowed if only values are
    /// missing: Excel leaves empty cells out at the end of a row.
    /// </summary>
    private bool FitsHeader() =>
        _csv.FieldCount == _columns
        || (_csv.FieldCount > _columns && _cells.AreEmptyAfter(_csv, _columns))
        || (_csv.FieldCount < _columns && ReadAs.Columns.Skip(_csv.FieldCount).All(IsOptional));

    private static bool IsOptional(UploadColumn column) => column.Use is ColumnUse.Data or ColumnUse.Ignored;

    /// <summary>Moves to the next row that is not blank.</summary>
    private async ValueTask<bool> MoveAsync(CancellationToken cancellationToken)
    {
        try
        {
            do
            {
                _malformed = null;
                if (!await _csv.ReadAsync(cancellationToken))
                {
                    return false;
                }
            }
            while (_cells.AreEmptyAfter(_csv, 0));
        }
        catch (CsvFormatException error)
        {
            var line = error.LineNumber > 0 ? error.LineNumber : _csv.LineNumber;
            throw new UploadStoppedException(
                $"The row that begins on line {line} has more than {options.MaxRowBytes} bytes, or a quote that opens there is "
                    + "never closed. "
                + "Correct it, and send the file again.");
        }

        return _malformed != CsvMalformedReason.UnterminatedQuote ? true : throw new UploadStoppedException(
            $"A quoted field in the row that begins on line {_csv.LineNumber} is never closed, so that the rest of the file belongs to it. "
            + "Close it, and send the file again.");
    }

    private static string Show(string[] cells) =>
        string.Join(", ", cells.Take(20).Select(cell => $"\"{Texts.Cut(cell)}\"")) + (cells.Length > 20 ? ", …" : "");
}
