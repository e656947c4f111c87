using CsvHelper;

namespace Campaigns.Samples.Quickstart;

/// <summary>A CSV of contacts, read row by row. Only the header is checked here: what is wrong with a row, the engine says.</summary>
internal sealed class ContactFile : IDisposable
{
    private static readonly CsvReaderOptions Format = new()
    {
        AllowLineBreaksInQuotes = false, // a quote that is never closed spoils its own row alone
        TrimWhitespace = true,
        TrackLineNumbers = true,
    };

    private readonly string _path;
    private readonly CsvReader _csv;
    private readonly List<int> _rows = [];
    private readonly int _id;
    private readonly int _phone;
    private readonly int _zone;
    private readonly int _name;

    private ContactFile(string path, CsvReader csv)
    {
        (_path, _csv) = (path, csv);
        csv.ReadHeader();
        string[] header = [.. csv.Headers];
        (_id, _phone, _zone, _name) = (Column(header, "id"), Column(header, "phone"), Column(header, "zone"), Column(header, "name"));
        var required = new[] { (Name: "id", Index: _id), (Name: "phone", Index: _phone), (Name: "zone", Index: _zone) };
        if (string.Join(", ", required.Where(column => column.Index < 0).Select(column => column.Name)) is { Length: > 0 } names)
        {
            throw new SampleException($"\"{path}\" has no column {names}: its first row must name the columns id, phone and zone.");
        }
    }

    public static ContactFile Open(string path)
    {
        if (!File.Exists(path))
        {
            throw new SampleException($"There is no file \"{path}\".");
        }

        CsvReader? csv = null;
        try
        {
            csv = CsvReader.FromFile(path, Format);
            return new ContactFile(path, csv);
        }
        catch (Exception problem)
        {
            csv?.Dispose();
            throw problem is SampleException ? problem : Unreadable(path, problem);
        }
    }

    /// <summary>The contacts, once. Only what is being read is in memory, so the file may be larger than that.</summary>
    public IEnumerable<Contact> Read()
    {
        while (ReadRow())
        {
            _rows.Add((int)_csv.LineNumber);
            var name = _name < 0 ? "" : _csv.GetString(_name);
            yield return new Contact(
                _csv.GetString(_id),
                _csv.GetString(_phone),
                _csv.GetString(_zone),
                data: name.Length == 0 ? null : new Dictionary<string, string> { ["name"] = name });
        }
    }

    /// <summary>The same contacts again, from the beginning.</summary>
    public IEnumerable<Contact> ReadAgain()
    {
        using var again = Open(_path);
        foreach (var contact in again.Read())
        {
            yield return contact;
        }
    }

    /// <summary>The row of the file, the header being row 1, that a contact stands in.</summary>
    /// <param name="contact">The contact's place among those read, from 1.</param>
    public int RowOf(long contact) => _rows[(int)contact - 1];

    public void Dispose() => _csv.Dispose();

    private bool ReadRow()
    {
        try
        {
            return _csv.Read();
        }
        catch (Exception problem) when (problem is IOException or CsvFormatException)
        {
            throw Unreadable(_path, problem);
        }
    }

    private static int Column(string[] header, string name) =>
        Array.FindIndex(header, column => name.Equals(column.Trim(), StringComparison.OrdinalIgnoreCase));

    private static SampleException Unreadable(string path, Exception problem) =>
        new($"\"{path}\" cannot be read: {problem.Message.ReplaceLineEndings(" ")}");
}
