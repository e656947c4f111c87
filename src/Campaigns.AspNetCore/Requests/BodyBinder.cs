using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Campaigns.AspNetCore.Problems;

namespace Campaigns.AspNetCore.Requests;

/// <summary>
/// Turns a JSON body into an object, member by member, and collects every fault: unknown members, missing required members, values of the
/// wrong kind. The serializer alone stops at the first fault.
/// </summary>
internal sealed class BodyBinder
{
    private const int LongestValue = 200;
    private readonly List<ApiFault> _faults = [];

    /// <summary>The faults so far. Callers add what only they can judge.</summary>
    public List<ApiFault> Faults => _faults;

    /// <summary>Binds an element.</summary>
    /// <param name="element">The JSON.</param>
    /// <param name="type">The type: an object with settable members.</param>
    /// <param name="at">The JSON pointer of the element; empty for the body.</param>
    /// <returns>The object. Members with faults have their defaults.</returns>
    public object? Bind(JsonElement element, JsonTypeInfo type, string at)
    {
        if (type.Kind == JsonTypeInfoKind.Object && type.CreateObject is { } create)
        {
            return element.ValueKind == JsonValueKind.Object ? BindMembers(element, type, create(), at) : Refuse(element, at, "an object");
        }

        if (type.Kind == JsonTypeInfoKind.Enumerable && element.ValueKind == JsonValueKind.Array)
        {
            return BindItems(element, type, at);
        }

        try
        {
            return element.Deserialize(type);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException or NotSupportedException)
        {
            return Refuse(element, at, Describe(type.Type));
        }
    }

    /// <summary>Adds a fault.</summary>
    public void Add(string at, string detail) => _faults.Add(new ApiFault { At = at, Detail = detail });

    private object BindMembers(JsonElement element, JsonTypeInfo type, object target, string at)
    {
        foreach (var member in element.EnumerateObject())
        {
            var place = $"{at}/{Escape(member.Name)}";
            var property = type.Properties.FirstOrDefault(each => each.Name == member.Name);
            if (property?.Set is null)
            {
                var known = string.Join(", ", type.Properties.Select(each => each.Name));
                Add(place, $"There is no member \"{Cut(member.Name)}\". Use: {known}.");
            }
            else if (member.Value.ValueKind != JsonValueKind.Null)
            {
                Set(target, property, member.Value, type.Options, place);
            }
        }

        foreach (var property in type.Properties.Where(each => each.IsRequired))
        {
            if (!element.TryGetProperty(property.Name, out var value) || value.ValueKind == JsonValueKind.Null)
            {
                Add($"{at}/{property.Name}", $"The member \"{property.Name}\" is missing. Give {Describe(property.PropertyType)}.");
            }
        }

        return target;
    }

    private void Set(object target, JsonPropertyInfo property, JsonElement value, JsonSerializerOptions options, string place)
    {
        var before = _faults.Count;
        var bound = property.CustomConverter is null
            ? Bind(value, options.GetTypeInfo(property.PropertyType), place)
            : Refuse(value, place, "another value");
        if (_faults.Count == before)
        {
            property.Set!(target, bound);
        }
    }

    private object? BindItems(JsonElement element, JsonTypeInfo type, string at)
    {
        var before = _faults.Count;
        var itemType = type.Options.GetTypeInfo(type.ElementType!);
        var index = 0;
        foreach (var item in element.EnumerateArray())
        {
            Bind(item, itemType, $"{at}/{index++}");
        }

        return _faults.Count == before ? element.Deserialize(type) : null;
    }

    private object? Refuse(JsonElement element, string at, string expected)
    {
        Add(at, $"The value is {Cut(element.GetRawText())}. Give {expected}.");
        return null;
    }

    private static string Describe(Type type)
    {
        var given = Nullable.GetUnderlyingType(type) ?? type;
        return given switch
        {
            { IsEnum: true } => "one of " + string.Join(", ", Enum.GetNames(given).Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)),
            _ when given == typeof(string) => "a text",
            _ when given == typeof(bool) => "true or false",
            _ when given == typeof(int) || given == typeof(long) => "a whole number",
            _ when given == typeof(double) => "a number",
            _ when given == typeof(TimeSpan) => "a duration, as in \"1.06:30:00\" (d.hh:mm:ss)",
            _ when given == typeof(DateTimeOffset) => "an instant, as in \"2026-03-02T09:30:00Z\"",
            _ when given.IsArray || given.IsGenericType => "a list",
            _ => "an object",
        };
    }

    private static string Cut(string text) => text.Length <= LongestValue ? text : text[..LongestValue] + "…";

    private static string Escape(string name) => Cut(name).Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
}
