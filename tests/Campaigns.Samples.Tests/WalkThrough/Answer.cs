using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Campaigns.Samples.Tests.WalkThrough;

/// <summary>The answer to a request.</summary>
internal sealed partial record Answer(int Status, IReadOnlyDictionary<string, string> Headers, string Body)
{
    private const string OfHeader = "the header ";

    /// <summary>Finds a value: <c>.items[0].id</c> in a body of JSON, or <c>the header ETag</c>.</summary>
    /// <returns>Null if the answer has no such value.</returns>
    public string? Find(string place)
    {
        if (place.StartsWith(OfHeader, StringComparison.Ordinal))
        {
            return Headers.GetValueOrDefault(place[OfHeader.Length..]);
        }

        var found = JsonElement.Parse(Body);
        foreach (Match part in Part().Matches(place))
        {
            if (part.Groups["name"] is { Success: true } name)
            {
                if (found.ValueKind != JsonValueKind.Object || !found.TryGetProperty(name.Value, out found))
                {
                    return null;
                }
            }
            else
            {
                var index = int.Parse(part.Groups["index"].Value, CultureInfo.InvariantCulture);
                if (found.ValueKind != JsonValueKind.Array || found.GetArrayLength() <= index)
                {
                    return null;
                }

                found = found[index];
            }
        }

        return found.ToString();
    }

    [GeneratedRegex(@"\.(?<name>\w+)|\[(?<index>\d+)\]")]
    private static partial Regex Part();
}

/// <summary>What an answer must have before the story goes on. Until then the request is repeated.</summary>
/// <param name="Place">As in <see cref="Answer.Find"/>.</param>
/// <param name="Value">The value; null for any.</param>
internal sealed record Condition(string Place, string? Value)
{
    public bool HoldsFor(Answer answer) => answer.Find(Place) is { } found && (Value is null || Value == found);
}
