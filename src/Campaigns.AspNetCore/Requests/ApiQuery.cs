using System.Globalization;
using System.Text.Json;
using Campaigns.AspNetCore.Problems;
using Microsoft.AspNetCore.Http;

namespace Campaigns.AspNetCore.Requests;

/// <summary>
/// Reads the parameters of a request by name, and collects every fault: values that cannot be read, parameters that occur twice, and at the
/// end those that nobody has asked for.
/// </summary>
internal sealed class ApiQuery(HttpContext context)
{
    private const int Longest = 200;
    private readonly HashSet<string> _known = [];
    private readonly List<ApiFault> _faults = [];

    /// <summary>A text; null if it is not given.</summary>
    public string? Text(string name)
    {
        _known.Add(name);
        var values = context.Request.Query[name];
        if (values.Count > 1)
        {
            Add(name, "The parameter occurs more than once. Give it once.");
        }

        return values.Count == 0 ? null : values[0];
    }

    /// <summary>The cursor of the page before; null for the first page.</summary>
    public string? After() => Text("after");

    /// <summary>The number of items of a page: 1 to 1,000, 100 by default.</summary>
    public int Limit()
    {
        if (Text("limit") is not { } text)
        {
            return 100;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= 1_000)
        {
            return limit;
        }

        Add("limit", $"The value is \"{Cut(text)}\". Use 1 to 1000.");
        return 100;
    }

    /// <summary>A member of an enumeration in snake case; null if it is not given.</summary>
    public T? Enum<T>(string name)
        where T : struct, Enum
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        foreach (var value in System.Enum.GetValues<T>())
        {
            if (Name(value) == text)
            {
                return value;
            }
        }

        Add(name, $"The value is \"{Cut(text)}\". Use one of {string.Join(", ", System.Enum.GetValues<T>().Select(Name))}.");
        return null;
    }

    /// <summary>True or false; null if it is not given.</summary>
    public bool? Flag(string name)
    {
        var text = Text(name);
        if (text is not (null or "true" or "false"))
        {
            Add(name, $"The value is \"{Cut(text)}\". Use true or false.");
        }

        return text is null ? null : text == "true";
    }

    /// <summary>Adds a fault.</summary>
    public void Add(string name, string detail) => _faults.Add(new ApiFault { At = name, Detail = detail });

    /// <summary>Ends reading.</summary>
    /// <exception cref="InvalidRequestException">There are faults, or parameters that the request does not have.</exception>
    public void End()
    {
        foreach (var name in context.Request.Query.Keys.Where(name => !_known.Contains(name)))
        {
            var known = _known.Count == 0 ? "The request has no parameters." : $"Use {string.Join(", ", _known)}.";
            Add(Cut(name), $"There is no such parameter. {known}");
        }

        if (_faults.Count > 0)
        {
            throw new InvalidRequestException(_faults);
        }
    }

    private static string Name<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    private static string Cut(string text) => text.Length <= Longest ? text : text[..Longest] + "…";
}
