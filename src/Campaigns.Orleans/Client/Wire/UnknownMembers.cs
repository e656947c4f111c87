using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Campaigns.Orleans.Client.Wire;

/// <summary>
/// Finds what a newer client asks for and this silo does not know. It would be ignored otherwise. A new member must therefore mean nothing
/// while it is null, false, 0 or empty: older silos then carry out the requests that do not use it.
/// </summary>
internal static class UnknownMembers
{
    /// <summary>The name of an unknown member that asks for something; null for none.</summary>
    public static string? Find(JsonElement json, JsonTypeInfo type) => (json.ValueKind, type) switch
    {
        (_, { Converter: IPlainJson plain }) => Find(json, plain.Plain),
        (JsonValueKind.Object, { Kind: JsonTypeInfoKind.Object }) => FindInObject(json, type),
        (JsonValueKind.Object, { Kind: JsonTypeInfoKind.Dictionary, ElementType: { } element }) =>
            First(json.EnumerateObject().Select(entry => entry.Value), Of(element, type)),
        (JsonValueKind.Array, { Kind: JsonTypeInfoKind.Enumerable, ElementType: { } element }) =>
            First(json.EnumerateArray(), Of(element, type)),
        _ => null, // a value, or written by a converter of its own
    };

    private static string? First(IEnumerable<JsonElement> items, JsonTypeInfo type) =>
        items.Select(item => Find(item, type)).FirstOrDefault(name => name is not null);

    private static string? FindInObject(JsonElement json, JsonTypeInfo type)
    {
        if (type.PolymorphismOptions is { } kinds && KindOf(json, kinds) is { } kind && kind != type.Type)
        {
            return FindInObject(json, Of(kind, type), kinds.TypeDiscriminatorPropertyName);
        }

        return FindInObject(json, type, type.PolymorphismOptions?.TypeDiscriminatorPropertyName);
    }

    private static string? FindInObject(JsonElement json, JsonTypeInfo type, string? discriminator)
    {
        foreach (var member in json.EnumerateObject().Where(member => member.Name != discriminator))
        {
            var known = type.Properties.FirstOrDefault(property => property.Name == member.Name);
            var unknown = known is not null ? Find(member.Value, Of(known.PropertyType, type))
                : IsNothing(member.Value) ? null : member.Name;
            if (unknown is not null)
            {
                return unknown;
            }
        }

        return null;
    }

    /// <summary>How a type is written beside another one. That of a nullable type has no members.</summary>
    private static JsonTypeInfo Of(Type type, JsonTypeInfo beside) =>
        beside.Options.GetTypeInfo(Nullable.GetUnderlyingType(type) ?? type);

    private static Type? KindOf(JsonElement json, JsonPolymorphismOptions kinds) =>
        json.TryGetProperty(kinds.TypeDiscriminatorPropertyName, out var told) && told.ValueKind == JsonValueKind.String
            ? kinds.DerivedTypes.FirstOrDefault(kind => kind.TypeDiscriminator as string == told.GetString()).DerivedType
            : null;

    private static bool IsNothing(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.False => true,
        JsonValueKind.Number => value.TryGetDecimal(out var number) && number == 0,
        JsonValueKind.String => value.ValueEquals(""),
        JsonValueKind.Array => value.GetArrayLength() == 0,
        JsonValueKind.Object => value.EnumerateObject().All(member => IsNothing(member.Value)),
        _ => false,
    };
}

/// <summary>A request has something that this silo does not know.</summary>
/// <param name="name">The name of the unknown member.</param>
internal sealed class UnknownMemberException(string name) : Exception($"Unknown: {name}")
{
    public string Name => name;
}
