using System.Net;
using System.Text.Json;
using Campaigns.AspNetCore.Access;
using Campaigns.AspNetCore.Tests.Support;

namespace Campaigns.AspNetCore.Tests.Contacts;

public sealed class ContactTests
{
    [Theory]
    [InlineData("ann", "ann")]
    [InlineData("+15550100001", "%2B15550100001")]
    [InlineData("a/b", "a%2Fb")]
    [InlineData("a%2Fb", "a%252Fb")]
    [InlineData("a b?c#d", "a%20b%3Fc%23d")]
    [InlineData("zoë@example.com", "zo%C3%AB@example.com")]
    [InlineData("explain", "explain")]
    public async Task A_contact_is_read_by_its_key_in_the_path(string key, string path)
    {
        await using var host = await TestHost.StartAsync();
        var campaign = await host.EnrolledAsync(
            new Contact("decoy", "+15550100002"), new Contact(key, "+15550100001", data: new Dictionary<string, string> { ["a"] = "b" }));

        var contact = await host.GetJsonAsync($"/api/campaigns/{campaign}/contacts/{path}");
        var explanation = await host.GetJsonAsync($"/api/campaigns/{campaign}/contacts/{path}/explain");
        Assert.Equal((key, "+15550100001", "b", "new"),
            (contact.Text("key"), contact.Text("phone"), contact.GetProperty("data").Text("a"), contact.Text("state")));
        Assert.Equal(0, contact.GetProperty("timeline").GetArrayLength());
        Assert.Contains("not contacted now", explanation.Text("summary"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await host.Http.GetAsync($"/api/campaigns/{campaign}/contacts/{path}-none")).StatusCode);
    }

    [Fact]
    public async Task The_timeline_shows_attempts_with_their_results()
    {
        await using var host = await TestHost.StartAsync();
        var campaign = await host.EnrolledAsync(new Contact("ann", "+15550100001"));
        await host.Client.StartAsync(campaign);
        var attempt = await host.LiveAttemptAsync(campaign, "ann");
        await host.PostJsonAsync("/api/reports", $$$"""
            {"attempt":"{{{attempt}}}","state":"ended","outcome":"completed","result":{"answeredBy":"human","talkTime":"00:01:30",
             "cost":{"amount":0.12,"currency":"EUR"},"data":{"mood":"good"} }}
            """);

        var contact = await host.GetJsonAsync($"/api/campaigns/{campaign}/contacts/ann");
        var shown = contact.GetProperty("timeline")[0];
        Assert.Equal(("completed", "completed", "completed"), (contact.Text("state"), contact.Text("lastOutcome"), shown.Text("outcome")));
        var result = shown.GetProperty("result");
        Assert.Equal(
            ("human", "00:01:30", "good"), (result.Text("answeredBy"), result.Text("talkTime"), result.GetProperty("data").Text("mood")));
    }

    [Fact]
    public async Task Contacts_are_listed_in_pages_and_filtered()
    {
        await using var host = await TestHost.StartAsync();
        var campaign = await host.EnrolledAsync([.. Enumerable.Range(0, 5).Select(i => new Contact($"k{i}", $"+1555010000{i}"))]);
        await host.Client.RemoveContactAsync(campaign, "k3");

        var first = await host.GetJsonAsync($"/api/campaigns/{campaign}/contacts?limit=2");
        var second = await host.GetJsonAsync($"/api/campaigns/{campaign}/contacts?limit=2&after={first.Text("next")}");
        Assert.Equal(["k0", "k1"], Keys(first));
        Assert.Equal(["k2", "k3"], Keys(second));
        Assert.Equal(["k3"], Keys(await host.GetJsonAsync($"/api/campaigns/{campaign}/contacts?state=removed")));
        Assert.Equal(["k4"], Keys(await host.GetJsonAsync($"/api/campaigns/{campaign}/contacts?text=%2B15550100004")));
        foreach (var query in new[] { "state=gone", "limit=0", "limit=1001", "colour=red", "state=new&state=live", "after=nonsense",
            "text=" })
        {
            Assert.InRange((int)(await host.Http.GetAsync($"/api/campaigns/{campaign}/contacts?{query}")).StatusCode, 400, 422);
        }
    }

    [Fact]
    public async Task A_correction_changes_what_it_names_and_removes_what_is_null()
    {
        await using var host = await TestHost.StartAsync();
        var campaign = await host.EnrolledAsync(new Contact(
            "ann", "+15550100001", "Europe/Paris", new Dictionary<string, string> { ["email"] = "ann@example.com" }, new Dictionary<string,
                string> { ["a"] = "1", ["b"] = "2" }));
        var path = $"/api/campaigns/{campaign}/contacts/ann";
        var (_, changed) = await host.PostJsonAsync(
            path, """{"phone":"+1 555 010 0009","zone":null,"addresses":{"email":null},"data":{"a":"3","b":null}}""", HttpMethod.Patch);
        Assert.Equal("+15550100009", changed.Text("phone"));
        Assert.False(changed.TryGetProperty("zone", out _));
        Assert.Equal(("{}", "{\"a\":\"3\"}"), (changed.GetProperty("addresses").GetRawText(), changed.GetProperty("data").GetRawText()));

        var (status, faults) = await host.PostJsonAsync(
            path, """{"phone":1,"key":"x","data":{"c":true},"addresses":[]}""", HttpMethod.Patch);
        Assert.Equal((400, 4), ((int)status, faults.GetProperty("faults").GetArrayLength()));
        Assert.Equal(
            HttpStatusCode.UnprocessableEntity, (await host.PostJsonAsync(path, """{"phone":"nonsense"}""", HttpMethod.Patch)).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await host.PostJsonAsync(path, "{}", HttpMethod.Patch)).Status);
    }

    [Fact]
    public async Task Actions_answer_with_the_new_state_and_refuse_what_the_state_forbids()
    {
        await using var host = await TestHost.StartAsync();
        var campaign = await host.EnrolledAsync(new Contact("ann", "+15550100001"));
        var path = $"/api/campaigns/{campaign}/contacts/ann";
        var (_, waiting) = await host.PostJsonAsync(path + "/reschedule", """{"at":"2030-01-02T03:04:05Z"}""");
        Assert.Equal(("waiting", "turn", 2030),
            (waiting.Text("state"), waiting.Text("waitingFor"), waiting.GetProperty("nextDue").GetDateTimeOffset().Year));

        var (early, _) = await host.PostJsonAsync(path + "/rerun", "");
        var (_, removed) = await host.ReadAsync(await host.Http.DeleteAsync(path));
        var (late, _) = await host.PostJsonAsync(path + "/reschedule", """{"at":"2030-01-02T03:04:05Z"}""");
        var (_, rerun) = await host.PostJsonAsync(path + "/rerun", "");
        Assert.Equal((HttpStatusCode.Conflict, "removed", HttpStatusCode.Conflict, "waiting"),
            (early, removed.Text("state"), late, rerun.Text("state")));
    }

    [Theory]
    [InlineData("csv", "text/csv", 3)]
    [InlineData("ndjson", "application/x-ndjson", 2)]
    public async Task All_contacts_are_exported(string format, string type, int lines)
    {
        await using var host = await TestHost.StartAsync();
        var campaign = await host.EnrolledAsync(new Contact("ann", "+15550100001"), new Contact("bo", "+15550100002"));
        using var answer = await host.Http.GetAsync($"/api/campaigns/{campaign}/export?format={format}");
        Assert.Equal(type, answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(lines, (await answer.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task Contacts_of_another_tenant_do_not_exist_and_readers_change_nothing()
    {
        await using var host = await TestHost.StartAsync();
        var campaign = await host.EnrolledAsync(new Contact("ann", "+15550100001"));
        var path = $"/api/campaigns/{campaign}/contacts/ann";
        host.Caller = new ApiCaller("other", ApiRole.Operate, "other");
        Assert.Equal(HttpStatusCode.NotFound, (await host.Http.GetAsync(path)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await host.Http.DeleteAsync(path)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await host.Http.GetAsync($"/api/campaigns/{campaign}/export")).StatusCode);
        host.Caller = new ApiCaller("reader", ApiRole.Read, "acme");
        Assert.Equal(HttpStatusCode.Forbidden, (await host.Http.DeleteAsync(path)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await host.Http.GetAsync(path)).StatusCode);
    }

    private static IEnumerable<string?> Keys(JsonElement page) =>
        page.GetProperty("items").EnumerateArray().Select(item => item.Text("key"));
}
