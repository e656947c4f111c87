using System.Text.Json;
using Campaigns.AspNetCore.Access;
using Campaigns.AspNetCore.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Campaigns.AspNetCore.Tests.Calls;

/// <summary>Single calls are contacts of a campaign that is kept for them.</summary>
public sealed class CallTests
{
    private const string Call = """{ "to": "+1 555 010 0001", "zone": "America/New_York", "data": { "first": "Ann" } }""";

    [Fact]
    public async Task A_call_is_accepted_and_its_status_follows_its_attempt()
    {
        await using var host = await TestHost.StartAsync();
        var made = await host.PostAsync("/api/calls", Call);
        var path = made.Message.Headers.Location!.ToString();
        var live = await StatusAsync(host, path, "in_progress");
        await host.Services.GetRequiredService<ICampaignReports>().ReportAsync(Ended(live, AttemptOutcome.Completed) with
        {
            AttemptResult = new AttemptResult { TalkTime = TimeSpan.FromSeconds(42), Data = """{ "mood": "good" }""" },
        });
        var ended = await host.GetAsync(path);

        Assert.Equal((202, "+15550100001"), (made.Status, made.Text("to")));
        Assert.Equal(("completed", "completed"), (ended.Text("status"), ended.Text("state")));
        Assert.Equal("completed", ended.Text("attempts/0/outcome"));
        Assert.Equal(("00:00:42", "good"), (ended.Text("attempts/0/result/talkTime"), ended.Text("attempts/0/result/data/mood")));
    }

    [Fact]
    public async Task A_call_that_failed_once_is_pending_and_says_when_it_is_tried_again()
    {
        await using var host = await TestHost.StartAsync();
        var path = (await host.PostAsync("/api/calls", Call)).Message.Headers.Location!.ToString();
        var live = await StatusAsync(host, path, "in_progress");
        await host.Services.GetRequiredService<ICampaignReports>().ReportAsync(Ended(live, AttemptOutcome.Busy));
        var waiting = await host.GetAsync(path);

        Assert.Equal(("pending", "waiting"), (waiting.Text("status"), waiting.Text("state")));
        Assert.Equal(("busy", "due"), (waiting.Text("attempts/0/outcome"), waiting.Text("waitsFor")));
        Assert.True(waiting.Has("earliest"));
    }

    [Fact]
    public async Task A_call_to_somebody_on_the_do_not_contact_list_is_not_made()
    {
        await using var host = await TestHost.StartAsync();
        await host.Services.GetRequiredService<ICampaignReports>().SuppressAsync(Suppression.OfAddress("default", "+15550100001"));
        var path = (await host.PostAsync("/api/calls", Call)).Message.Headers.Location!.ToString();
        var call = await host.GetAsync(path);

        Assert.Equal(("failed", "suppressed", 0), (call.Text("status"), call.Text("state"), call.At("attempts").GetArrayLength()));
    }

    [Fact]
    public async Task A_call_outside_the_hours_of_its_tenant_waits_and_says_why()
    {
        await using var host = await TestHost.StartAsync();
        await host.Services.GetRequiredService<ICampaignOperations>().HoldTenantAsync("default");
        var made = await host.PostAsync("/api/calls", Call);

        Assert.Equal(("pending", "new"), (made.Text("status"), made.Text("state")));
        Assert.Contains("hold", made.Text("waitsFor") + made.Text("reason"));
    }

    [Fact]
    public async Task A_call_with_a_start_time_is_not_made_before_it_and_then_like_any_other()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero));
        await using var host = await TestHost.StartAsync(campaigns => campaigns.Services.AddSingleton<TimeProvider>(time));
        var made = await host.PostAsync(
            "/api/calls", """{ "to": "+15550100001", "zone": "UTC", "notBefore": "2026-03-02T14:00:00+01:00" }""");
        var path = made.Message.Headers.Location!.ToString();
        time.Advance(TimeSpan.FromHours(4) - TimeSpan.FromSeconds(1));
        var waiting = await host.GetAsync(path);
        time.Advance(TimeSpan.FromSeconds(1));
        var live = await StatusAsync(host, path, "in_progress");

        Assert.Equal((202, "pending", "waiting"), (made.Status, made.Text("status"), made.Text("state")));
        Assert.Equal(("2026-03-02T13:00:00+00:00", "2026-03-02T13:00:00+00:00"), (made.Text("dueAt"), made.Text("earliest")));
        Assert.Equal(("pending", 0), (waiting.Text("status"), waiting.At("attempts").GetArrayLength()));
        Assert.Equal("2026-03-02T13:00:00+00:00", live.Text("attempts/0/committedAt"));
    }

    [Fact]
    public async Task A_start_time_that_is_malformed_or_too_far_ahead_is_a_fault_and_one_in_the_past_means_now()
    {
        await using var host = await TestHost.StartAsync();
        var late = await host.PostAsync("/api/calls", """{ "to": "+15550100001", "notBefore": "2999-01-01T00:00:00Z" }""");
        var local = await host.PostAsync("/api/calls", """{ "to": "+15550100001", "notBefore": "tomorrow" }""");
        var past = await host.PostAsync("/api/calls", """{ "to": "+15550100001", "notBefore": "2020-01-01T00:00:00Z" }""");
        await StatusAsync(host, past.Message.Headers.Location!.ToString(), "in_progress");

        Assert.Equal((400, 400, 202), (late.Status, local.Status, past.Status));
        Assert.Equal(("/notBefore", "/notBefore"), (late.Faults.Single(), local.Faults.Single()));
        Assert.Contains("365 days", late.Text("faults/0/detail"));
    }

    [Theory]
    [InlineData("2026-03-02T09:30:00")]
    [InlineData("2026-03-02")]
    public async Task An_instant_without_an_offset_is_refused_instead_of_read_in_the_zone_of_the_machine(string instant)
    {
        await using var host = await TestHost.StartAsync();

        var answer = await host.PostAsync("/api/calls", $$"""{ "to": "+15550100001", "notBefore": "{{instant}}" }""");

        Assert.Equal((400, "/notBefore"), (answer.Status, answer.Faults.Single()));
    }

    [Fact]
    public async Task A_call_that_cannot_be_made_is_refused_with_the_reason()
    {
        await using var host = await TestHost.StartAsync();
        var number = await host.PostAsync("/api/calls", """{ "to": "911" }""");
        var zone = await host.PostAsync("/api/calls", """{ "to": "+15550100001", "zone": "Mars/Base" }""");
        var faults = await host.PostAsync("/api/calls", """{ "phone": "+15550100001", "data": { "a": 1 } }""");
        var key = await host.PostAsync("/api/calls", """{ "to": "+15550100001", "key": "a/b" }""");

        Assert.Equal((422, 422, 400, 400), (number.Status, zone.Status, faults.Status, key.Status));
        Assert.Contains("Mars/Base", zone.Text("detail"));
        Assert.Equal(["/data/a", "/phone", "/to"], faults.Faults.Order());
    }

    [Fact]
    public async Task A_call_with_a_known_key_is_not_made_again()
    {
        await using var host = await TestHost.StartAsync();
        const string Keyed = """{ "to": "+15550100001", "key": "order-7" }""";
        var first = await host.PostAsync("/api/calls", Keyed);
        var second = await host.PostAsync("/api/calls", Keyed);

        Assert.Equal((202, 409), (first.Status, second.Status));
        Assert.EndsWith("-order-7", first.Text("id"));
        Assert.Single((await host.GetAsync("/api/attempts")).At("items").EnumerateArray());
    }

    [Fact]
    public async Task A_call_in_a_named_campaign_follows_that_campaign()
    {
        await using var host = await TestHost.StartAsync();
        var campaign = (await host.CreateAsync()).Split('/')[^1];
        var made = await host.PostAsync("/api/calls", $$"""{ "to": "+15550100001", "campaign": "{{campaign}}" }""");
        var unknown = await host.PostAsync("/api/calls", """{ "to": "+15550100001", "campaign": "999" }""");

        Assert.Equal((campaign, "pending", 404), (made.Text("campaign"), made.Text("status"), unknown.Status));
    }

    [Fact]
    public async Task Calls_of_another_tenant_do_not_exist()
    {
        await using var host = await TestHost.StartAsync();
        host.Caller = new ApiCaller("acme", ApiRole.Operate, "acme");
        var made = await host.PostAsync("/api/calls", Call);
        var foreign = await host.PostAsync("/api/calls", """{ "to": "+15550100001", "tenant": "other" }""");
        host.Caller = new ApiCaller("other", ApiRole.Operate, "other");
        var read = await host.GetAsync(made.Message.Headers.Location!.ToString());
        var nonsense = await host.GetAsync("/api/calls/nonsense");

        Assert.Equal((202, 400, 404, 404), (made.Status, foreign.Status, read.Status, nonsense.Status));
    }

    [Fact]
    public async Task A_new_month_has_a_new_campaign_and_the_old_one_ends_with_its_calls()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 3, 31, 12, 0, 0, TimeSpan.Zero));
        await using var host = await TestHost.StartAsync(campaigns => campaigns.Services.AddSingleton<TimeProvider>(time));
        var march = await host.PostAsync("/api/calls", Call);
        var live = await StatusAsync(host, march.Message.Headers.Location!.ToString(), "in_progress");
        time.Advance(TimeSpan.FromDays(1));
        var april = await host.PostAsync("/api/calls", Call.Replace("0001", "0002"));
        await host.Services.GetRequiredService<ICampaignReports>().ReportAsync(Ended(live, AttemptOutcome.Completed));

        Assert.NotEqual(march.Text("campaign"), april.Text("campaign"));
        Assert.Equal("single-calls 2026-04", (await host.GetAsync($"/api/campaigns/{april.Text("campaign")}")).Text("key"));
        Assert.Equal("completed", (await host.GetAsync($"/api/campaigns/{march.Text("campaign")}")).Text("state"));
        Assert.Equal("running", (await host.GetAsync($"/api/campaigns/{april.Text("campaign")}")).Text("state"));
    }

    [Fact]
    public async Task The_first_calls_of_a_tenant_at_once_share_one_campaign()
    {
        await using var host = await TestHost.StartAsync();
        var calls = await Task.WhenAll(Enumerable.Range(1, 8).Select(
            number => host.PostAsync("/api/calls", $$"""{ "to": "+1555010000{{number}}" }""")));

        Assert.All(calls, call => Assert.Equal(202, call.Status));
        Assert.Single(calls.Select(call => call.Text("campaign")).Distinct());
        Assert.Equal(8, calls.Select(call => call.Text("id")).Distinct().Count());
    }

    private static ProviderReport Ended(Answer call, AttemptOutcome outcome)
    {
        Assert.True(AttemptId.TryParse(call.Text("attempts/0/id"), out var attempt));
        return ProviderReport.Ended(attempt, outcome);
    }

    /// <summary>Reads a call until it has a status.</summary>
    private static Task<Answer> StatusAsync(TestHost host, string path, string status) =>
        Until.FindAsync(() => host.GetAsync(path), call => call.Text("status") == status);
}
