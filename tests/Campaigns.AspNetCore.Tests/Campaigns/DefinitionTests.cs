using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Campaigns.AspNetCore.Access;
using Campaigns.AspNetCore.Definitions;
using Campaigns.AspNetCore.Requests;
using Campaigns.AspNetCore.Tests.Support;

namespace Campaigns.AspNetCore.Tests.Campaigns;

/// <summary>Campaigns are created from definitions in the public form.</summary>
public sealed class DefinitionTests
{
    private const string WithKey =
        """{ "version": 1, "name": "Spring", "key": "spring", "steps": [{ "type": "contact", "channel": "voice" }] }""";

    [Fact]
    public async Task A_definition_becomes_a_draft()
    {
        await using var host = await TestHost.StartAsync();
        var created = await host.PostAsync("/api/campaigns", WithKey);
        var read = await host.GetAsync(created.Message.Headers.Location!.ToString());

        Assert.Equal((201, "draft", "spring", "default"), (created.Status, read.Text("state"), read.Text("key"), read.Text("tenant")));
    }

    [Fact]
    public async Task The_same_key_and_definition_answers_with_the_existing_campaign_and_another_definition_is_a_conflict()
    {
        await using var host = await TestHost.StartAsync();
        var first = await host.PostAsync("/api/campaigns", WithKey);
        var again = await host.PostAsync("/api/campaigns", WithKey);
        var other = await host.PostAsync("/api/campaigns", WithKey.Replace("Spring", "Summer"));

        Assert.Equal((201, 200, 409), (first.Status, again.Status, other.Status));
        Assert.Equal(first.Text("id"), again.Text("id"));
    }

    [Fact]
    public async Task ValidateOnly_creates_nothing_and_tells_warnings()
    {
        await using var host = await TestHost.StartAsync();
        var valid = await host.PostAsync(
            "/api/campaigns?validateOnly=true", WithKey.Replace("\"steps\"", "\"zone\": \"EST\", \"steps\""));
        var invalid = await host.PostAsync("/api/campaigns?validateOnly=true", WithKey.Replace("voice", "fax"));

        Assert.Equal((200, true, 422), (valid.Status, valid.At("isValid").GetBoolean(), invalid.Status));
        Assert.Single(valid.At("warnings").EnumerateArray());
        Assert.Contains("fax", invalid.Text("faults/0/detail"));
        Assert.Empty((await host.GetAsync("/api/campaigns")).At("items").EnumerateArray());
    }

    [Fact]
    public async Task Every_fault_of_the_form_is_told_at_once_with_its_place()
    {
        const string Faulty = """
            {
              "version": 1, "nam": "Spring", "priority": "high", "expiry": "tomorrow",
              "window": { "hours": [{ "day": "Someday", "from": "9", "to": "17:00:00" }] },
              "steps": [
                { "type": "contact", "chanel": "voice", "retry": { "attempts": "three", "rules": { "Busy": { "max": "no" } } } },
                { "type": "delay", "duration": "2 days" }
              ]
            }
            """;
        await using var host = await TestHost.StartAsync();
        var answer = await host.PostAsync("/api/campaigns", Faulty);

        Assert.Equal(400, answer.Status);
        Assert.Equal(
            [
                "/expiry", "/nam", "/name", "/priority", "/steps/0/chanel", "/steps/0/retry/attempts", "/steps/0/retry/rules/Busy/max",
                "/steps/1/duration", "/window/hours/0/day", "/window/hours/0/from",
            ],
            answer.Faults.Order());
        Assert.Contains("Monday", answer.Body.ToString());
    }

    [Fact]
    public async Task Every_problem_of_the_values_is_told_at_once_with_its_place()
    {
        await using var host = await TestHost.StartAsync();
        var answer = await host.PostAsync(
            "/api/campaigns",
            """
            { "version": 1, "name": " ", "maxConcurrent": 0, "zone": "Europe/Atlantis",
              "steps": [{ "type": "contact", "channel": "voice", "retry": { "attempts": 0 } }] }
            """);

        Assert.Equal(422, answer.Status);
        Assert.Equal(["/maxConcurrent", "/name", "/steps/0/retry/attempts", "/zone"], answer.Faults.Order());
    }

    [Fact]
    public async Task A_caller_with_a_tenant_creates_in_that_tenant_only()
    {
        await using var host = await TestHost.StartAsync();
        host.Caller = new ApiCaller("acme", ApiRole.Operate, "acme");
        var own = await host.PostAsync("/api/campaigns", ApiCalls.OneCall);
        var foreign = await host.PostAsync("/api/campaigns", WithKey.Replace("\"key\"", "\"tenant\": \"other\", \"key\""));

        Assert.Equal((201, "acme"), (own.Status, own.Text("tenant")));
        Assert.Equal((400, "/tenant"), (foreign.Status, foreign.Faults.Single()));
    }

    [Fact]
    public async Task The_definition_is_read_as_it_was_written()
    {
        await using var host = await TestHost.StartAsync();
        var path = await host.CreateAsync(WithKey);
        var read = await host.GetAsync(path + "/definition");

        Assert.Equal(CampaignJson.Write(CampaignJson.Read(WithKey)), CampaignJson.Write(CampaignJson.Read(read.Body.ToString())));
    }

    [Fact]
    public async Task A_duplicate_is_a_draft_without_key_start_and_expiry()
    {
        await using var host = await TestHost.StartAsync();
        var path = await host.CreateAsync(
            WithKey.Replace("\"key\"", "\"maxConcurrent\": 7, \"expiry\": \"2099-01-01T00:00:00Z\", \"key\""));
        var copy = await host.PostAsync(path + "/duplicate", """{ "name": "Autumn" }""");
        var same = await host.PostAsync(path + "/duplicate");
        var definition = await host.GetAsync(copy.Message.Headers.Location + "/definition");

        Assert.Equal((201, "Autumn", "draft", "Spring"), (copy.Status, copy.Text("name"), copy.Text("state"), same.Text("name")));
        Assert.Equal((7, false, false), (definition.Number("maxConcurrent"), definition.Has("key"), definition.Has("expiry")));
    }

    [Fact]
    public void The_described_form_has_the_members_of_the_public_form()
    {
        var schema = JsonNode.Parse(File.ReadAllText(Repository.File("docs/definition.schema.json")))!.AsObject();
        Assert.Equal(MembersOf(schema, schema, "").Distinct().Order(), MembersOf(typeof(DefinitionBody), "").Order());
    }

    /// <summary>The members of the schema; steps of all kinds together, as in the described form.</summary>
    private static IEnumerable<string> MembersOf(JsonNode root, JsonNode? schema, string path)
    {
        if (schema?["$ref"]?.GetValue<string>() is { } reference)
        {
            var names = reference[2..].Split('/');
            var target = names.Aggregate(root, (node, name) => node is JsonArray list ? list[int.Parse(name)]! : node[name]!);
            return path.Length > 200 || path.Contains("/then/then") ? [] : MembersOf(root, target, path);
        }

        var kinds = schema?["anyOf"] is JsonArray any ? any.SelectMany(kind => MembersOf(root, kind, path)) : [];
        var members = (schema?["properties"] as JsonObject ?? []).SelectMany(
            member => MembersOf(root, member.Value, $"{path}/{member.Key}").Prepend($"{path}/{member.Key}"));
        var items = new[] { schema?["items"], schema?["additionalProperties"] as JsonObject }.OfType<JsonNode>();
        var nested = items.SelectMany(item => MembersOf(root, item, path));
        return [.. kinds, .. members, .. nested];
    }

    private static IEnumerable<string> MembersOf(Type type, string path)
    {
        var info = ApiJson.Options.GetTypeInfo(type);
        if (info.Kind is JsonTypeInfoKind.Enumerable or JsonTypeInfoKind.Dictionary)
        {
            return MembersOf(info.ElementType!, path);
        }

        return info.Kind != JsonTypeInfoKind.Object || path.Contains("/then/then") ? [] : info.Properties.SelectMany(
            member => MembersOf(member.PropertyType, $"{path}/{member.Name}").Prepend($"{path}/{member.Name}"));
    }
}
