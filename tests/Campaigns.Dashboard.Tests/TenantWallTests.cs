using System.Net;
using System.Text.RegularExpressions;
using Campaigns.AspNetCore.Access;
using Campaigns.Dashboard.Tests.Support;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Campaigns.Dashboard.Tests;

/// <summary>Walks every page and form as an administrator of another tenant. A new page is walked without a change here.</summary>
public sealed partial class TenantWallTests
{
    private const string Secret = "Secret of acme";

    private static readonly Dictionary<string, string> Values = new()
    {
        ["id"] = "1", ["key"] = "c0", ["tenant"] = "acme", ["channel"] = "voice", ["name"] = "carrier", ["upload"] = "x", ["run"] = "x",
        ["role"] = "17", ["message"] = "x", ["number"] = "+14155550000", ["hash"] = "x",
    };

    private static readonly Dictionary<string, string> Fields = new()
    {
        ["tenant"] = "acme", ["address"] = "+14155550000", ["action"] = "Remove", ["all"] = "yes", ["count"] = "2", ["revision"] = "1",
        ["maxConcurrent"] = "7", ["at"] = "2031-07-01T17:00", ["phone"] = "+14155559999", ["zone"] = "Asia/Tokyo", ["mode"] = "Abort",
        ["name"] = "mine", ["channel"] = "voice", ["attempts"] = "1", ["delay"] = "1", ["max"] = "1", ["list"] = "+14155550001",
            ["url"] = "https://example.com/hooks", ["role"] = "Read",
    };

    [Fact]
    public async Task No_page_shows_and_no_form_changes_anything_of_another_tenant()
    {
        await using var host = await DashboardHost.StartAsync();
        var campaign = await host.RunAsync(Secret, contacts: 3);
        await host.NextCallAsync();
        var before = await host.Client.GetStatisticsAsync(campaign);
        host.Caller = new ApiCaller("other", ApiRole.Admin, "globex");
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() });
        var token = TokenIn().Match(await http.GetStringAsync(host.Url("/new")));
        var endpoints = host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(each => each.RoutePattern.RawText!.StartsWith("/campaigns", StringComparison.Ordinal)).ToList();
        var (pages, forms) = (0, 0);
        foreach (var endpoint in endpoints)
        {
            var method = endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods[0];
            var path = Fill(endpoint.RoutePattern.RawText!);
            if (method == "GET")
            {
                pages++;
                var answer = await http.GetAsync(host.Url(path));
                Assert.DoesNotContain(Secret, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
                var isHidden = (int)answer.StatusCode is 404 or 403;
                Assert.True(!path.StartsWith("/1", StringComparison.Ordinal) || isHidden, $"GET {path}: {answer.StatusCode}");
            }
            else
            {
                forms++;
                var proof = KeyValuePair.Create(token.Groups[1].Value, token.Groups[2].Value);
                using var form = new FormUrlEncodedContent(Fields.Append(proof));
                var answer = await http.PostAsync(host.Url(path), form);
                var isRefused = (int)answer.StatusCode >= 400
                    || answer.Headers.Location!.OriginalString.Contains("refused=", StringComparison.Ordinal);
                var isOwn = path is "/new" or "/sign-in" or "/sign-out";
                Assert.True(isRefused || isOwn, $"POST {path}: {answer.StatusCode} {answer.Headers.Location}");
                Assert.DoesNotContain("form-expired", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            }
        }

        Assert.True(pages > 20 && forms > 20, $"{pages} pages, {forms} forms");
        var after = await host.Client.GetStatisticsAsync(campaign);
        Assert.Equal((before.State, before.Live, before.Pending), (after.State, after.Live, after.Pending));
        Assert.Empty((await host.Operations.ListHoldsAsync()).Items);
        Assert.Empty((await host.Operations.ListSuppressionsAsync("acme")).Items);
    }

    private static string Fill(string route) => Parameter().Replace(route["/campaigns".Length..], match => Values[match.Groups[1].Value]);

    [GeneratedRegex(@"\{(\w+)[^}]*\}")]
    private static partial Regex Parameter();

    [GeneratedRegex("<input type=\"hidden\" name=\"(__[^\"]+)\" value=\"([^\"]+)\"")]
    private static partial Regex TokenIn();
}
