using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;

namespace Campaigns.AspNetCore.Requests;

/// <summary>
/// Reads members that have a converter of their own, such as enumerations in snake case. The serializer applies such a converter only when
/// it reads the whole object, so an object with this member alone is read.
/// </summary>
internal static class ConvertedMember
{
    private static readonly ConcurrentDictionary<JsonTypeInfo, JsonTypeInfo> Relaxed = new();

    /// <summary>Reads the value of a member.</summary>
    /// <exception cref="JsonException">The converter refuses the value.</exception>
    public static object? Read(JsonTypeInfo owner, JsonPropertyInfo member, JsonElement value)
    {
        var alone = $"{{\"{JsonEncodedText.Encode(member.Name)}\":{value.GetRawText()}}}";
        return member.Get!(JsonSerializer.Deserialize(alone, Relaxed.GetOrAdd(owner, Relax))!);
    }

    /// <summary>Describes the values that the converter accepts.</summary>
    public static string Describe(JsonTypeInfo owner, JsonPropertyInfo member)
    {
        var schema = JsonSchemaExporter.GetJsonSchemaAsNode(Relaxed.GetOrAdd(owner, Relax));
        return schema["properties"]?[member.Name]?["enum"] is JsonArray names
            ? "one of " + string.Join(", ", names.OfType<JsonValue>().Select(name => name.GetValue<string>()))
            : "another value";
    }

    private static JsonTypeInfo Relax(JsonTypeInfo type)
    {
        var relaxed = type.OriginatingResolver!.GetTypeInfo(type.Type, type.Options)!;
        foreach (var member in relaxed.Properties)
        {
            member.IsRequired = false;
        }

        relaxed.MakeReadOnly();
        return relaxed;
    }
}
