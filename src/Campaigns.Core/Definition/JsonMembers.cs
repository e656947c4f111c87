using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Campaigns;

/// <summary>
/// Refuses unknown members of the public form by name, and adds missing ones with their defaults. The serializer would give them the
/// default of their type, not of their member. Also refuses instants without an offset, which the serializer reads in the machine's zone.
/// </summary>
internal sealed class JsonMembers(JsonSerializerOptions options)
{
    private readonly Dictionary<Type, JsonObject> _defaults = [];

    /// <summary>Checks and completes a value and everything in it.</summary>
    /// <param name="node">The value.</param>
    /// <param name="type">The type of the value.</param>
    /// <param name="path">The path of the value, for messages.</param>
    public void Complete(JsonNode? node, JsonTypeInfo type, string path)
    {
        if (node is JsonObject members && type.PolymorphismOptions is { } kinds)
        {
            Complete(members, KindOf(members, kinds, path), kinds.TypeDiscriminatorPropertyName, path);
        }
        else if (node is JsonObject given && type.Kind == JsonTypeInfoKind.Object)
        {
            Complete(given, type, discriminator: null, path);
        }
        else if (node is JsonObject map && type.Kind == JsonTypeInfoKind.Dictionary)
        {
            foreach (var (key, value) in map)
            {
                Complete(value, options.GetTypeInfo(type.ElementType!), $"{path}.{TextLimits.Cut(key)}");
            }
        }
        else if (node is JsonArray list && type.Kind == JsonTypeInfoKind.Enumerable)
        {
            for (var i = 0; i < list.Count; i++)
            {
                Complete(list[i], options.GetTypeInfo(type.ElementType!), $"{path}[{i}]");
            }
        }
        else if (node is JsonValue value && type.Type == typeof(DateTimeOffset?) && !HasOffset(value))
        {
            throw CampaignJson.Invalid(
                $"{path} is {TextLimits.Cut(value.ToJsonString())}: write an instant with its offset, as in 2026-03-02T09:30:00Z.");
        }
    }

    private static bool HasOffset(JsonValue value) => value.TryGetValue<string>(out var text)
        && text.IndexOf('T', StringComparison.Ordinal) is > 0 and var time
        && (text.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > time);

    private void Complete(JsonObject members, JsonTypeInfo type, string? discriminator, string path)
    {
        foreach (var (name, value) in members.ToList())
        {
            if (name == discriminator)
            {
                continue;
            }

            var member = type.Properties.FirstOrDefault(property => property.Name == name)
                ?? throw CampaignJson.Invalid(
                    $"The member \"{TextLimits.Cut(name)}\" of {path} is unknown: use one of {string.Join(", ", NamesOf(type))}.");
            Complete(value, options.GetTypeInfo(member.PropertyType), $"{path}.{name}");
        }

        foreach (var (name, value) in DefaultsOf(type))
        {
            if (!members.ContainsKey(name) && name != discriminator)
            {
                members.Add(name, value?.DeepClone());
            }
        }
    }

    private JsonTypeInfo KindOf(JsonObject members, JsonPolymorphismOptions kinds, string path)
    {
        var written = members[kinds.TypeDiscriminatorPropertyName] as JsonValue;
        var given = written?.TryGetValue<string>(out var text) == true ? text : null;
        var found = kinds.DerivedTypes.FirstOrDefault(kind => given is not null && given.Equals(kind.TypeDiscriminator));
        return found.DerivedType is { } type
            ? options.GetTypeInfo(type)
            : throw CampaignJson.Invalid(
                $"The member \"{kinds.TypeDiscriminatorPropertyName}\" of {path} is missing or unknown: use one of "
                + $"{string.Join(", ", kinds.DerivedTypes.Select(kind => kind.TypeDiscriminator))}.");
    }

    private static IEnumerable<string> NamesOf(JsonTypeInfo type) =>
        type.Properties.Where(property => property.Get is not null).Select(property => property.Name);

    private JsonObject DefaultsOf(JsonTypeInfo type)
    {
        if (!_defaults.TryGetValue(type.Type, out var members))
        {
            var sample = SampleOf(type.Type);
            members = sample is null ? [] : JsonSerializer.SerializeToNode(sample, type)!.AsObject();
            foreach (var required in type.Properties.Where(member => member.IsRequired || IsGiven(type.Type, member.Name)))
            {
                members.Remove(required.Name);
            }

            _defaults[type.Type] = members;
        }

        return members;
    }

    /// <summary>Whether a member must be given although its type has a constructor for it.</summary>
    private static bool IsGiven(Type type, string name) => type == typeof(Backoff) && name == "delays";

    /// <summary>
    /// A value with the defaults of its type; null if they are the defaults of the members' types, or of a constructor's parameters.
    /// </summary>
    private static object? SampleOf(Type type) => type switch
    {
        _ when type == typeof(CampaignDefinition) => new CampaignDefinition { Name = "", Steps = [] },
        _ when type == typeof(ContactStep) => new ContactStep { Channel = "" },
        _ when type == typeof(ExitStep) => new ExitStep(),
        _ when type == typeof(StepRetryPolicy) => new StepRetryPolicy(),
        _ when type == typeof(Backoff) => Backoff.Fixed(TimeSpan.Zero),
        _ when type == typeof(ExitRules) => new ExitRules(),
        _ when type == typeof(Exclusivity) => new Exclusivity(),
        _ when type == typeof(ContactWindow) => new ContactWindow { Hours = [] },
        _ => null,
    };
}
