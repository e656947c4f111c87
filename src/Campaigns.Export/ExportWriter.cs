using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Campaigns.Spreadsheets;

namespace Campaigns.Export;

/// <summary>Writes rows of columns into a buffer, in one format.</summary>
internal abstract class ExportWriter
{
    public static ExportWriter Of(ExportFormat format, ArrayBufferWriter<byte> to) => format switch
    {
        ExportFormat.Csv => new CsvWriter(to),
        ExportFormat.Ndjson => new NdjsonWriter(to),
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "Use Csv or Ndjson."),
    };

    public abstract void Header(ReadOnlySpan<string> columns);

    public abstract void Begin();

    public abstract void Text(string column, string? value);

    public abstract void Number(string column, long? value);

    public abstract void Decimal(string column, decimal? value);

    public void Instant(string column, DateTimeOffset? value) =>
        Text(column, value?.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));

    public abstract void End();
}

/// <summary>Writes comma-separated values according to RFC 4180.</summary>
internal sealed class CsvWriter(ArrayBufferWriter<byte> to) : ExportWriter
{
    private static readonly SearchValues<char> Special = SearchValues.Create(",;\t\"\r\n"); // some spreadsheets split at ; and tabs
    private bool _isFirst;

    public override void Header(ReadOnlySpan<string> columns)
    {
        Begin();
        foreach (var column in columns)
        {
            Put(column);
        }

        End();
    }

    public override void Begin() => _isFirst = true;

    public override void Text(string column, string? value) => Put(Formulas.Escape(value ?? ""));

    public override void Number(string column, long? value) => Put(value?.ToString(CultureInfo.InvariantCulture) ?? "");

    public override void Decimal(string column, decimal? value) => Put(value?.ToString(CultureInfo.InvariantCulture) ?? "");

    public override void End() => Append("\r\n");

    private void Put(string value)
    {
        if (!_isFirst)
        {
            Append(",");
        }

        _isFirst = false;
        Append(value.AsSpan().ContainsAny(Special) ? $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : value);
    }

    private void Append(string text) => Encoding.UTF8.GetBytes(text, to);
}

/// <summary>Writes one JSON object per line.</summary>
internal sealed class NdjsonWriter(ArrayBufferWriter<byte> to) : ExportWriter
{
    private readonly Utf8JsonWriter _json = new(to);

    public override void Header(ReadOnlySpan<string> columns)
    {
        // every line names its columns
    }

    public override void Begin()
    {
        _json.Reset(to);
        _json.WriteStartObject();
    }

    public override void Text(string column, string? value) => _json.WriteString(column, value);

    public override void Number(string column, long? value)
    {
        if (value is { } number)
        {
            _json.WriteNumber(column, number);
        }
        else
        {
            _json.WriteNull(column);
        }
    }

    public override void Decimal(string column, decimal? value)
    {
        if (value is { } number)
        {
            _json.WriteNumber(column, number);
        }
        else
        {
            _json.WriteNull(column);
        }
    }

    public override void End()
    {
        _json.WriteEndObject();
        _json.Flush();
        to.Write("\n"u8);
    }
}
