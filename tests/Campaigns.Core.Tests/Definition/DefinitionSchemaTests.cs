using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.RegularExpressions;

namespace Campaigns.Tests;

/// <summary>The JSON schema of definitions is that of the serializer, and the examples of the page keep it.</summary>
public sealed class DefinitionSchemaTests
{
    /// <summary>If the schema has changed on purpose, copy the file that the message names to docs/definition.schema.json.</summary>
    [Fact]
    public void Schema_is_that_of_the_serializer()
    {
        var exported = Export().ToJsonString(new JsonSerializerOptions { WriteIndented = true }) + "\n";
        var file = Path.Combine(AppContext.BaseDirectory, "definition.schema.json");
        File.WriteAllText(file, exported);

        var page = Docs("definition.schema.json");
        Assert.True(File.Exists(page) && File.ReadAllText(page) == exported, $"The schema is {file}");
    }

    [Fact]
    public void Examples_of_the_page_keep_the_schema_and_are_read()
    {
        var schema = JsonNode.Parse(File.ReadAllText(Docs("definition.schema.json")))!;
        var examples = Regex.Matches(File.ReadAllText(Docs("definition.md")), "```json\n(.*?)```", RegexOptions.Singleline);

        Assert.Equal(2, examples.Count);
        foreach (var text in examples.Select(example => example.Groups[1].Value))
        {
            Assert.Null(Fault(schema, JsonNode.Parse(text), "$"));
            CampaignJson.Read(text);
        }
    }

    [Theory]
    [InlineData("""{"version": 1, "name": "A", "steps": [], "nmae": 1}""")]
    [InlineData("""{"version": 1, "name": "A", "steps": [{"type": "call"}]}""")]
    [InlineData("""{"version": 1, "name": "A", "steps": [], "priority": "high"}""")]
    [InlineData("""{"version": 1, "name": "A"}""")]
    [InlineData("""{"version": 2, "name": "A", "steps": []}""")]
    public void What_is_refused_breaks_the_schema(string json)
    {
        var schema = JsonNode.Parse(File.ReadAllText(Docs("definition.schema.json")))!;

        Assert.NotNull(Fault(schema, JsonNode.Parse(json), "$"));
        Assert.Throws<CampaignException>(() => CampaignJson.Read(json));
    }

    [Fact]
    public void What_is_written_keeps_the_schema()
    {
        var schema = JsonNode.Parse(File.ReadAllText(Docs("definition.schema.json")))!;

        foreach (var definition in CampaignJsonTests.All.Values)
        {
            Assert.Null(Fault(schema, JsonNode.Parse(CampaignJson.Write(definition)), "$"));
        }
    }

    private static JsonNode Export()
    {
        var options = new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Describe };
        var schema = CampaignJson.Options.GetJsonSchemaAsNode(typeof(CampaignDefinition), options).AsObject();
        schema.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        schema["properties"]!.AsObject().Insert(0, "version", new JsonObject { ["const"] = CampaignJson.Version });
        schema["required"]!.AsArray().Insert(0, "version");
        return schema;
    }

    private static JsonNode Describe(JsonSchemaExporterContext context, JsonNode schema)
    {
        if (context.TypeInfo.Type == typeof(CampaignPriority))
        {
            return new JsonObject { ["type"] = "integer", ["minimum"] = 0, ["maximum"] = CampaignPriority.Max };
        }

        if (context.TypeInfo.Type == typeof(LatenessAction))
        {
            return new JsonObject { ["enum"] = new JsonArray([.. Enum.GetNames<LatenessAction>().Select(name => (JsonNode)name)]) };
        }

        return WithOptional(context.TypeInfo.Type, schema);
    }

    /// <summary>Members of constructors have defaults when they are read, except the first of these types.</summary>
    private static JsonNode WithOptional(Type type, JsonNode schema)
    {
        if (schema is JsonObject rules && rules["required"] is JsonArray)
        {
            if (type == typeof(Backoff) || type == typeof(StepCondition))
            {
                rules["required"] = new JsonArray(type == typeof(Backoff) ? "delays" : "kind");
            }
            else if (type == typeof(RetryRule))
            {
                rules.Remove("required");
            }
        }

        return schema;
    }

    /// <summary>Validates the part of JSON schema that the file uses.</summary>
    /// <returns>The first fault; null for none.</returns>
    private static string? Fault(JsonNode? schema, JsonNode? value, string path)
    {
        if (schema is not JsonObject rules)
        {
            return null; // true
        }

        if (rules["$ref"] is { } reference)
        {
            return Fault(Resolve(rules.Root, reference.GetValue<string>()), value, path);
        }

        if (rules["const"] is { } wanted && !JsonNode.DeepEquals(wanted, value))
        {
            return $"{path} is not {wanted}";
        }

        if (rules["enum"] is JsonArray names && !names.Any(name => JsonNode.DeepEquals(name, value)))
        {
            return $"{path} is none of {names}";
        }

        if (rules["type"] is { } type && !(type as JsonArray ?? [type.DeepClone()]).Any(each => Is(each!.GetValue<string>(), value)))
        {
            return $"{path} is no {type}";
        }

        if (rules["anyOf"] is JsonArray choices && choices.All(choice => Fault(choice, value, path) is not null))
        {
            return string.Join("; ", choices.Select(choice => Fault(choice, value, path)));
        }

        return value switch
        {
            JsonObject members => FaultOf(rules, members, path),
            JsonArray items when rules["items"] is { } item =>
                items.Select((each, i) => Fault(item, each, $"{path}[{i}]")).FirstOrDefault(fault => fault is not null),
            _ => null,
        };
    }

    private static string? FaultOf(JsonObject rules, JsonObject members, string path)
    {
        var required = (rules["required"] as JsonArray ?? []).Select(name => name!.GetValue<string>());
        var missing = required.FirstOrDefault(name => !members.ContainsKey(name));
        if (missing is not null)
        {
            return $"{path}.{missing} is missing";
        }

        foreach (var (name, value) in members)
        {
            var known = rules["properties"]?[name];
            var rule = known ?? rules["additionalProperties"];
            var isRefused = known is null && rule is JsonValue flag && !flag.GetValue<bool>();
            if ((isRefused ? $"{path}.{name} is unknown" : Fault(rule, value, $"{path}.{name}")) is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    private static JsonNode? Resolve(JsonNode root, string reference) => reference.Split('/').Skip(1).Aggregate(
        (JsonNode?)root, (node, part) => node is JsonArray list ? list[int.Parse(part, null)] : node?[part]);

    private static bool Is(string type, JsonNode? value) => type switch
    {
        "null" => value is null,
        "object" => value is JsonObject,
        "array" => value is JsonArray,
        "integer" => value is JsonValue number && number.GetValueKind() == JsonValueKind.Number && number.TryGetValue<long>(out _),
        "number" => value?.GetValueKind() == JsonValueKind.Number,
        "string" => value?.GetValueKind() == JsonValueKind.String,
        "boolean" => value?.GetValueKind() is JsonValueKind.True or JsonValueKind.False,
        _ => false,
    };

    private static string Docs(string name, [CallerFilePath] string file = "") =>
        Path.Combine(Path.GetDirectoryName(file)!, "..", "..", "..", "docs", name);
}
