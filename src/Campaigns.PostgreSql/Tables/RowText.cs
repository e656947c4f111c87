using System.Text.Json;
using System.Text.Json.Serialization;
using Campaigns.Storage;

namespace Campaigns.PostgreSql;

/// <summary>Reads and writes data stored as JSON text, which no query searches.</summary>
internal static class RowText
{
    public static string Write(StoredSettings settings) => JsonSerializer.Serialize(settings, RowTextContext.Default.StoredSettings);

    public static string Write(TenantSettings settings) => JsonSerializer.Serialize(settings, RowTextContext.Default.TenantSettings);

    /// <summary>Writes the settings of a provider; the text "null" for those of its registration.</summary>
    public static string Write(ProviderSettings? settings) => JsonSerializer.Serialize(settings, RowTextContext.Default.ProviderSettings!);

    public static string Write(CallerIdSettings settings) => JsonSerializer.Serialize(settings, RowTextContext.Default.CallerIdSettings);

    public static string Write(CampaignTrigger trigger) => JsonSerializer.Serialize(trigger, RowTextContext.Default.CampaignTrigger);

    public static string Write(ProviderReport report) => JsonSerializer.Serialize(report, RowTextContext.Default.ProviderReport);

    public static string? Write(IReadOnlyDictionary<string, string> map) =>
        map.Count == 0 ? null : JsonSerializer.Serialize(map, RowTextContext.Default.IReadOnlyDictionaryStringString);

    public static string? Write(IReadOnlyList<string> texts) =>
        texts.Count == 0 ? null : JsonSerializer.Serialize(texts, RowTextContext.Default.IReadOnlyListString);

    public static string? Write(IReadOnlyList<OpenEnrollment> enrollments) =>
        enrollments.Count == 0 ? null : JsonSerializer.Serialize(enrollments, RowTextContext.Default.IReadOnlyListOpenEnrollment);

    public static StoredSettings ReadCampaignSettings(string json) =>
        JsonSerializer.Deserialize(json, RowTextContext.Default.StoredSettings) ?? throw Empty();

    public static TenantSettings ReadTenantSettings(string json) =>
        JsonSerializer.Deserialize(json, RowTextContext.Default.TenantSettings) ?? throw Empty();

    public static ProviderSettings? ReadProviderSettings(string json) =>
        JsonSerializer.Deserialize(json, RowTextContext.Default.ProviderSettings);

    public static CallerIdSettings? ReadCallerIdSettings(string? json) =>
        json is null ? null : JsonSerializer.Deserialize(json, RowTextContext.Default.CallerIdSettings) ?? throw Empty();

    public static CampaignTrigger ReadTrigger(string json) =>
        JsonSerializer.Deserialize(json, RowTextContext.Default.CampaignTrigger) ?? throw Empty();

    public static ProviderReport ReadReport(string json) =>
        JsonSerializer.Deserialize(json, RowTextContext.Default.ProviderReport) ?? throw Empty();

    public static IReadOnlyDictionary<string, string>? ReadMap(string? json) =>
        json is null ? null : JsonSerializer.Deserialize(json, RowTextContext.Default.IReadOnlyDictionaryStringString);

    public static IReadOnlyList<string> ReadTexts(string? json) =>
        json is null ? [] : JsonSerializer.Deserialize(json, RowTextContext.Default.IReadOnlyListString) ?? throw Empty();

    public static IReadOnlyList<OpenEnrollment> ReadEnrollments(string? json) =>
        json is null ? [] : JsonSerializer.Deserialize(json, RowTextContext.Default.IReadOnlyListOpenEnrollment) ?? throw Empty();

    private static JsonException Empty() => new("The stored text is empty.");
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(StoredSettings))]
[JsonSerializable(typeof(TenantSettings))]
[JsonSerializable(typeof(ProviderSettings))]
[JsonSerializable(typeof(CallerIdSettings))]
[JsonSerializable(typeof(ProviderReport))]
[JsonSerializable(typeof(CampaignTrigger))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(IReadOnlyList<OpenEnrollment>))]
internal sealed partial class RowTextContext : JsonSerializerContext;
