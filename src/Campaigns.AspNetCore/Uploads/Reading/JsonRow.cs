using System.Text.Json;
using Campaigns.AspNetCore.Problems;

namespace Campaigns.AspNetCore.Uploads.Reading;

/// <summary>
/// Makes rows of JSON objects. Members are columns; members of the objects <c>addresses</c> and <c>data</c> are addresses by channel and
/// values by name. Null is no value.
/// </summary>
internal sealed class JsonRow(ColumnMap map, UploadOptions options, ReadAs readAs)
{
    private string[] _names = []; // of the row before, which mostly has the same members
    private List<UploadColumn> _columns = [];
    private string? _problem;

    /// <summary>Makes a row.</summary>
    /// <param name="row">The row with its number and its source.</param>
    /// <param name="element">The JSON.</param>
    public UploadRow Make(UploadRow row, JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            return row with { Fault = $"the row is {Describe(element)}; send an object" };
        }

        try
        {
            return Read(row, element);
        }
        catch (Exception error) when (error is InvalidOperationException or ArgumentException)
        {
            return row with { Fault = "a text has bytes that are not UTF-8, or half a character; correct it" };
        }
    }

    private UploadRow Read(UploadRow row, JsonElement element)
    {
        var members = element.EnumerateObject().ToList();
        if (members.Count > options.MaxColumns)
        {
            return row with { Fault = $"the object has {members.Count} members; send up to {options.MaxColumns}" };
        }

        Resolve([.. members.Where(member => !IsGroup(member)).Select(member => member.Name)], row.Row);
        var values = new List<(UploadColumn Column, string Value)>();
        string? problem = _problem;
        var at = 0;
        foreach (var member in members)
        {
            if (IsGroup(member))
            {
                problem ??= ReadGroup(member, values);
            }
            else if (_columns[at++] is { Use: not ColumnUse.Ignored } column)
            {
                problem ??= Add(values, column, member.Value, member.Name);
            }
        }

        var twice = values.GroupBy(value => (value.Column.Use, value.Column.Name)).FirstOrDefault(group => group.Count() > 1);
        problem ??= twice is null ? null : $"the object gives \"{Texts.Cut(twice.Key.Name ?? twice.First().Column.Header)}\" twice; "
            + "leave one out";
        return problem is null ? row with { Values = values } : row with { Values = values, Fault = problem };
    }

    private static string? ReadGroup(JsonProperty group, List<(UploadColumn Column, string Value)> values)
    {
        var use = group.Name == "data" ? ColumnUse.Data : ColumnUse.Address;
        foreach (var member in group.Value.EnumerateObject())
        {
            var column = new UploadColumn { Header = member.Name, Use = use, Name = member.Name };
            if (Add(values, column, member.Value, $"{group.Name}.{member.Name}") is { } problem)
            {
                return problem;
            }
        }

        return null;
    }

    private static string? Add(List<(UploadColumn Column, string Value)> values, UploadColumn column, JsonElement value, string name)
    {
        var text = value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number => value.GetRawText(),
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            JsonValueKind.Null => "",
            _ => null,
        };
        if (text is null)
        {
            return $"the member \"{Texts.Cut(name)}\" is {Describe(value)}; send a text, a number, true or false";
        }

        if (text.Contains(Encodings.Lost, StringComparison.Ordinal))
        {
            return $"the member \"{Texts.Cut(name)}\" holds U+FFFD, which stands for lost text; correct it";
        }

        if (text.Length > 0)
        {
            values.Add((column, text));
        }

        return null;
    }

    /// <summary>Says what the members are. Rows mostly have the same members, so that the answer for the row before is kept.</summary>
    private void Resolve(string[] names, long row)
    {
        if (!names.AsSpan().SequenceEqual(_names) || _columns.Count != names.Length)
        {
            var faults = new List<string>();
            _names = names;
            _columns = map.Resolve(names, faults);
            _problem = faults.Count == 0 ? null : faults[0];
        }

        if (row == 1)
        {
            foreach (var column in _columns)
            {
                column.Number = null; // the order of members means nothing
            }

            readAs.Columns = _columns;
        }
    }

    private static bool IsGroup(JsonProperty member) =>
        member.Name is "data" or "addresses" && member.Value.ValueKind == JsonValueKind.Object;

    private static string Describe(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => "true or false",
    };
}
