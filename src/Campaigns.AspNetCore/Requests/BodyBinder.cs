using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Campaigns.AspNetCore.Problems;

namespace Campaigns.AspNetCore.Requests;

/// <summary>
/// Turns a JSON body into an object, member by member, and collects every fault: unknown members, missing required members, values of the
/// wrong kind. The serializer alone stops at the first fault.
/// </summary>
/// <remarks>
/// The types of bodies mark required members with <c>[JsonRequired]</c>. The keyword <c>required</c> would make the serializer create the
/// object with all members at once, and faults could not be collected.
/// </remarks>
internal sealed class BodyBinder
{
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

        return type.Kind switch
        {
            JsonTypeInfoKind.Enumerable when element.ValueKind == JsonValueKind.Array => BindItems(element, type, at),
            JsonTypeInfoKind.Dictionary when element.ValueKind == JsonValueKind.Object => BindEntries(element, type, at),
            _ when IsLocal(element, type.Type) => Refuse(element, at, Describe(type.Type)),
            _ => Read(element, at, () => element.Deserialize(type), () => Describe(type.Type)),
        };
    }

    private static bool IsLocal(JsonElement element, Type type) => (type == typeof(DateTimeOffset) || type == typeof(DateTimeOffset?))
        && element.ValueKind == JsonValueKind.String && !QueryValues.HasOffset(element.GetString()!);

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
                Add(place, $"There is no member \"{Shown.Cut(member.Name)}\". Use: {known}.");
            }
            else if (member.Value.ValueKind != JsonValueKind.Null)
            {
                Set(target, property, member.Value, type, place);
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

    private void Set(object target, JsonPropertyInfo property, JsonElement value, JsonTypeInfo owner, string place)
    {
        var before = _faults.Count;
        var bound = property.CustomConverter is null
            ? Bind(value, owner.Options.GetTypeInfo(property.PropertyType), place)
            : Read(value, place, () => ConvertedMember.Read(owner, property, value), () => ConvertedMember.Describe(owner, property));
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

        return _faults.Count > before ? null : Read(element, at, () => element.Deserialize(type), () => "a list without null");
    }

    private object? BindEntries(JsonElement element, JsonTypeInfo type, string at)
    {
        var before = _faults.Count;
        var valueType = type.Options.GetTypeInfo(type.ElementType!);
        foreach (var entry in element.EnumerateObject())
        {
            Bind(entry.Value, valueType, $"{at}/{Escape(entry.Name)}");
        }

        return _faults.Count > before ? null : Read(element, at, () => element.Deserialize(type), () => "an object without null");
    }

    private object? Read(JsonElement element, string at, Func<object?> read, Func<string> expected)
    {
        try
        {
            return read() is { } value ? value : Refuse(element, at, expected());
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException or NotSupportedException)
        {
            return Refuse(element, at, expected());
        }
    }

    private object? Refuse(JsonElement element, string at, string expected)
    {
        Add(at, $"The value is {Shown.Cut(element.GetRawText())}. Give {expected}.");
        return null;
    }

    private static string Describe(Type type)
    {
        var given = Nullable.GetUnderlyingType(type) ?? type;
        return given switch
        {
            _ when given == typeof(string) => "a text",
            _ when given == typeof(bool) => "true or false",
            _ when given == typeof(int) || given == typeof(long) => "a whole number",
            _ when given == typeof(double) || given == typeof(decimal) => "a number",
            _ when given == typeof(TimeSpan) => "a duration, as in \"1.06:30:00\" (d.hh:mm:ss)",
            _ when given == typeof(DateTimeOffset) => "an instant with its offset, as in \"2026-03-02T09:30:00Z\"",
            _ when given == typeof(DateOnly) => "a date, as in \"2026-03-02\"",
            _ when given == typeof(TimeOnly) => "a time of day, as in \"09:30:00\"",
            _ when given.Name.Contains("Dictionary", StringComparison.Ordinal) => "an object",
            _ when given.IsArray || given.IsGenericType => "a list",
            _ => "an object",
        };
    }

    private static string Escape(string name) => JsonPointer.Escape(Shown.Cut(name));
}
