using System.Text;
using System.Text.RegularExpressions;
using CsvHelper;

namespace Campaigns.Samples.Quickstart;

/// <summary>A CSV file of contacts, read row by row. It checks only the header; the engine checks the rows.</summary>
internal sealed partial class ContactFile : IDisposable
{
    /// <summary>More characters than any valid key, number, zone or name.</summary>
    private const int MostCharacters = 1_000;

    /// <summary>The longest allowed row. It limits the damage of a row without an end to that row.</summary>
    private const int LongestRow = 1 << 27;

    private readonly SampleOptions _options;
    private readonly CsvReader _csv;
    private readonly List<int> _rows = [];
    private readonly List<(int Row, string Reason)> _refused = [];
    private readonly ContactColumns _columns;
    private CsvMalformedRecord? _unclosed;

    private ContactFile(SampleOptions options)
    {
        _options = options;
        _csv = CsvReader.Create(StrictText.Open(options.CsvPath, options.Encoding), Format(), leaveOpen: false);
        try
        {
            _csv.ReadHeader();
            _columns = new ContactColumns(options.CsvPath, [.. _csv.Headers], options.Map);
        }
        catch
        {
            _csv.Dispose();
            throw;
        }
    }

    /// <summary>The number of ids that a spreadsheet seems to have written as a power of ten, which loses the last digits.</summary>
    public int PowersOfTen { get; private set; }

    /// <summary>The rows that are not contacts, with the reason. The engine has not seen them.</summary>
    public IReadOnlyList<(int Row, string Reason)> Refused => _refused;

    public static ContactFile Open(SampleOptions options)
    {
        if (!File.Exists(options.CsvPath))
        {
            throw new SampleException($"There is no file \"{options.CsvPath}\".");
        }

        try
        {
            return new ContactFile(options);
        }
        catch (Exception problem) when (problem is not SampleException)
        {
            throw Unreadable(options.CsvPath, problem);
        }
    }

    /// <summary>Reads the contacts once. Only the current row is in memory, so the file may be larger than memory.</summary>
    public IEnumerable<Contact> Read()
    {
        while (ReadRow())
        {
            if (ContactColumns.Fields.FirstOrDefault(field => Field(field).Length > MostCharacters) is { } endless)
            {
                _refused.Add(((int)_csv.LineNumber, $"the {endless} has more than {MostCharacters} characters"));
                continue;
            }

            _rows.Add((int)_csv.LineNumber);
            var name = Field("name");
            PowersOfTen += PowerOfTen().IsMatch(Field("id")) ? 1 : 0;
            yield return new Contact(
                Field("id"),
                Field("phone"),
                Field("zone"),
                data: name.Length == 0 ? null : new Dictionary<string, string> { ["name"] = name });
        }
    }

    /// <summary>Reads the same contacts again, from the beginning.</summary>
    public IEnumerable<Contact> ReadAgain()
    {
        using var again = Open(_options);
        foreach (var contact in again.Read())
        {
            yield return contact;
        }
    }

    /// <summary>The row of a contact in the file. The header is row 1.</summary>
    /// <param name="contact">The position of the contact among those read, from 1.</param>
    public int RowOf(long contact) => _rows[(int)contact - 1];

    public void Dispose() => _csv.Dispose();

    private CsvReaderOptions Format() => new()
    {
        TrimWhitespace = true,
        TrackLineNumbers = true,
        MaxRecordSize = LongestRow,
        ShouldSkipRecord = row => IsBlank(row), // skips rows that only look empty, which spreadsheets export
        OnMalformedRecord = record => _unclosed = record.Reason == CsvMalformedReason.UnterminatedQuote ? record : _unclosed,
    };

    private static bool IsBlank(CsvRow row)
    {
        for (var i = 0; i < row.FieldCount; i++)
        {
            if (!row[i].IsEmpty)
            {
                return false;
            }
        }

        return true;
    }

    private string Field(string name)
    {
        var column = _columns[name];
        return column < 0 || column >= _csv.FieldCount ? "" : _csv.GetString(column);
    }

    private bool ReadRow()
    {
        try
        {
            var isRow = _csv.Read();
            return _unclosed is null
                ? isRow
                : throw new SampleException(
                    $"\"{_options.CsvPath}\", line {_unclosed.Value.LineNumber}: a quoted field begins there and is never closed. Close it.");
        }
        catch (Exception problem) when (problem is IOException or CsvFormatException or DecoderFallbackException)
        {
            throw Unreadable(_options.CsvPath, problem);
        }
    }

    private static SampleException Unreadable(string path, Exception problem) => problem is DecoderFallbackException
        ? new SampleException(
            $"\"{path}\" is not in the encoding it was read in: save it as UTF-8, or name its own, such as --encoding windows-1252.")
        : new SampleException($"\"{path}\" cannot be read: {problem.Message.ReplaceLineEndings(" ")}");

    [GeneratedRegex(@"^\d([.,]\d+)?E\+?\d+$", RegexOptions.IgnoreCase)]
    private static partial Regex PowerOfTen();
}
