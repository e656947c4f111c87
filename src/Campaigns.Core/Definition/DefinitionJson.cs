using System.Text.Json;
using System.Text.Json.Serialization;

namespace Campaigns;

/// <summary>A definition as text: what stores keep, and what decides whether two definitions are the same.</summary>
internal static class DefinitionJson
{
    public static string Write(CampaignDefinition definition) =>
        JsonSerializer.Serialize(definition, DefinitionJsonContext.Default.CampaignDefinition);

    /// <summary>A copy that shares no list with the caller's.</summary>
    public static CampaignDefinition Read(string json) =>
        JsonSerializer.Deserialize(json, DefinitionJsonContext.Default.CampaignDefinition)
        ?? throw new JsonException("The stored definition is empty.");
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(CampaignDefinition))]
internal sealed partial class DefinitionJsonContext : JsonSerializerContext;
