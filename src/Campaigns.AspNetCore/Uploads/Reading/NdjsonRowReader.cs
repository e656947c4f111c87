using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Campaigns.AspNetCore.Uploads.Reading;

/// <summary>
/// Reads JSON objects, one per line, from a stream. A line that is too long, not UTF-8 or not JSON is a fault of its row.
/// </summary>
internal sealed class NdjsonRowReader(Stream body, UploadRequest request, UploadOptions options) : IRowReader
{
    private const int ShownOfFault = 10_000;
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 16 };

    private readonly PipeReader _pipe = PipeReader.Create(body, new StreamPipeReaderOptions(leaveOpen: true));
    private JsonRow _rows = null!;
    private long _line;
    private long _row;
    private bool _isTooLong;

    public ReadAs ReadAs { get; } = new() { Format = UploadFormat.Ndjson, Encoding = "utf-8" };

    public IEnumerable<string> UnseenOfMap => request.Map.Unseen;

    public ValueTask OpenAsync(CancellationToken cancellationToken)
    {
        _rows = new JsonRow(request.Map, options, ReadAs);
        return ValueTask.CompletedTask;
    }

    public async ValueTask<UploadRow?> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await _pipe.ReadAsync(cancellationToken);
            var buffer = read.Buffer;
            var end = buffer.PositionOf((byte)'\n');
            if (end is null && !read.IsCompleted)
            {
                DropIfTooLong(buffer);
                continue;
            }

            if (end is null && buffer.IsEmpty && !_isTooLong)
            {
                return null;
            }

            var line = end is { } at ? buffer.Slice(0, at) : buffer;
            var row = TakeLine(line);
            _pipe.AdvanceTo(end is { } newline ? buffer.GetPosition(1, newline) : buffer.End);
            if (row is not null)
            {
                return row;
            }
        }
    }

    public ValueTask DisposeAsync() => _pipe.CompleteAsync();

    /// <summary>Drops the beginning of a line that is too long, so that it takes no memory. Its end is found later.</summary>
    private void DropIfTooLong(ReadOnlySequence<byte> buffer)
    {
        if (buffer.Length > options.MaxRowBytes)
        {
            _isTooLong = true;
        }

        _pipe.AdvanceTo(_isTooLong ? buffer.End : buffer.Start, buffer.End);
    }

    private UploadRow? TakeLine(ReadOnlySequence<byte> line)
    {
        _line++;
        var isTooLong = _isTooLong || line.Length > options.MaxRowBytes;
        _isTooLong = false;
        if (isTooLong)
        {
            return new UploadRow(++_row, _line, new RowSource(null, "")) { Fault = $"the line has more than {options.MaxRowBytes} "
                + "bytes; shorten it" };
        }

        var bytes = line.ToArray().AsSpan();
        if (_line == 1 && bytes.StartsWith("\uFEFF"u8))
        {
            bytes = bytes[3..];
            ReadAs.ByteOrderMark = true;
        }

        bytes = bytes.Trim(" \t\r"u8);
        return bytes.IsEmpty ? null : MakeRow(bytes);
    }

    private UploadRow MakeRow(ReadOnlySpan<byte> bytes)
    {
        var text = Encoding.UTF8.GetString(bytes);
        var row = new UploadRow(++_row, _line, new RowSource(null, text));
        if (!Utf8.IsValid(bytes))
        {
            return row with { Source = Cut(text), Fault = "the line has bytes that are not UTF-8; save the file as UTF-8" };
        }

        try
        {
            using var document = JsonDocument.Parse(text, Strict);
            return _rows.Make(row, document.RootElement);
        }
        catch (JsonException error)
        {
            return row with { Source = Cut(text), Fault = $"the line is not JSON, from position {error.BytePositionInLine + 1} on; "
                + "write one object per line" };
        }
    }

    private static RowSource Cut(string text) => new(null, text.Length <= ShownOfFault ? text : text[..ShownOfFault]);
}
