using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Campaigns.AspNetCore.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Campaigns.AspNetCore.Tests.OpenApi;

/// <summary>The description of the API is complete, and changes only on purpose.</summary>
public sealed class OpenApiTests
{
    private const string Update = "CAMPAIGNS_UPDATE_OPENAPI";
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, IndentSize = 1, NewLine = "\n" };

    [Fact]
    public async Task The_description_equals_the_snapshot()
    {
        var described = (await DescribeAsync()).ToJsonString(Indented) + "\n";
        var path = Repository.File("docs/openapi.json");
        if (Environment.GetEnvironmentVariable(Update) == "1")
        {
            await File.WriteAllTextAsync(path, described);
        }

        var snapshot = File.Exists(path) ? await File.ReadAllTextAsync(path) : "";
        Assert.True(
            snapshot == described,
            $"The API differs from docs/openapi.json, first at \"{FirstDifference(snapshot, described)}\". If that is intended, run "
            + $"{Update}=1 dotnet test tests/Campaigns.AspNetCore.Tests --filter FullyQualifiedName~OpenApiTests and review the change.");
    }

    [Fact]
    public async Task Every_operation_has_a_unique_id_a_summary_a_tag_and_described_answers()
    {
        var operations = (await OperationsAsync()).ToList();
        Assert.Equal(operations.Count, operations.Select(operation => Id(operation.Node)).Distinct().Count());
        Assert.All(operations, operation =>
        {
            var (name, node) = operation;
            Assert.False(string.IsNullOrWhiteSpace(node["summary"]?.GetValue<string>()), $"{name} has no summary.");
            Assert.True(node["tags"]!.AsArray().Count == 1, $"{name} has no tag.");
            var answers = node["responses"]!.AsObject();
            Assert.True(answers.Any(answer => answer.Key[0] == '2'), $"{name} describes no success.");
            foreach (var (status, answer) in answers.Where(answer => answer.Key is not ("204" or "202")))
            {
                Assert.True(IsDescribed(answer), $"{name} does not describe the body of {status}.");
            }

            Assert.True(answers.ContainsKey("401") && answers.ContainsKey("403"), $"{name} does not describe 401 and 403.");
        });
    }

    [Fact]
    public async Task Every_body_is_described()
    {
        foreach (var (name, node) in await OperationsAsync())
        {
            var body = node["requestBody"];
            Assert.True(body is not null || !name.StartsWith("patch ", StringComparison.Ordinal), $"{name} has no body.");
            Assert.True(body is null || IsDescribed(body), $"{name} does not describe its body.");
        }
    }

    private static bool IsDescribed(JsonNode? body) =>
        body?["content"] is JsonObject { Count: > 0 } types && types.All(type => type.Value?["schema"] is JsonObject { Count: > 0 });

    private static string Id(JsonNode operation) => operation["operationId"]!.GetValue<string>();

    private static async Task<IEnumerable<(string Name, JsonNode Node)>> OperationsAsync() =>
        from path in (await DescribeAsync())["paths"]!.AsObject()
        from operation in path.Value!.AsObject()
        where operation.Key != "parameters"
        select ($"{operation.Key} {path.Key}", operation.Value!);

    private static async Task<JsonNode> DescribeAsync()
    {
        await using var host = await TestHost.StartAsync(Describe, map: app => app.MapOpenApi());
        var document = JsonNode.Parse(await host.Http.GetStringAsync("/openapi/v1.json"))!;
        document.AsObject().Remove("servers"); // the port of this run
        document["info"] = new JsonObject { ["title"] = "Campaigns", ["version"] = "v1" };
        return document;
    }

    /// <summary>The API takes numbers as numbers only, so the description must not offer texts.</summary>
    private static void Describe(CampaignsBuilder campaigns)
    {
        campaigns.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict);
        campaigns.Services.AddOpenApi();
    }

    private static string FirstDifference(string one, string other)
    {
        var lines = one.Split('\n').Zip(other.Split('\n')).FirstOrDefault(pair => pair.First != pair.Second);
        return $"{lines.First?.Trim()}\" and \"{lines.Second?.Trim()}";
    }
}
