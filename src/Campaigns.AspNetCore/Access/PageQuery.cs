using System.Globalization;
using Campaigns.AspNetCore.Problems;
using Microsoft.AspNetCore.Http;

namespace Campaigns.AspNetCore.Access;

/// <summary>Which page of a list a request asks for.</summary>
/// <param name="After">The cursor; null for the first page.</param>
/// <param name="Limit">The maximum number of items.</param>
internal sealed record PageQuery(string? After, int Limit)
{
    private const int DefaultLimit = 100;
    private const int MostItems = 1_000;
    private const int LongestCursor = 200;

    /// <summary>Reads the query of a list that knows <c>after</c> and <c>limit</c> only.</summary>
    /// <exception cref="InvalidRequestException">A parameter is unknown, repeated or malformed.</exception>
    public static PageQuery Read(HttpRequest request)
    {
        var faults = new List<ApiFault>();
        string? after = null;
        var limit = DefaultLimit;
        foreach (var (name, values) in request.Query)
        {
            var value = values.Count == 1 ? values[0]! : null;
            switch (name)
            {
                case "after" when value is { Length: >= 1 and <= LongestCursor } && !value.Contains('\0', StringComparison.Ordinal):
                    after = value;
                    break;
                case "after":
                    Refuse(name, "Give the value of next of the page before, once.");
                    break;
                case "limit" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out limit) && limit is >= 1 and <= MostItems:
                    break;
                case "limit":
                    Refuse(name, $"The value is {Cut(values.ToString())}. Give one whole number from 1 to {MostItems}.");
                    break;
                default:
                    Refuse(Cut(name), "There is no such parameter. Use after and limit.");
                    break;
            }
        }

        return faults.Count == 0 ? new PageQuery(after, limit) : throw new InvalidRequestException(faults);

        void Refuse(string at, string detail) => faults.Add(new ApiFault { At = at, Detail = detail });
    }

    private static string Cut(string text) => text.Length <= 200 ? text : text[..200] + "…";
}
