using System.Net;
using System.Text.Json;
using Campaigns.AspNetCore.Access;
using Campaigns.AspNetCore.Tests.Support;

namespace Campaigns.AspNetCore.Tests.Suppressions;

public sealed class SuppressionTests
{
    private const string Path = "/api/tenants/acme/suppressions";

    [Fact]
    public async Task A_person_is_added_found_in_any_spelling_and_removed()
    {
        await using var host = await TestHost.StartAsync();
        var campaign = await host.EnrolledAsync(new Contact("ann", "+15550100001"));
        var (_, added) = await host.PostJsonAsync(Path, """{"address":"+1 (555) 010-0001"}""");
        Assert.Equal("+15550100001", added.Text("address"));
        Assert.Equal(JobState.Suppressed, (await host.Client.GetContactAsync(campaign, "ann")).State);

        const string Ann = """{"addresses":["+1.555.010.0001"]}""";
        var (_, found) = await host.PostJsonAsync(Path + "/find", """{"addresses":["+1-555-010-0001"]}""");
        Assert.Equal("requested", Assert.Single(found.GetProperty("items").EnumerateArray()).Text("reason"));
        Assert.Single((await host.GetJsonAsync(Path)).GetProperty("items").EnumerateArray());
        await host.PostJsonAsync(Path + "/remove", """{"address":"+15550100001"}""");
        Assert.Empty((await host.PostJsonAsync(Path + "/find", Ann)).Body.GetProperty("items").EnumerateArray());
    }

    [Theory]
    [InlineData("", """{}""")]
    [InlineData("", """{"contactKey":"a","address":"+15550100001"}""")]
    [InlineData("", """{"address":"nonsense","channel":"voice"}""")]
    [InlineData("", """{"contactKey":""}""")]
    [InlineData("", """{"address":"+15550100001","channel":" "}""")]
    [InlineData("/find", """{}""")]
    [InlineData("/find", """{"addresses":[" "]}""")]
    [InlineData("/remove", """{"address":"nonsense","channel":"voice"}""")]
    public async Task An_entry_that_would_match_nobody_is_refused(string path, string json)
    {
        await using var host = await TestHost.StartAsync();
        var (status, problem) = await host.PostJsonAsync(Path + path, json);
        Assert.Equal((400, true), ((int)status, problem.GetProperty("faults").GetArrayLength() > 0));
    }

    [Theory]
    [InlineData("text/csv",
        "Phone;Kanal;why\n+1 555 010 0001;voice;asked\n+15550100002;;asked\nnonsense;voice;asked\n+15550100003;fax;asked\n;;\n;;lost\n",
            "?map=channel:kanal", "3 4 6")]
    [InlineData("text/plain", "+15550100001\n\n+15550100002\nnonsense\n", "?channel=voice", "3")]
    [InlineData("text/plain", "address\n+15550100001\n+15550100002\n7\n", "?channel=voice", "3")]
    [InlineData("application/x-ndjson", "{\"address\":\"+15550100001\"}\n{\"phone\":\"+15550100002\"}\n{}\n", "", "3")]
    [InlineData("application/json", "[{\"key\":\"ann\"},{\"address\":\"+15550100002\"},3]", "", "3")]
    public async Task A_list_is_imported_and_bad_rows_are_refused_alone(string type, string text, string query, string refused)
    {
        await using var host = await TestHost.StartAsync();
        var (status, first) = await host.PostAsync(Path + "/import" + query, text, type);
        var (_, again) = await host.PostAsync(Path + "/import" + query, text, type);

        Assert.Equal((HttpStatusCode.OK, 2, 0), (status, first.Count("added"), first.Count("known")));
        Assert.Equal(refused.Split(' ').Length, first.Count("invalid"));
        Assert.Equal((0, 2), (again.Count("added"), again.Count("known")));
        var rows = first.GetProperty("errors").EnumerateArray().Select(
            error => error.TryGetProperty("line", out var line) ? line.GetInt64() : error.Count("row"));
        Assert.Equal(refused.Split(' ').Length, rows.Count());
        Assert.Equal(2, (await host.GetJsonAsync(Path)).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task An_import_that_breaks_off_says_what_it_has_read()
    {
        await using var host = await TestHost.StartAsync();
        var (status, problem) = await host.PostAsync(Path + "/import", "phone\n+15550100001\n\"+15550100002\n", "text/csv");
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "/problems/upload-stopped"), (status, problem.Text("type")));
        var (channel, _) = await host.PostAsync(Path + "/import?channel=fax", "phone\n+15550100001\n", "text/csv");
        var (dry, _) = await host.PostAsync(Path + "/import?dryRun=true", "phone\n+15550100001\n", "text/csv");
        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest), (channel, dry));
    }

    [Fact]
    public async Task Lists_of_another_tenant_do_not_exist()
    {
        await using var host = await TestHost.StartAsync();
        host.Caller = new ApiCaller("other", ApiRole.Admin, "other");
        Assert.Equal(HttpStatusCode.NotFound, (await host.Http.GetAsync(Path)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await host.PostJsonAsync(Path, """{"address":"+15550100001"}""")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await host.PostAsync(Path + "/import", "phone\n+15550100001\n", "text/csv")).Status);
        Assert.Equal(
            HttpStatusCode.NotFound, (await host.PostJsonAsync("/api/tenants/acme/persons/erase", """{"contactKey":"ann"}""")).Status);
    }
}
