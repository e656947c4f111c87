using System.Text.Json;
using System.Text.Json.Serialization;

namespace Campaigns;

/// <summary>A definition as text: what stores keep, and what decides whether two definitions are the same.</summary>
internal static class DefinitionJson
{
    public static string Write(CampaignDefinition definition) =>
        JsonSerializer.Serialize(Canonical(definition), DefinitionJsonContext.Default.CampaignDefinition);

    /// <summary>A copy that shares no list with the caller's.</summary>
    public static CampaignDefinition Read(string json) =>
        JsonSerializer.Deserialize(json, DefinitionJsonContext.Default.CampaignDefinition)
        ?? throw new JsonException("The stored definition is empty.");

    public static string Write(Protocol protocol) =>
        JsonSerializer.Serialize(protocol with { Steps = Canonical(protocol.Steps) }, DefinitionJsonContext.Default.Protocol);

    public static Protocol ReadProtocol(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize(json, DefinitionJsonContext.Default.Protocol) ?? throw new JsonException("The stored protocol is empty.");

    public static string Write(Window window) => JsonSerializer.Serialize(window, DefinitionJsonContext.Default.Window);

    public static Window ReadWindow(string json) =>
        JsonSerializer.Deserialize(json, DefinitionJsonContext.Default.Window) ?? throw new JsonException("The stored window is empty.");

    /// <summary>The same definition in the one form in which equal definitions have equal texts.</summary>
    private static CampaignDefinition Canonical(CampaignDefinition definition) => definition with
    {
        Start = definition.Start?.ToUniversalTime(),
        Expiry = definition.Expiry?.ToUniversalTime(),
        Steps = Canonical(definition.Steps),
        Data = new SortedDictionary<string, string>(definition.Data.ToDictionary(), StringComparer.Ordinal),
    };

    private static IReadOnlyList<Step> Canonical(IReadOnlyList<Step> steps) =>
        [.. steps.Select(step => step is ContactStep contact ? contact with { Retry = Canonical(contact.Retry) } : step)];

    private static RetryPolicy Canonical(RetryPolicy retry) =>
        retry with { Rules = new SortedDictionary<Outcome, RetryRule>(retry.Rules.ToDictionary()) };
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(CampaignDefinition))]
[JsonSerializable(typeof(Protocol))]
internal sealed partial class DefinitionJsonContext : JsonSerializerContext;
