using System.Text.Json;

namespace Campaigns.AspNetCore.Uploads.Reading;

/// <summary>Reads the objects of a JSON array from a stream, one at a time. A fault of the syntax ends the upload.</summary>
internal sealed class JsonRowReader(Stream body, UploadRequest request, UploadOptions options) : IRowReader
{
    private readonly StretchStream _stream = new(body);
    private IAsyncEnumerator<JsonElement>? _elements;
    private JsonRow _rows = null!;
    private long _row;

    public ReadAs ReadAs { get; } = new() { Format = UploadFormat.Json, Encoding = "utf-8" };

    public IEnumerable<string> UnseenOfMap => request.Map.Unseen;

    public ValueTask OpenAsync(CancellationToken cancellationToken)
    {
        _rows = new JsonRow(request.Map, options, ReadAs);
        _stream.Longest = options.MaxRowBytes;
        _elements = JsonSerializer.DeserializeAsyncEnumerable(_stream, UploadJson.Element, cancellationToken)
            .GetAsyncEnumerator(cancellationToken);
        return ValueTask.CompletedTask;
    }

    public async ValueTask<UploadRow?> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            _stream.Begin();
            if (!await _elements!.MoveNextAsync())
            {
                return null;
            }
        }
        catch (JsonException error)
        {
            throw new UploadStoppedException(
                $"The body is not a JSON array of objects: it cannot be read on line {error.LineNumber + 1}, from byte "
                    + $"{error.BytePositionInLine + 1} on. "
                + "Correct it, and send it again.");
        }

        var element = _elements.Current;
        return _rows.Make(new UploadRow(++_row, 0, new RowSource(null, element.GetRawText())), element);
    }

    public async ValueTask DisposeAsync()
    {
        if (_elements is not null)
        {
            await _elements.DisposeAsync();
        }
    }
}

/// <summary>Ends an upload when more bytes are read than one row may have before the next row is complete.</summary>
internal sealed class StretchStream(Stream inner) : ReadOnlyStream
{
    private const int ReadAhead = 64 * 1_024;
    private long _read;

    /// <summary>The longest row, in bytes.</summary>
    public long Longest { get; set; }

    /// <summary>A row begins.</summary>
    public void Begin() => _read = 0;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_read > Longest + ReadAhead)
        {
            throw new UploadStoppedException($"A row has more than {Longest} bytes. Shorten it, and send the body again.");
        }

        var count = await inner.ReadAsync(buffer, cancellationToken);
        _read += count;
        return count;
    }
}

/// <summary>Ends an upload whose body is too large, although its length was not announced.</summary>
internal sealed class CappedStream(Stream inner, long mostBytes) : ReadOnlyStream
{
    private long _read;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await inner.ReadAsync(buffer, cancellationToken);
        _read += count;
        return _read <= mostBytes ? count
            : throw new Microsoft.AspNetCore.Http.BadHttpRequestException($"The body has more than {mostBytes} bytes. Send the rows "
                + "in several requests.", 413);
    }
}
