using System.Net;
using System.Text.Json;
using Campaigns.AspNetCore.Access;
using Campaigns.AspNetCore.Bulk;
using Campaigns.AspNetCore.Tests.Support;
using Campaigns.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Campaigns.AspNetCore.Tests.Bulk;

public sealed class BulkTests
{
    [Fact]
    public async Task An_action_is_counted_confirmed_and_run_in_portions()
    {
        await using var host = await TestHost.StartAsync();
        var campaign = await host.EnrolledAsync(
            [.. Enumerable.Range(0, 1_050).Select(i => new Contact($"{(i < 450 ? "a" : "b")}{i}", $"+1555{i:0000000}"))]);
        await host.Client.RemoveContactAsync(campaign, "a7");
        var path = $"/api/campaigns/{campaign}/contacts/bulk";
        var (_, counted) = await host.PostJsonAsync(path, """{"action":"remove","filter":{"text":"a"},"dryRun":true}""");
        Assert.Equal((449, 1), (counted.Count("count"), counted.Count("skipped")));

        var (wrong, problem) = await host.PostJsonAsync(path, """{"action":"remove","filter":{"text":"a"},"confirmedCount":450}""");
        Assert.Equal((HttpStatusCode.Conflict, "/problems/count-changed"), (wrong, problem.Text("type")));
        using var answer = await host.SendAsync(HttpMethod.Post, path.Replace("campaigns", "Campaigns", StringComparison.Ordinal),
            new StringContent("""{"action":"remove","filter":{"text":"a"},"confirmedCount":449}"""), "application/json");
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        var done = await EndAsync(host, answer.Headers.Location!.ToString());
        Assert.Equal(("completed", 449, 1, 0), (done.Text("state"), done.Count("done"), done.Count("skipped"), done.Count("refused")));
        Assert.Equal(600, (await host.Client.GetStatisticsAsync(campaign)).Pending);
        Assert.DoesNotContain("text", (await host.Services.GetRequiredService<IRecordStore>().ListAsync(
            new RecordQuery("bulk-action"), default))[0].Json, StringComparison.Ordinal);

        var (again, _) = await host.PostJsonAsync(path, """{"action":"remove","filter":{"text":"a"},"confirmedCount":449}""");
        Assert.Equal(HttpStatusCode.Conflict, again); // nothing matches any more
    }

    [Theory]
    [InlineData("""{"action":"remove","dryRun":true}""", "/filter")]
    [InlineData("""{"action":"remove","filter":{},"dryRun":true}""", "/filter")]
    [InlineData("""{"action":"remove","filter":{"state":"new"},"all":true,"dryRun":true}""", "/all")]
    [InlineData("""{"action":"remove","all":true}""", "/confirmedCount")]
    [InlineData("""{"action":"remove","all":true,"dryRun":true,"confirmedCount":1}""", "/confirmedCount")]
    [InlineData("""{"action":"reschedule","all":true,"dryRun":true}""", "/at")]
    [InlineData("""{"action":"rerun","all":true,"dryRun":true,"at":"2030-01-01T00:00:00Z"}""", "/at")]
    [InlineData("""{"action":"explode","all":true,"dryRun":true}""", "/action")]
    [InlineData("""{"action":"remove","filter":{"sate":"new"},"dryRun":true}""", "/filter/sate")]
    public async Task Nothing_is_meant_by_accident(string json, string place)
    {
        await using var host = await TestHost.StartAsync();
        var campaign = await host.EnrolledAsync(new Contact("ann", "+15550100001"));
        var (status, problem) = await host.PostJsonAsync($"/api/campaigns/{campaign}/contacts/bulk", json);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains(problem.GetProperty("faults").EnumerateArray(), fault => fault.Text("at") == place);
    }

    [Fact]
    public async Task All_must_be_said_and_then_reschedules_everybody()
    {
        await using var host = await TestHost.StartAsync();
        var campaign = await host.EnrolledAsync(new Contact("ann", "+15550100001"), new Contact("bo", "+15550100002"));
        var done = await host.RunAsync(campaign, """{"action":"reschedule","all":true,"at":"2030-01-01T00:00:00Z","confirmedCount":2}""");
        Assert.Equal(("completed", 2), (done.Text("state"), done.Count("done")));
        Assert.Equal(2030, (await host.Client.GetContactAsync(campaign, "bo")).NextDue!.Value.Year);
    }

    [Fact]
    public async Task A_rerun_leaves_those_alone_who_opted_out_or_were_reached()
    {
        await using var host = await TestHost.StartAsync();
        var campaign = await host.EndedAsync(
            ("ann", AttemptOutcome.Failed), ("bo", AttemptOutcome.OptedOut), ("cy", AttemptOutcome.Invalid),
                ("di", AttemptOutcome.Completed));
        var path = $"/api/campaigns/{campaign}/contacts/bulk";
        var (_, all) = await host.PostJsonAsync(path, """{"action":"rerun","all":true,"dryRun":true}""");
        var (_, reached) = await host.PostJsonAsync(path, """{"action":"rerun","filter":{"state":"completed"},"dryRun":true}""");
        Assert.Equal((1, 3, 1), (all.Count("count"), all.Count("skipped"), reached.Count("count")));

        await host.Client.PauseAsync(campaign);
        var done = await host.RunAsync(campaign, """{"action":"rerun","all":true,"confirmedCount":1}""");
        Assert.Equal((1, 3), (done.Count("done"), done.Count("skipped")));
        Assert.Equal(JobState.Waiting, (await host.Client.GetContactAsync(campaign, "ann")).State);
    }

    [Fact]
    public async Task An_interrupted_rerun_runs_nobody_twice()
    {
        await using var host = await TestHost.StartAsync();
        var campaign = await host.EndedAsync(("ann", AttemptOutcome.Failed), ("bo", AttemptOutcome.Failed));
        var records = host.Services.GetRequiredService<BulkRecords>();
        var request = new BulkRequestBody { Action = BulkAction.Rerun, All = true, ConfirmedCount = 2 };
        var action = records.Make(campaign, request, 2);
        await host.Client.RerunContactAsync(campaign, "ann"); // what the portion did before the process died
        var attempt = await host.LiveAttemptAsync(campaign, "ann");
        await ((ICampaignReports)host.Client).ReportAsync(ProviderReport.Ended(attempt, AttemptOutcome.Failed));

        Assert.True(await records.WriteAsync(action, "acme", 0, default));
        host.Services.GetRequiredService<BulkRunner>().Wake();
        var done = await EndAsync(host, $"/api/campaigns/{campaign}/bulk/{action.Body.Id}");
        Assert.Equal((1, 1), (done.Count("done"), done.Count("skipped")));
        Assert.Equal(2, (await host.Client.GetContactAsync(campaign, "ann")).Timeline.Count);
    }

    [Fact]
    public async Task A_repeated_request_gets_the_action_that_runs_and_a_canceled_one_stays_canceled()
    {
        await using var host = await TestHost.StartAsync();
        var campaign = await host.EnrolledAsync(new Contact("ann", "+15550100001"));
        var records = host.Services.GetRequiredService<BulkRecords>();
        var action = records.Make(
            campaign, new BulkRequestBody { Action = BulkAction.Remove, Filter = new BulkFilterBody { State = JobState.New } }, 1);
        Assert.True(await records.WriteAsync(action, "acme", 0, default)); // nobody has woken the runner

        var (_, same) = await host.PostJsonAsync(
            $"/api/campaigns/{campaign}/contacts/bulk", """{"action":"remove","filter":{"state":"new"},"confirmedCount":1}""");
        Assert.Equal(action.Body.Id, same.Text("id"));
        var (_, canceled) = await host.PostJsonAsync($"/api/campaigns/{campaign}/bulk/{action.Body.Id}/cancel", "");
        host.Services.GetRequiredService<BulkRunner>().Wake();
        Assert.Equal("canceled", canceled.Text("state"));
        Assert.Equal("canceled", (await host.GetJsonAsync($"/api/campaigns/{campaign}/bulk")).GetProperty("items")[0].Text("state"));
        Assert.Equal(JobState.New, (await host.Client.GetContactAsync(campaign, "ann")).State);
    }

    [Fact]
    public async Task Bulk_actions_need_the_role_and_the_tenant()
    {
        await using var host = await TestHost.StartAsync();
        var campaign = await host.EnrolledAsync(new Contact("ann", "+15550100001"));
        var path = $"/api/campaigns/{campaign}/contacts/bulk";
        const string Count = """{"action":"remove","all":true,"dryRun":true}""";
        host.Caller = new ApiCaller("other", ApiRole.Operate, "other");
        Assert.Equal(HttpStatusCode.NotFound, (await host.PostJsonAsync(path, Count)).Status);
        host.Caller = new ApiCaller("reader", ApiRole.Read, "acme");
        Assert.Equal(HttpStatusCode.Forbidden, (await host.PostJsonAsync(path, Count)).Status);
    }

    private static Task<JsonElement> EndAsync(TestHost host, string location) => host.BulkEndAsync(location);
}
