using System.Net;
using System.Text.Json;
using Campaigns.AspNetCore.Access;
using Campaigns.AspNetCore.Tests.Support;

namespace Campaigns.AspNetCore.Tests.Events;

public sealed class EventTests
{
    [Fact]
    public async Task An_event_counts_once_and_its_receipt_says_what_it_did()
    {
        await using var host = await TestHost.StartAsync();
        var campaign = await host.EnrolledAsync(new Contact("ann", "+15550100001"));
        const string Opt = """{"tenant":"acme","id":"e1","type":"unsubscribe","address":"+1 555 010 0001","data":{"from":"sms"}}""";
        var (status, first) = await host.PostJsonAsync("/api/events", Opt);
        var (_, again) = await host.PostJsonAsync("/api/events", Opt);

        Assert.Equal((HttpStatusCode.OK, "applied", 1), (status, first.Text("result"), first.Count("affected")));
        Assert.Equal("duplicate", again.Text("result"));
        Assert.Equal(JobState.Suppressed, (await host.Client.GetContactAsync(campaign, "ann")).State);
        var log = await host.GetJsonAsync("/api/events?tenant=acme");
        Assert.Equal("sms", Assert.Single(log.GetProperty("items").EnumerateArray()).GetProperty("event").GetProperty("data").Text("from"));
    }

    [Fact]
    public async Task A_batch_has_a_receipt_for_each_event_in_order()
    {
        await using var host = await TestHost.StartAsync();
        await host.EnrolledAsync(new Contact("ann", "+15550100001"));
        host.Caller = new ApiCaller("acme", ApiRole.Operate, "acme");
        var (_, body) = await host.PostJsonAsync(
            "/api/events/batch",
            """
            {"events":[{"id":"1","type":"complaint","contactKey":"ann"},{"id":"1","type":"complaint","contactKey":"ann"},
             {"id":"2","type":"own"}]}
            """);
        Assert.Equal(
            ["1 applied 1", "1 duplicate 0", "2 kept 0"],
            body.GetProperty("receipts").EnumerateArray().Select(
                receipt => $"{receipt.Text("id")} {receipt.Text("result")} {receipt.Count("affected")}"));
    }

    [Theory]
    [InlineData("", """{"id":"1","type":"reply"}""", 400, "/tenant")]
    [InlineData("", """{"tenant":"acme","id":"1","type":"reply","campaign":"x","extra":1}""", 400, "/extra")]
    [InlineData("", """{"tenant":"acme","id":"1","type":"reply","campaign":"x"}""", 400, "/campaign")]
    [InlineData("", """{"tenant":"acme","id":"","type":"reply"}""", 422, "")]
    [InlineData("", """{"tenant":"acme","id":"1","type":"reply","data":[1]}""", 422, "")]
    [InlineData("/batch", """{"events":[]}""", 400, "/events")]
    [InlineData("/batch", """{"events":[{"id":"1","type":"reply","tenant":"acme"},{"id":"2","type":"x"}]}""", 400, "/events/1/tenant")]
    [InlineData("/batch", """{"events":[{"id":"1","type":"reply","tenant":"acme"},{"id":"2","tenant":"acme"}]}""", 400, "/events/1/type")]
    public async Task Faults_name_their_place(string path, string json, int status, string place)
    {
        await using var host = await TestHost.StartAsync();
        var (answered, problem) = await host.PostJsonAsync("/api/events" + path, json);
        Assert.Equal(status, (int)answered);
        Assert.True(place.Length == 0 || problem.GetProperty("faults").EnumerateArray().Any(fault => fault.Text("at") == place),
            problem.GetRawText());
        Assert.Equal(0, (await host.GetJsonAsync("/api/events?tenant=acme")).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task An_event_of_one_tenant_never_touches_another()
    {
        await using var host = await TestHost.StartAsync();
        var campaign = await host.EnrolledAsync(new Contact("ann", "+15550100001"));
        host.Caller = new ApiCaller("other", ApiRole.Operate, "other");
        var (foreign, _) = await host.PostJsonAsync("/api/events", """{"tenant":"acme","id":"1","type":"complaint","contactKey":"ann"}""");
        var (own, receipt) = await host.PostJsonAsync(
            "/api/events", $$"""{"id":"1","type":"complaint","contactKey":"ann","campaign":"{{campaign}}"}""");
        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.OK), (foreign, own));
        Assert.Equal((0, JobState.New), (receipt.Count("affected"), (await host.Client.GetContactAsync(campaign, "ann")).State));
        Assert.Equal(HttpStatusCode.NotFound, (await host.Http.GetAsync("/api/events?tenant=acme")).StatusCode);
        Assert.Single((await host.GetJsonAsync("/api/events")).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task A_trigger_enrolls_and_a_failed_one_is_applied_again()
    {
        await using var host = await TestHost.StartAsync();
        const string Trigger = """
            {"eventType":"cart","conditions":[{"field":"total","comparison":"greater","values":["50"]}],
             "campaignKey":"carts","reentry":"after_pause","pause":"7.00:00:00",
             "contact":{"key":"who","phone":"number","data":{"sum":"total"}}}
            """;
        var (set, shown) = await host.PostJsonAsync("/api/tenants/acme/triggers/carts", Trigger, HttpMethod.Put);
        Assert.Equal((HttpStatusCode.OK, "after_pause", "7.00:00:00"), (set, shown.Text("reentry"), shown.Text("pause")));
        Assert.Equal(shown.GetRawText(), (await host.GetJsonAsync("/api/tenants/acme/triggers")).GetProperty("items")[0].GetRawText());

        const string Cart = """{"tenant":"acme","id":"c1","type":"cart","data":{"total":99,"who":"ann","number":"+15550100001"}}""";
        var (_, kept) = await host.PostJsonAsync("/api/events", Cart);
        Assert.Equal("kept", kept.Text("result"));
        var campaign = await host.Client.CreateAsync(new CampaignDefinition
        {
            Name = "Carts", Key = "carts", Tenant = "acme", Zone = "Europe/Paris", KeepOpen = true,
                Steps = [new ContactStep { Channel = Channels.Voice }],
        });
        var failed = (await host.GetJsonAsync("/api/events?tenant=acme&state=trigger_failed")).GetProperty("items")[0];
        Assert.Equal(("c1", "carts"), (failed.GetProperty("event").Text("id"), failed.GetProperty("failedTriggers")[0].GetString()));
        var (_, applied) = await host.PostJsonAsync("/api/events/apply-again", """{"tenant":"acme","id":"c1"}""");
        Assert.Equal(("applied", "99"), (applied.Text("result"), (await host.Client.GetContactAsync(campaign, "ann")).Contact.Data["sum"]));

        Assert.Equal(HttpStatusCode.NoContent, (await host.Http.DeleteAsync("/api/tenants/acme/triggers/carts")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await host.Http.DeleteAsync("/api/tenants/acme/triggers/carts")).StatusCode);
        Assert.Equal(
            HttpStatusCode.NotFound, (await host.PostJsonAsync("/api/events/apply-again", """{"tenant":"acme","id":"none"}""")).Status);
    }

    [Fact]
    public async Task Reports_of_a_dialer_end_attempts_of_its_tenant_only()
    {
        await using var host = await TestHost.StartAsync();
        var campaign = await host.EnrolledAsync(new Contact("ann", "+15550100001"));
        await host.Client.StartAsync(campaign);
        var attempt = await host.LiveAttemptAsync(campaign, "ann");
        var report = $$"""{"attempt":"{{attempt}}","state":"ended","outcome":"no_answer"}""";

        host.Caller = new ApiCaller("other", ApiRole.Operate, "other");
        Assert.Equal(HttpStatusCode.NotFound, (await host.PostJsonAsync("/api/reports", report)).Status);
        host.Caller = new ApiCaller("dialer", ApiRole.Operate, "acme");
        Assert.Equal("applied", (await host.PostJsonAsync("/api/reports", report)).Body.Text("result"));
        Assert.Equal("no_news", (await host.PostJsonAsync("/api/reports", report)).Body.Text("result"));
        var (unknown, kept) = await host.PostJsonAsync(
            "/api/reports", """{"provider":"voice-1","callId":"x","state":"ended","outcome":"busy"}""");
        Assert.Equal((HttpStatusCode.Accepted, "unknown"), (unknown, kept.Text("result")));
    }

    [Theory]
    [InlineData("""{"state":"ended","outcome":"busy"}""", 422)]
    [InlineData("""{"attempt":"1","state":"ended","outcome":"busy"}""", 400)]
    [InlineData("""{"callId":"1","provider":"p","state":"over"}""", 400)]
    [InlineData("""{"callId":"1","provider":"p","state":"ended","outcome":"not_sent"}""", 422)]
    [InlineData("""{"callId":"1","provider":"p","state":"ended","outcome":"busy","result":{"recording":"x"}}""", 400)]
    [InlineData("""{"callId":"1","provider":"p","state":"ended","outcome":"busy","result":{"transcript":"file:///etc/passwd"}}""", 400)]
    [InlineData("""{"callId":"1","provider":"p","state":"ended","outcome":"busy","result":{"cost":{"amount":-1,"currency":"EUR"}}}""", 422)]
    [InlineData("""{"callId":"1","provider":"p","state":"ended","outcome":"busy","result":{"talkTime":"1e999"}}""", 400)]
    public async Task Reports_with_faults_are_refused(string json, int status)
    {
        await using var host = await TestHost.StartAsync();
        Assert.Equal(status, (int)(await host.PostJsonAsync("/api/reports", json)).Status);
    }
}
