using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Campaigns.Orleans.Client.Wire;

/// <summary>Writes and reads what travels between a client and a shard, as UTF-8 JSON, by generated code.</summary>
internal static class ShardJson
{
    private static readonly JsonSerializerOptions Options = MakeOptions();

    public static byte[] Write<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, TypeOf<T>());

    public static T Read<T>(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize(json, TypeOf<T>())!;

    /// <summary>Reads a request, which a newer client may have written.</summary>
    /// <exception cref="UnknownMemberException">It asks for something that this silo does not know, or cannot be read.</exception>
    public static T ReadRequest<T>(byte[] json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return UnknownMembers.Find(document.RootElement, TypeOf<T>()) is { } unknown
                ? throw new UnknownMemberException(unknown)
                : Read<T>(json);
        }
        catch (JsonException unreadable)
        {
            throw new UnknownMemberException(unreadable.Path ?? "a value");
        }
    }

    /// <summary>Whether a type is listed. For tests.</summary>
    public static bool CanWrite(Type type) => Options.TryGetTypeInfo(type, out _);

    private static JsonTypeInfo<T> TypeOf<T>() => (JsonTypeInfo<T>)Options.GetTypeInfo(typeof(T));

    private static JsonSerializerOptions MakeOptions()
    {
        var options = new JsonSerializerOptions(ShardJsonContext.Default.Options) { TypeInfoResolver = ShardJsonContext.Default };
        options.Converters.Add(new TextJson());
        options.Converters.Add(new ContactJson());
        options.Converters.Add(new SuppressionJson());
        options.Converters.Add(new ContactEventJson());
        options.Converters.Add(new ChangeFilterJson());
        options.Converters.Add(new DefinitionConverter());
        options.Converters.Add(new ProtocolConverter());
        options.Converters.Add(new StepConverter());
        options.MakeReadOnly();
        return options;
    }
}
