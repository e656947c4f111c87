using System.Globalization;

namespace Campaigns.Samples.Quickstart;

/// <summary>Maps the columns of a file to fields: by the names that common exports use, or according to the command line.</summary>
internal sealed class ContactColumns
{
    private static readonly (string Field, string[] Names, bool IsRequired)[] Known =
    [
        ("id", ["id", "contact_id", "customer_id", "lead_id", "external_id", "key"], true),
        ("phone", ["phone", "phone_number", "mobile", "mobile_phone", "telephone", "tel"], true),
        ("zone", ["zone", "time_zone", "timezone", "tz"], true),
        ("name", ["name", "full_name", "first_name"], false),
    ];

    private readonly Dictionary<string, int> _columns = [];

    /// <param name="path">The file, for messages.</param>
    /// <param name="header">The first row.</param>
    /// <param name="map">Columns by field, from the command line.</param>
    /// <exception cref="SampleException">A column is missing or ambiguous.</exception>
    public ContactColumns(string path, IReadOnlyList<string> header, IReadOnlyDictionary<string, string> map)
    {
        var names = header.Select(Normalize).ToList();
        if (names.Count > 0 && names[0].StartsWith("sep=", StringComparison.Ordinal))
        {
            throw new SampleException(
                $"\"{path}\" begins with \"{Short(header[0])}\", which tells spreadsheets the separator: leave out its first line.");
        }

        foreach (var (field, aliases, isRequired) in Known)
        {
            var wanted = map.TryGetValue(field, out var column) ? [Normalize(column)] : aliases;
            var found = Enumerable.Range(0, names.Count).Where(i => wanted.Contains(names[i])).ToList();
            var exact = found.FindAll(i => names[i] == wanted[0]);
            found = exact.Count > 0 ? exact : found;
            if (found.Count > 1)
            {
                var columns = string.Join(
                    " and ", found.Select(i => string.Create(CultureInfo.InvariantCulture, $"column {i + 1} \"{Short(header[i])}\"")));
                throw new SampleException(
                    $"\"{path}\" has {columns} for {field}: keep one of them, or say which with --map {field}=COLUMN.");
            }

            if (found.Count == 0 && (isRequired || map.ContainsKey(field)))
            {
                throw new SampleException(
                    $"\"{path}\" has no column {Short(column ?? field)}: its first row must name the columns id, phone and zone; --map {field}=COLUMN names another.");
            }

            _columns[field] = found.Count == 0 ? -1 : found[0];
        }
    }

    /// <summary>The fields that a column can be mapped to.</summary>
    public static IEnumerable<string> Fields => Known.Select(known => known.Field);

    /// <summary>The index of a field's column; -1 for none.</summary>
    public int this[string field] => _columns[field];

    /// <summary>Normalizes a name: removes case, spaces, invisible characters and separators.</summary>
    private static string Normalize(string name)
    {
        var seen = name.Where(c => char.GetUnicodeCategory(c) is not (UnicodeCategory.Format or UnicodeCategory.Control));
        return string.Concat(seen).Trim().Replace(' ', '_').Replace('-', '_').ToLowerInvariant();
    }

    private static string Short(string name) => name.Length <= 50 ? name : $"{name[..50]}…";
}
