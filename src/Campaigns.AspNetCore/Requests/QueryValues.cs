using System.Globalization;
using System.Text.Json;
using Campaigns.AspNetCore.Problems;

namespace Campaigns.AspNetCore.Requests;

/// <summary>Reads the values of query parameters, and collects the faults of all of them.</summary>
internal sealed class QueryValues
{
    private const int DefaultLimit = 100;
    private const int MaxLimit = 1_000;
    private readonly List<ApiFault> _faults = [];

    /// <summary>Reads a member of an enumeration, in snake case.</summary>
    public T? Word<T>(string name, string? value)
        where T : struct, Enum
    {
        if (value is null)
        {
            return null;
        }

        foreach (var member in Enum.GetValues<T>())
        {
            if (JsonNamingPolicy.SnakeCaseLower.ConvertName(member.ToString()) == value)
            {
                return member;
            }
        }

        Refuse(name, value, "one of " + string.Join(", ", Enum.GetNames<T>().Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)));
        return null;
    }

    /// <summary>Reads a whole number.</summary>
    public long? Number(string name, string? value, long least, long most = long.MaxValue)
    {
        if (value is null)
        {
            return null;
        }

        if (long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
        {
            return number;
        }

        Refuse(name, value, most == long.MaxValue ? $"a whole number, {least} or more" : $"a whole number from {least} to {most}");
        return null;
    }

    /// <summary>Reads true or false; false if it is not given.</summary>
    public bool Flag(string name, string? value)
    {
        if (value is not (null or "true" or "false"))
        {
            Refuse(name, value, "true or false");
        }

        return value == "true";
    }

    /// <summary>Reads an instant with its offset from UTC.</summary>
    public DateTimeOffset? Instant(string name, string? value)
    {
        const string Form = "yyyy-MM-ddTHH:mm:ss.FFFFFFFK";
        if (value is null)
        {
            return null;
        }

        var isInstant = DateTimeOffset.TryParseExact(value, Form, CultureInfo.InvariantCulture, DateTimeStyles.None, out var instant);
        if (isInstant && HasOffset(value))
        {
            return instant;
        }

        Refuse(name, value, "an instant with its offset, as in 2026-03-02T09:30:00Z (write + as %2B)");
        return null;
    }

    /// <summary>Whether an instant tells its offset from UTC. One that does not would be read in the zone of the machine.</summary>
    public static bool HasOffset(string value) => value.IndexOf('T', StringComparison.Ordinal) is > 0 and var time
        && (value.EndsWith('Z') || value.LastIndexOfAny(['+', '-']) > time);

    /// <summary>Reads the limit of a page: 1 to 1,000; 100 if it is not given.</summary>
    public int Limit(string? value) => (int)(Number("limit", value, 1, MaxLimit) ?? DefaultLimit);

    /// <summary>Reads the cursor of a page; null for the first page.</summary>
    public string? Cursor(string? value)
    {
        if (value is null || (value is { Length: >= 1 and <= Shown.Longest } && !value.Contains('\0', StringComparison.Ordinal)))
        {
            return value;
        }

        Refuse("after", value, "the value of next of the page before");
        return null;
    }

    /// <summary>Reads the cursor and the limit of a page where they are the only values that can have faults.</summary>
    public static (string? After, int Limit) OnlyPage(string? after, string? limit)
    {
        var values = new QueryValues();
        var page = (values.Cursor(after), values.Limit(limit));
        values.ThrowIfAny();
        return page;
    }

    /// <summary>Reads the limit of a page where it is the only value that can have a fault.</summary>
    public static int OnlyLimit(string? value)
    {
        var values = new QueryValues();
        var limit = values.Limit(value);
        values.ThrowIfAny();
        return limit;
    }

    /// <summary>Refuses a value.</summary>
    public void Refuse(string name, string value, string expected) =>
        _faults.Add(new ApiFault { At = name, Detail = $"The query parameter \"{name}\" is \"{Shown.Cut(value)}\". Give {expected}." });

    /// <summary>Throws if there was a fault.</summary>
    /// <exception cref="InvalidRequestException">Values have faults.</exception>
    public void ThrowIfAny()
    {
        if (_faults.Count > 0)
        {
            throw new InvalidRequestException(_faults);
        }
    }
}
