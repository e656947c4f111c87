using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Campaigns;

/// <summary>Serializes definitions as JSON. Stores keep this text, and two definitions are the same if their texts are equal.</summary>
internal static class DefinitionJson
{
    public static string Write(CampaignDefinition definition) =>
        JsonSerializer.Serialize(Canonical(definition), DefinitionJsonContext.Default.CampaignDefinition);

    /// <summary>Reads a copy that shares no list with the caller's definition.</summary>
    public static CampaignDefinition Read(string json) =>
        JsonSerializer.Deserialize(json, DefinitionJsonContext.Default.CampaignDefinition)
        ?? throw new JsonException("The stored definition is empty.");

    /// <summary>Reads only the name of a campaign.</summary>
    public static string? ReadName(string json)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json));
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isName = reader.ValueTextEquals(nameof(CampaignDefinition.Name));
            reader.Skip();
            if (isName)
            {
                return reader.GetString();
            }
        }

        return null;
    }

    public static string Write(ContactProtocol protocol) =>
        JsonSerializer.Serialize(Canonical(protocol), DefinitionJsonContext.Default.ContactProtocol);

    public static ContactProtocol ReadProtocol(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize(json, DefinitionJsonContext.Default.ContactProtocol)
            ?? throw new JsonException("The stored protocol is empty.");

    /// <summary>Writes a step. Steps with the same behavior have equal texts.</summary>
    public static string Write(CampaignStep step, bool isDrip) =>
        JsonSerializer.Serialize(Canonical(step, isDrip), DefinitionJsonContext.Default.CampaignStep);

    /// <summary>Writes exit rules. Rules with the same behavior have equal texts.</summary>
    public static string Write(ExitRules exit) => JsonSerializer.Serialize(Canonical(exit), DefinitionJsonContext.Default.ExitRules);

    public static string Write(ContactWindow window) =>
        JsonSerializer.Serialize(Canonical(window), DefinitionJsonContext.Default.ContactWindow);

    public static ContactWindow ReadWindow(string json) =>
        JsonSerializer.Deserialize(json, DefinitionJsonContext.Default.ContactWindow)
            ?? throw new JsonException("The stored window is empty.");

    /// <summary>Returns the definition in canonical form, in which equal definitions have equal texts.</summary>
    internal static CampaignDefinition Canonical(CampaignDefinition definition) => definition with
    {
        Start = definition.Start?.ToUniversalTime(),
        Expiry = definition.Expiry?.ToUniversalTime(),
        Steps = [.. definition.Steps.Select(step => Canonical(step, definition.Exit is not null))],
        Exit = definition.Exit is { } exit ? Canonical(exit) : null,
        Window = definition.Window is { } window ? Canonical(window) : null,
        Quotas = [.. definition.Quotas.OrderBy(quota => quota.Period).ThenBy(quota => quota.Zone, StringComparer.Ordinal)],
        Data = new SortedDictionary<string, string>(definition.Data.ToDictionary(), StringComparer.Ordinal),
    };

    private static ContactProtocol Canonical(ContactProtocol protocol) => protocol with
    {
        Steps = [.. protocol.Steps.Select(step => Canonical(step, protocol.Exit is not null))],
        Exit = protocol.Exit is { } exit ? Canonical(exit) : null,
    };

    private static CampaignStep Canonical(CampaignStep step, bool isDrip) => step switch
    {
        ContactStep contact => contact with
        {
            Retry = Canonical(contact.Retry),
            OnFailure = contact.OnFailure == ContactStep.DefaultOnFailure(isDrip) ? null : contact.OnFailure,
            Window = contact.Window is { } window ? Canonical(window) : null,
            OnUnavailable = Canonical(contact.OnUnavailable),
            OnNoAddress = Canonical(contact.OnNoAddress),
        },
        BranchStep branch => branch with { When = Canonical(branch.When) },
        _ => step,
    };

    private static ExitRules Canonical(ExitRules exit) => exit with
    {
        Events = [.. exit.Events.Distinct().Order(StringComparer.Ordinal)],
        Outcomes = [.. exit.Outcomes.Distinct().Order()],
    };

    private static StepCondition Canonical(StepCondition when) => new(
        when.Kind, when.Name, [.. when.Values.Distinct().Order(StringComparer.Ordinal)], [.. when.Outcomes.Distinct().Order()]);

    private static UnavailablePolicy? Canonical(UnavailablePolicy? policy) => policy is null
        ? null
        : new UnavailablePolicy(policy.Action, policy.AtMost, policy.Until?.ToUniversalTime(), policy.Channel, Canonical(policy.Then));

    private static ContactWindow Canonical(ContactWindow window) => window with
    {
        Hours = [.. window.Hours.Distinct().OrderBy(span => span.Day).ThenBy(span => span.From).ThenBy(span => span.To)],
        ClosedDates = [.. window.ClosedDates.Distinct().Order()],
        HalfDays = Canonical(window.HalfDays),
        Weekend = window.Weekend?.Distinct().Order().ToArray(),
        Local = window.Local is not { Count: > 0 } local
            ? null
            : [.. local.Select(Canonical).OrderBy(days => days.Where, StringComparer.Ordinal)],
    };

    private static LocalDays Canonical(LocalDays days) => new(TimeZoneData.Intern(days.Where)!)
    {
        ClosedDates = days.ClosedDates is not { Count: > 0 } closed ? null : [.. closed.Distinct().Order()],
        HalfDays = Canonical(days.HalfDays),
        Weekend = days.Weekend?.Distinct().Order().ToArray(),
    };

    private static IReadOnlyList<HalfDay>? Canonical(IReadOnlyList<HalfDay>? days) =>
        days is not { Count: > 0 } ? null : [.. days.Distinct().OrderBy(day => day.Date).ThenBy(day => day.From).ThenBy(day => day.To)];

    private static StepRetryPolicy Canonical(StepRetryPolicy retry) =>
        retry with { Rules = new SortedDictionary<AttemptOutcome, RetryRule>(retry.Rules.ToDictionary()) };
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(CampaignDefinition))]
[JsonSerializable(typeof(ContactProtocol))]
internal sealed partial class DefinitionJsonContext : JsonSerializerContext;
