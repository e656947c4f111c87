using System.Globalization;
using Campaigns.AspNetCore.Problems;

namespace Campaigns.AspNetCore.Uploads;

/// <summary>
/// Says what the columns of an upload are: by the map of the request, or else by the names that common exports use.
/// </summary>
internal sealed class ColumnMap
{
    private const int MostEntries = 100;
    private readonly ColumnNames _names;
    private readonly List<Entry> _entries = [];
    private readonly HashSet<string> _seen = [];

    private ColumnMap(ColumnNames names) => _names = names;

    /// <summary>The names that need no map.</summary>
    public ColumnNames Names => _names;

    /// <summary>Whether the map names the columns itself.</summary>
    public bool IsGiven => _entries.Count > 0;

    /// <summary>The columns of the map that no row had so far.</summary>
    public IEnumerable<string> Unseen => _entries.Where(entry => !_seen.Contains(entry.Column)).Select(entry => entry.Given);

    /// <summary>
    /// Whether nothing tells that a row names the columns: the map has numbers of columns, and no cell is a name of the map or a known one.
    /// </summary>
    public bool LeavesOpen(string[] cells) => _entries.Exists(entry => entry.Column.StartsWith('#')) && !Array.Exists(
        cells, cell => ColumnNames.Normalize(cell) is var name
            && (name == ColumnNames.Error || _names.Find(name) is not null || _entries.Exists(entry => entry.Column == name)));

    /// <summary>Reads a map: entries such as <c>phone:Handset</c>, <c>data.first_name:First name</c> or <c>key:#3</c>.</summary>
    /// <param name="names">The names that need no map.</param>
    /// <param name="entries">The entries.</param>
    /// <param name="at">The name of the parameter, for faults.</param>
    /// <param name="faults">Receives the faults.</param>
    public static ColumnMap Read(ColumnNames names, IReadOnlyList<string> entries, string at, List<ApiFault> faults)
    {
        var map = new ColumnMap(names);
        foreach (var given in entries.Take(MostEntries))
        {
            var parts = given.Split(':', 2);
            var use = names.ReadUse(parts[0].Trim());
            var column = parts.Length == 2 ? ColumnNames.Normalize(parts[1]) : "";
            if (use is null || column.Length == 0)
            {
                var detail = $"\"{Texts.Cut(given)}\" is no entry of a map. Write USE:COLUMN, with one of {names.Uses}, as in "
                    + "phone:Handset.";
                faults.Add(new ApiFault { At = at, Detail = detail });
            }
            else if (map.Has(use.Value, column))
            {
                faults.Add(new ApiFault { At = at, Detail = $"\"{Texts.Cut(given)}\" names a column or a use that another entry "
                    + "has. Leave one out." });
            }
            else
            {
                map._entries.Add(new Entry(use.Value.Use, use.Value.Name, column, given));
            }
        }

        if (entries.Count > MostEntries)
        {
            faults.Add(new ApiFault { At = at, Detail = $"The map has {entries.Count} entries. Give up to {MostEntries}." });
        }

        return map;
    }

    /// <summary>Says what columns with these names are.</summary>
    /// <param name="headers">The names, as they are in the upload.</param>
    /// <param name="faults">Receives a sentence per fault: names that occur twice, or that would be the same.</param>
    public List<UploadColumn> Resolve(IReadOnlyList<string> headers, List<string> faults)
    {
        var resolved = headers.Select((header, index) => Resolve(header, index + 1)).ToList();
        foreach (var same in resolved.Where(each => each.Column.Use is not (ColumnUse.Data or ColumnUse.Ignored))
            .GroupBy(each => (each.Column.Use, each.Column.Name)).Where(group => group.Count() > 1))
        {
            var best = same.Max(each => each.Rank);
            var first = same.Where(each => each.Rank == best).ToList();
            if (first.Count > 1)
            {
                faults.Add(
                    $"{Show(first)} give the {Describe(first[0].Column)}. Keep one of them, or say which with a map, as in "
                        + $"map={Entry.Write(first[0].Column)}.");
            }

            foreach (var (column, _) in same.Where(each => each.Rank < best))
            {
                (column.Use, column.Name) = _names.Others == ColumnUse.Data
                    ? (ColumnUse.Data, ColumnNames.Clean(column.Header))
                    : (ColumnUse.Ignored, null);
            }
        }

        var data = resolved.Where(each => each.Column.Use == ColumnUse.Data);
        foreach (var same in data.GroupBy(each => each.Column.Name).Where(group => group.Count() > 1))
        {
            faults.Add($"{Show(same)} have the same name. Rename all but one, or leave them out with map=ignore:#NUMBER.");
        }

        return [.. resolved.Select(each => each.Column)];
    }

    private bool Has((ColumnUse Use, string? Name) use, string column) => _entries.Any(
        entry => entry.Column == column || (use.Use != ColumnUse.Ignored && (entry.Use, entry.Name) == use));

    private (UploadColumn Column, int Rank) Resolve(string header, int number)
    {
        var normalized = ColumnNames.Normalize(header);
        var place = "#" + number.ToString(CultureInfo.InvariantCulture);
        if (_entries.Find(each => each.Column == place) is { } byNumber)
        {
            return Mapped(byNumber);
        }

        if (_entries.Find(each => each.Column == normalized) is { } byName)
        {
            return Mapped(byName);
        }

        if (normalized == ColumnNames.Error)
        {
            return (Make(ColumnUse.Ignored, null), 0);
        }

        if (_names.Find(normalized) is var (use, channel, isCanonical) && !_entries.Any(each => (each.Use, each.Name) == (use, channel)))
        {
            return (Make(use, channel), isCanonical ? 1 : 0);
        }

        var name = ColumnNames.Clean(header);
        name = name.Length == 0 ? $"column {number}" : name;
        return (_names.Others == ColumnUse.Data ? Make(ColumnUse.Data, name) : Make(ColumnUse.Ignored, null), 0);

        (UploadColumn Column, int Rank) Mapped(Entry entry)
        {
            _seen.Add(entry.Column);
            return (Make(entry.Use, entry.Name), 2);
        }

        UploadColumn Make(ColumnUse is_, string? named) => new() { Number = number, Header = header, Use = is_, Name = named };
    }

    private static string Show(IEnumerable<(UploadColumn Column, int Rank)> columns) =>
        "The columns " + string.Join(" and ", columns.Take(5).Select(each => $"{each.Column.Number} \"{Texts.Cut(each.Column.Header)}\""));

    private static string Describe(UploadColumn column) => column.Use switch
    {
        ColumnUse.Address => column.Name is { } channel ? $"address on the channel {channel}" : "address",
        ColumnUse.Zone => "time zone",
        ColumnUse.Phone => "phone number",
        var use => use.ToString().ToLowerInvariant(),
    };

    private sealed record Entry(ColumnUse Use, string? Name, string Column, string Given)
    {
        public static string Write(UploadColumn column)
        {
            var use = column is { Use: ColumnUse.Address, Name: { } channel }
                ? $"address.{channel}"
                : column.Use.ToString().ToLowerInvariant();
            return $"{use}:#{column.Number}";
        }
    }
}

/// <summary>Shows texts of a request in answers.</summary>
internal static class Texts
{
    private const int Longest = 200;

    /// <summary>Up to 200 characters of a text, without half a character at the end.</summary>
    public static string Cut(string text) =>
        text.Length <= Longest ? text : text[..(char.IsHighSurrogate(text[Longest - 1]) ? Longest - 1 : Longest)] + "…";
}
