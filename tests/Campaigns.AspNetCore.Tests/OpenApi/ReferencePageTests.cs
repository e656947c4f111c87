using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Campaigns.AspNetCore.Access;
using Campaigns.AspNetCore.Tests.Support;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Campaigns.AspNetCore.Tests.OpenApi;

/// <summary>The page of endpoints for people lists what the description for programs has.</summary>
public sealed partial class ReferencePageTests
{
    private const string Page = "docs/api-reference.md";
    private static readonly string[] OfLists = ["after", "limit"]; // the page says once that every list takes them

    [Fact]
    public async Task The_page_lists_every_operation_and_no_other()
    {
        var operations = (await DescribedAsync()).Select(operation => operation.Name).Order();
        Assert.Equal(operations, Rows().Select(row => row.Name).Order());
    }

    [Fact]
    public async Task The_page_tells_the_role_that_each_endpoint_requires()
    {
        await using var host = await TestHost.StartAsync();
        var required =
            from endpoint in host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            let rule = endpoint.Metadata.GetMetadata<AccessRule>()
            where rule is not null
            from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods
            let path = Constraint().Replace(endpoint.RoutePattern.RawText!["/api".Length..].TrimEnd('/'), "{$1}")
            select $"{method} {path}: {rule.Role.ToString().ToLowerInvariant()}{(rule.AllTenants ? ", all" : "")}";

        Assert.Equal(required.Order(), Rows().Select(row => $"{row.Name}: {row.Role}").Order());
    }

    [Fact]
    public async Task The_page_names_every_query_parameter()
    {
        var rows = Rows().ToDictionary(row => row.Name, row => row.Query);
        Assert.All(await DescribedAsync(), operation => Assert.Empty(operation.Query.Except(OfLists).Except(rows[operation.Name])));
    }

    private static async Task<List<(string Name, List<string> Query)>> DescribedAsync()
    {
        var document = JsonNode.Parse(await File.ReadAllTextAsync(Repository.File("docs/openapi.json")))!;
        return
        [
            .. from path in document["paths"]!.AsObject()
               from operation in path.Value!.AsObject()
               where operation.Key != "parameters"
               let query =
                   from parameter in operation.Value!["parameters"]?.AsArray() ?? []
                   where parameter!["in"]!.GetValue<string>() == "query"
                   select parameter["name"]!.GetValue<string>()
               select ($"{operation.Key.ToUpperInvariant()} {path.Key["/api".Length..]}", query.ToList()),
        ];
    }

    private static IEnumerable<(string Name, string Role, List<string> Query)> Rows() =>
        from line in File.ReadLines(Repository.File(Page))
        let row = Row().Match(line)
        where row.Success
        let query = Code().Matches(row.Groups["query"].Value).Select(match => match.Groups[1].Value)
        select (row.Groups["name"].Value, row.Groups["role"].Value, query.ToList());

    [GeneratedRegex(@"^\| `(?<name>[A-Z]+ /[^`]*)` \| (?<role>[^|]*) \| (?<query>[^|]*) \|")]
    private static partial Regex Row();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();

    [GeneratedRegex(@"\{([^:}]+):[^}]+\}")]
    private static partial Regex Constraint();
}
