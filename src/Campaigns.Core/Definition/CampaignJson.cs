using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Campaigns;

/// <summary>
/// Writes and reads a campaign's definition as JSON, in a public form with a version. Any definition that is read equals the one that was
/// written. <c>docs/definition.md</c> describes the form, and <c>docs/definition.schema.json</c> is its JSON schema.
/// </summary>
public static class CampaignJson
{
    /// <summary>The version that <see cref="Write"/> writes, and the newest that <see cref="Read"/> reads.</summary>
    public const int Version = 1;

    private const string VersionMember = "version";

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    internal static JsonSerializerOptions Options { get; } = MakeOptions();

    private static JsonTypeInfo<CampaignDefinition> TypeInfo { get; } =
        (JsonTypeInfo<CampaignDefinition>)Options.GetTypeInfo(typeof(CampaignDefinition));

    /// <summary>Writes a definition. Equal definitions have equal texts.</summary>
    /// <param name="definition">The definition.</param>
    /// <returns>The JSON, indented.</returns>
    /// <exception cref="CampaignException">The definition has problems. One message lists all of them.</exception>
    public static string Write(CampaignDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        definition.FindProblems().ThrowIfAny("The campaign definition");
        var written = JsonSerializer.SerializeToNode(DefinitionJson.Canonical(definition), TypeInfo)!.AsObject();
        written.Insert(0, VersionMember, Version);
        return written.ToJsonString(Options);
    }

    /// <summary>Reads a definition. A member that is missing has its default.</summary>
    /// <param name="json">The JSON: an object with the member "version".</param>
    /// <exception cref="CampaignException">
    /// The text is not JSON, it has a newer version, a member is unknown or has a value of the wrong kind, or the definition has problems.
    /// The message names each of them.
    /// </exception>
    public static CampaignDefinition Read(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        var definition = Parse(json);
        definition.FindProblems().ThrowIfAny("The campaign definition");
        return definition;
    }

    private static CampaignDefinition Parse(string json)
    {
        try
        {
            var root = JsonNode.Parse(json, documentOptions: Strict) as JsonObject ?? throw Invalid("It is not a JSON object.");
            RequireVersion(root);
            root.Remove(VersionMember);
            new JsonMembers(Options).Complete(root, TypeInfo, "$");
            return root.Deserialize(TypeInfo)!;
        }
        catch (JsonException error)
        {
            throw new CampaignException(CampaignError.Invalid, $"The JSON of the definition cannot be read. {error.Message}", error);
        }
    }

    private static void RequireVersion(JsonObject root)
    {
        var isNumber = root[VersionMember] is JsonValue value && value.TryGetValue<int>(out var version) && version >= 1;
        if (!isNumber)
        {
            throw Invalid($"The member \"{VersionMember}\" is missing or not a number: write \"{VersionMember}\": {Version}.");
        }

        var written = root[VersionMember]!.GetValue<int>();
        if (written > Version)
        {
            throw Invalid($"It has version {written}, and this library reads up to version {Version}: update the library.");
        }
    }

    internal static CampaignException Invalid(string problem) =>
        new(CampaignError.Invalid, $"The JSON of the definition cannot be read. {problem}");

    private static JsonSerializerOptions MakeOptions()
    {
        var options = new JsonSerializerOptions(CampaignJsonContext.Default.Options)
        {
            AllowOutOfOrderMetadataProperties = true,
            RespectNullableAnnotations = true,
            TypeInfoResolver = CampaignJsonContext.Default.WithAddedModifier(JsonNames.Apply),
        };
        options.Converters.Insert(0, new PriorityJson());
        options.Converters.Insert(0, new LatenessActionJson());
        options.MakeReadOnly();
        return options;
    }
}

/// <summary>The names of the public form where they differ from those of the stored form, which older versions have chosen.</summary>
internal static class JsonNames
{
    public static void Apply(JsonTypeInfo type)
    {
        if (type.Type == typeof(CampaignStep))
        {
            type.PolymorphismOptions!.TypeDiscriminatorPropertyName = "type";
        }

        foreach (var property in type.Properties)
        {
            property.Name = property.Name switch
            {
                "Overdue" => "lateness",
                _ => property.Name,
            };
            if (type.Type == typeof(Exclusivity) && property.Name == "key")
            {
                property.ShouldSerialize = static (_, _) => true; // null means no exclusivity, and a missing member means the default
            }
        }
    }
}

/// <summary>Writes a priority as a number.</summary>
internal sealed class PriorityJson : JsonConverter<CampaignPriority>
{
    public override CampaignPriority Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var priority)
            ? new CampaignPriority(priority)
            : throw new JsonException("A priority is a number, 0 to 100.");

    public override void Write(Utf8JsonWriter writer, CampaignPriority value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(value.Value);
}

/// <summary>Writes the names of today. The stored form has the name of an older version.</summary>
internal sealed class LatenessActionJson : JsonConverter<LatenessAction>
{
    public override LatenessAction Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var name = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        return Enum.GetNames<LatenessAction>().Contains(name)
            ? Enum.Parse<LatenessAction>(name!)
            : throw new JsonException($"The action is one of {string.Join(", ", Enum.GetNames<LatenessAction>())}.");
    }

    public override void Write(Utf8JsonWriter writer, LatenessAction value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    WriteIndented = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CampaignDefinition))]
internal sealed partial class CampaignJsonContext : JsonSerializerContext;
