using Campaigns.AspNetCore.Access;
using Campaigns.AspNetCore.Idempotency;
using Campaigns.AspNetCore.Tests.Support;
using Campaigns.Sqlite;
using Campaigns.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Campaigns.AspNetCore.Tests.Idempotency;

/// <summary>Requests with an idempotency key whose process ends between the execution and the storing of the answer.</summary>
public sealed class CrashTests : IDisposable
{
    private const string Header = "Idempotency-Key";
    private const string NewKey = """{"name":"a","role":"read"}""";
    private readonly string _folder = Directory.CreateTempSubdirectory("campaigns-").FullName;

    [Fact]
    public async Task What_is_safe_to_repeat_runs_again_and_creates_nothing_twice()
    {
        string first;
        await using (var host = await StartAsync(out var store))
        {
            store.FailsBefore = IsAnswer;
            first = await (await host.Http.SendAsync("POST", "/t/campaigns", "{}", Header, "k1")).Content.ReadAsStringAsync();
        }

        await using var restarted = await StartAsync(out _);
        var second = await restarted.Http.SendAsync("POST", "/t/campaigns", "{}", Header, "k1");
        var third = await restarted.Http.SendAsync("POST", "/t/campaigns", "{}", Header, "k1");

        Assert.Equal(first, await second.Content.ReadAsStringAsync());
        Assert.Equal((false, true), (second.Headers.Contains("Idempotent-Replayed"), third.Headers.Contains("Idempotent-Replayed")));
        Assert.Single((await restarted.Client.ListAsync()).Items);
    }

    [Fact]
    public async Task What_is_not_safe_to_repeat_is_answered_as_unknown_and_says_how_to_find_out()
    {
        await using (var host = await StartAsync(out var store))
        {
            store.FailsBefore = IsAnswer;
            Assert.Equal(201, (int)(await host.Http.SendAsync("POST", "/api/keys", NewKey, Header, "k1")).StatusCode);
        }

        await using var restarted = await StartAsync(out _);
        for (var i = 0; i < 2; i++)
        {
            var answer = await restarted.Http.SendAsync("POST", "/api/keys", NewKey, Header, "k1");
            var problem = await answer.JsonAsync();
            Assert.Equal((409, "/problems/unknown-outcome"), ((int)answer.StatusCode, problem["type"]!.ToString()));
            Assert.Contains("GET /keys", problem["detail"]!.ToString(), StringComparison.Ordinal);
        }

        Assert.Single((await (await restarted.Http.GetAsync("/api/keys")).JsonAsync())["items"]!.AsArray());
    }

    [Fact]
    public async Task A_key_with_other_parameters_is_refused_after_a_crash_too()
    {
        await using (var host = await StartAsync(out var store))
        {
            store.FailsBefore = IsAnswer;
            await host.Http.SendAsync("POST", "/t/campaigns", "{}", Header, "k1");
        }

        await using var restarted = await StartAsync(out _);
        Assert.Equal(422, (int)(await restarted.Http.SendAsync("POST", "/t/campaigns", "{ }", Header, "k1")).StatusCode);
    }

    [Fact]
    public async Task Nothing_is_executed_unless_its_record_is_written()
    {
        await using var host = await StartAsync(out var store);
        store.FailsBefore = change => change.Record.Kind == "idempotency";
        var failed = await host.Http.SendAsync("POST", "/t/campaigns", "{}", Header, "k1");
        Assert.Equal(503, (int)failed.StatusCode);
        Assert.Empty((await host.Client.ListAsync()).Items);

        store.FailsBefore = _ => false;
        Assert.Equal(200, (int)(await host.Http.SendAsync("POST", "/t/campaigns", "{}", Header, "k1")).StatusCode);
    }

    [Fact]
    public async Task A_write_without_an_answer_is_treated_like_a_crash()
    {
        await using var host = await StartAsync(out var store);
        store.FailsAfter = change => change.Record.Kind == "idempotency";
        Assert.Equal(503, (int)(await host.Http.SendAsync("POST", "/t/campaigns", "{}", Header, "k1")).StatusCode);
        store.FailsAfter = _ => false;

        Assert.Equal(200, (int)(await host.Http.SendAsync("POST", "/t/campaigns", "{}", Header, "k1")).StatusCode);
        Assert.Single((await host.Client.ListAsync()).Items);
    }

    [Fact]
    public async Task Nobody_is_let_in_while_keys_cannot_be_read()
    {
        await using var host = await StartAsync(out var store);
        var (bearer, _) = await host.Http.CreateKeyAsync("read", null);
        store.FailsReads = true;
        Assert.Equal(503, (int)(await host.Http.SendAsync("GET", "/api/campaigns/1", null, "Authorization", bearer)).StatusCode);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static bool IsAnswer(RecordChange change) =>
        change.Record.Kind == "idempotency" && change.Record.Json.Contains("Status", StringComparison.Ordinal);

    private Task<TestHost> StartAsync(out FaultyRecordStore store)
    {
        var faulty = store = new FaultyRecordStore(new SqliteRecordStore(Path.Combine(_folder, "records.db")));
        return TestHost.StartAsync(
            campaigns =>
            {
                campaigns.UseSqlite(Path.Combine(_folder, "campaigns.db"));
                campaigns.Services.AddSingleton<IRecordStore>(faulty);
            },
            map: Map);
    }

    private static void Map(WebApplication app) => CampaignsApi.MapGroup(app, "/t").MapPost("/campaigns", CreateAsync)
        .Require(ApiRole.Operate).IsSafeToRepeat();

    private static async Task<IResult> CreateAsync(HttpContext context, ICampaignClient client)
    {
        var campaign = await client.CreateAsync(new CampaignDefinition
        {
            Name = "Spring", Tenant = "acme", Key = IdempotencyFilter.DerivedKey(context), Steps = [new ContactStep { Channel = Channels.Voice }],
        });
        return Results.Text(campaign.ToString());
    }
}
