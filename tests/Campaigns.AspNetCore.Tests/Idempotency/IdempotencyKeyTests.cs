using System.Text;
using Campaigns.AspNetCore.Access;
using Campaigns.AspNetCore.Idempotency;
using Campaigns.AspNetCore.Requests;
using Campaigns.AspNetCore.Tests.Support;
using Campaigns.InMemory;
using Campaigns.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Campaigns.AspNetCore.Tests.Idempotency;

public sealed class IdempotencyKeyTests
{
    private const string Header = "Idempotency-Key";
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero));
    private readonly MemoryRecordStore _records = new();
    private readonly TaskCompletionSource _gate = new();
    private readonly TaskCompletionSource _entered = new();
    private int _executions;

    [Fact]
    public async Task A_repeated_request_gets_the_first_answer_and_nothing_is_executed_again()
    {
        await using var host = await StartAsync();
        var first = await host.Http.SendAsync("POST", "/t/count?a=1", """{"b":2}""", Header, "k1");
        var second = await host.Http.SendAsync("POST", "/t/count?a=1", """{"b":2}""", Header, "k1");

        Assert.Equal((201, "1", "/t/1", "\"7\""), await Read(first));
        Assert.Equal((201, "1", "/t/1", "\"7\""), await Read(second));
        Assert.False(first.Headers.Contains("Idempotent-Replayed"));
        Assert.Equal("true", second.Headers.GetValues("Idempotent-Replayed").Single());
        Assert.Equal(first.Content.Headers.ContentType, second.Content.Headers.ContentType);
        Assert.Equal(1, _executions);
    }

    [Theory]
    [InlineData("/t/count?a=2", """{"b":2}""")]
    [InlineData("/t/count", """{"b":2}""")]
    [InlineData("/t/count?a=1", """{"b":3}""")]
    public async Task A_key_that_comes_with_another_request_is_refused(string path, string body)
    {
        await using var host = await StartAsync();
        await host.Http.SendAsync("POST", "/t/count?a=1", """{"b":2}""", Header, "k1");
        var other = await host.Http.SendAsync("POST", path, body, Header, "k1");

        Assert.Equal(422, (int)other.StatusCode);
        Assert.Equal("/problems/key-reused", (await other.JsonAsync())["type"]!.ToString());
        Assert.Equal(1, _executions);
    }

    [Fact]
    public async Task Keys_of_other_callers_tenants_and_routes_are_other_keys()
    {
        await using var host = await StartAsync();
        foreach (var caller in new[] { new ApiCaller("a", ApiRole.Admin, null), new("b", ApiRole.Admin, null),
            new("a", ApiRole.Admin, "x"), new("a", ApiRole.Admin, "y") })
        {
            host.Caller = caller;
            Assert.False((await host.Http.SendAsync("POST", "/t/count", "{}", Header, "k1")).Headers.Contains("Idempotent-Replayed"));
        }

        Assert.Equal(404, (int)(await host.Http.SendAsync("POST", "/t/missing", "{}", Header, "k1")).StatusCode);
        Assert.Equal(5, _executions);
    }

    [Fact]
    public async Task A_request_that_is_being_executed_is_not_executed_twice()
    {
        await using var host = await StartAsync();
        var first = host.Http.SendAsync("POST", "/t/wait", "{}", Header, "k1");
        await _entered.Task.WaitAsync(Until.Patience);
        var second = await host.Http.SendAsync("POST", "/t/wait", "{}", Header, "k1");
        _gate.SetResult();

        Assert.Equal((409, "1"), ((int)second.StatusCode, second.Headers.RetryAfter!.ToString()));
        Assert.Equal(200, (int)(await first).StatusCode);
        Assert.Equal("true", (await host.Http.SendAsync("POST", "/t/wait", "{}", Header,
            "k1")).Headers.GetValues("Idempotent-Replayed").Single());
        Assert.Equal(1, _executions);
    }

    [Fact]
    public async Task A_request_that_was_refused_may_be_corrected_under_its_key()
    {
        await using var host = await StartAsync();
        Assert.Equal(400, (int)(await host.Http.SendAsync("POST", "/api/keys", """{"name":"a"}""", Header, "k1")).StatusCode);
        Assert.Equal(201, (int)(await host.Http.SendAsync("POST", "/api/keys", """{"name":"a","role":"read"}""", Header, "k1")).StatusCode);
    }

    [Fact]
    public async Task What_the_state_does_not_allow_is_answered_the_same_way_again()
    {
        await using var host = await StartAsync();
        await host.Http.SendAsync("POST", "/t/missing", "{}", Header, "k1");
        var again = await host.Http.SendAsync("POST", "/t/missing", "{}", Header, "k1");

        Assert.Equal((404, 1), ((int)again.StatusCode, _executions));
        Assert.Equal("application/problem+json", again.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task A_secret_that_is_shown_once_is_not_in_the_stored_answer()
    {
        await using var host = await StartAsync();
        const string Body = """{"name":"a","role":"read"}""";
        var first = await (await host.Http.SendAsync("POST", "/api/keys", Body, Header, "k1")).JsonAsync();
        var second = await host.Http.SendAsync("POST", "/api/keys", Body, Header, "k1");
        var replayed = await second.JsonAsync();

        Assert.Equal((201, first["id"]!.ToString()), ((int)second.StatusCode, replayed["id"]!.ToString()));
        Assert.Null(replayed["key"]);
        Assert.Single(await _records.ListAsync(new RecordQuery("api-key"), default));
        var stored = (await _records.ListAsync(new RecordQuery("idempotency"), default)).Single();
        var secret = Encoding.UTF8.GetBytes(first["key"]!.ToString()[16..]);
        var answer = StoredAnswer.Read(stored, await new AnswerSeals(_records).KeyOfAsync(stored.Tenant, default));
        Assert.Equal((false, -1), (answer.IsErased, answer.Body.AsSpan().IndexOf(secret)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\tb")]
    [InlineData("256")]
    public async Task A_malformed_key_is_refused(string key)
    {
        await using var host = await StartAsync();
        var answer = await host.Http.SendAsync("POST", "/t/count", "{}", Header, key == "256" ? new string('k', 256) : key);
        Assert.Equal((400, 0), ((int)answer.StatusCode, _executions));
        Assert.Equal(201, (int)(await host.Http.SendAsync("POST", "/t/count", "{}", Header, new string('k', 255))).StatusCode);
    }

    [Fact]
    public async Task An_upload_is_hashed_while_it_streams()
    {
        await using var host = await StartAsync();
        var upload = new string('x', 300_000);
        var first = await host.Http.SendAsync("POST", "/t/upload", upload, Header, "k1");
        var second = await host.Http.SendAsync("POST", "/t/upload", upload, Header, "k1");
        var other = await host.Http.SendAsync("POST", "/t/upload", upload[1..] + "y", Header, "k1");

        Assert.Equal("1000", await first.Content.ReadAsStringAsync()); // the handler stopped early: the rest is hashed all the same
        Assert.Equal("1000", await second.Content.ReadAsStringAsync());
        Assert.Equal((422, 1), ((int)other.StatusCode, _executions));
    }

    [Fact]
    public async Task An_answer_is_repeated_for_a_day_and_deleted_then()
    {
        await using var host = await StartAsync();
        await host.Http.SendAsync("POST", "/t/count", "{}", Header, "k1");
        _time.Advance(TimeSpan.FromHours(24) - TimeSpan.FromSeconds(1));
        await host.Http.SendAsync("POST", "/t/count", "{}", Header, "k1");
        Assert.Equal(1, _executions);

        _time.Advance(TimeSpan.FromSeconds(1));
        await host.Http.SendAsync("POST", "/t/count", "{}", Header, "k1");
        Assert.Equal(2, _executions);

        await Until.HoldsAsync(async () =>
        {
            _time.Advance(TimeSpan.FromHours(25)); // the sweeper's timer may not have been set when the time moved before
            return (await _records.ListAsync(new RecordQuery("idempotency"), default)).Count == 0;
        });
    }

    private Task<TestHost> StartAsync() => TestHost.StartAsync(
        campaigns =>
        {
            campaigns.Services.AddSingleton<IRecordStore>(_records);
            campaigns.Services.AddSingleton<TimeProvider>(_time);
        },
        map: Map);

    private void Map(WebApplication app)
    {
        var test = CampaignsApi.MapGroup(app, "/t");
        test.MapPost("/count", (HttpContext context) =>
        {
            var number = Interlocked.Increment(ref _executions);
            context.Response.Headers.ETag = "\"7\"";
            context.Response.Headers.Location = $"/t/{number}";
            return Results.Text($"{number}", statusCode: 201);
        }).Require(ApiRole.Operate);
        test.MapPost("/missing", IResult (HttpContext _) =>
        {
            Interlocked.Increment(ref _executions);
            throw new CampaignException(CampaignError.NotFound, "There is none.");
        }).Require(ApiRole.Operate);
        test.MapPost("/wait", async (HttpContext _) =>
        {
            Interlocked.Increment(ref _executions);
            _entered.TrySetResult();
            await _gate.Task;
            return Results.Ok();
        }).Require(ApiRole.Operate);
        test.MapPost("/upload", async (HttpContext context) =>
        {
            Interlocked.Increment(ref _executions);
            var buffer = new byte[1000];
            await context.Request.Body.ReadExactlyAsync(buffer);
            return Results.Text($"{buffer.Length}");
        }).Require(ApiRole.Operate).IsSafeToRepeat().WithMetadata(new StreamedBody());
    }

    private static async Task<(int, string, string?, string?)> Read(HttpResponseMessage answer) =>
        ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(), answer.Headers.Location?.ToString(),
            answer.Headers.ETag?.ToString());
}
