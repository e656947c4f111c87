using System.Text;
using Campaigns.AspNetCore.Access;
using Campaigns.AspNetCore.Tests.Support;
using Campaigns.AspNetCore.Tests.Webhooks.Outbound.Support;
using Campaigns.AspNetCore.Webhooks;
using Campaigns.AspNetCore.Webhooks.Outbound;
using Campaigns.InMemory;
using Campaigns.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Campaigns.AspNetCore.Tests.Persons;

/// <summary>An erasure reaches what a host keeps beside its campaigns: stored answers, and messages that wait or have failed.</summary>
public sealed class ErasedTraceTests
{
    private const string Call = """{ "to": "+15550100001", "key": "ann" }""";
    private static readonly string[] Kinds = ["idempotency", "idempotency-seal"];

    [Fact]
    public async Task Stored_answers_hold_no_text_and_cannot_be_read_after_an_erasure()
    {
        var records = new MemoryRecordStore();
        await using var host = await TestHost.StartAsync(campaigns => campaigns.Services.AddSingleton<IRecordStore>(records));
        var first = await SendAsync(host, "/api/calls", Call, "k1");
        var replayed = await SendAsync(host, "/api/calls", Call, "k1");
        Assert.Equal((202, 202, "+15550100001"), (first.Status, replayed.Status, replayed.Text("to")));
        Assert.DoesNotContain("5550100001", await TextOfAsync(records));

        await host.PostAsync("/api/tenants/default/persons/erase", """{ "contactKey": "ann" }""");
        var after = await SendAsync(host, "/api/calls", Call, "k1");
        var fresh = await SendAsync(host, "/api/calls", Call.Replace("ann", "bo").Replace("0001", "0002"), "k2");
        var freshAgain = await SendAsync(host, "/api/calls", Call.Replace("ann", "bo").Replace("0001", "0002"), "k2");

        Assert.Equal((409, "/problems/answer-erased"), (after.Status, after.Text("type")));
        Assert.Contains("202", after.Text("detail"));
        Assert.Equal((202, 202), (fresh.Status, freshAgain.Status));
    }

    [Fact]
    public async Task An_erasure_in_one_tenant_leaves_the_answers_of_another_alone()
    {
        await using var host = await TestHost.StartAsync();
        host.Caller = new("other", ApiRole.Admin, "other");
        await SendAsync(host, "/api/calls", Call, "k1");
        host.Caller = new("acme", ApiRole.Admin, "acme");
        await host.PostAsync("/api/tenants/acme/persons/erase", """{ "contactKey": "ann" }""");
        host.Caller = new("other", ApiRole.Admin, "other");

        Assert.Equal(202, (await SendAsync(host, "/api/calls", Call, "k1")).Status);
    }

    [Fact]
    public async Task Messages_that_wait_or_have_failed_keep_ids_only_and_are_still_sent()
    {
        await using var harness = await WebhookHarness.StartAsync();
        var endpoint = await AddAsync(harness);
        harness.Receivers.Answer = _ => Task.FromResult(FakeReceivers.Status(500));
        Add(harness, "ann");
        Add(harness, "bo");
        await Until.HoldsAsync(async () => (await harness.ListAsync(endpoint.Id, DeliveryState.Pending)).Count == 2
            && harness.Receivers.All.Count > 0);
        var failed = DeliveryRecords.Read((await harness.ListAsync(endpoint.Id, DeliveryState.Pending))[0]);
        failed.Id = "msg_0000000000000000009_1"; // one that failed for the last time
        await harness.Records.WriteAsync([DeliveryRecords.Put(endpoint.Id, DeliveryState.Failed, failed)], default);

        var overwritten = await harness.Get<MessageErasure>().EraseAsync("acme", ["ann"], default);
        Assert.Equal(2, overwritten);
        Assert.DoesNotContain("ann", await TextAsync(harness, endpoint));
        Assert.Contains("\"bo\"", await TextAsync(harness, endpoint));

        var before = harness.Receivers.All.Count;
        harness.Receivers.Answer = _ => Task.FromResult(FakeReceivers.Status(200));
        await harness.AdvanceUntilAsync(
            async () => (await harness.ListAsync(endpoint.Id, DeliveryState.Delivered)).Count == 2, TimeSpan.FromHours(1),
            TimeSpan.FromSeconds(30));
        var bodies = harness.Receivers.All.Skip(before).Select(sent => Encoding.UTF8.GetString(sent.Request.Body)).ToList();
        Assert.DoesNotContain(bodies, body => body.Contains("ann"));
        Assert.Contains(bodies, body => body.Contains("\"isErased\":true") && body.Contains("\"sequence\":1"));
    }

    [Fact]
    public async Task A_message_that_is_under_way_during_the_erasure_is_stored_without_the_person()
    {
        await using var harness = await WebhookHarness.StartAsync();
        var endpoint = await AddAsync(harness);
        var answer = new TaskCompletionSource<SendResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        harness.Receivers.Answer = _ => answer.Task;
        Add(harness, "ann");
        await Until.HoldsAsync(() => harness.Receivers.All.Count == 1);

        await harness.Get<MessageErasure>().EraseAsync("acme", ["ann"], default);
        answer.SetResult(FakeReceivers.Status(500));
        await Until.HoldsAsync(async () =>
            (await harness.ListAsync(endpoint.Id, DeliveryState.Pending)) is [var record] && DeliveryRecords.Read(record).Tries == 1);

        Assert.DoesNotContain("ann", await TextAsync(harness, endpoint));
    }

    private static async Task<WebhookEndpoint> AddAsync(WebhookHarness harness) =>
        (await harness.Webhooks.CreateAsync("acme", (secret, now) => new EndpointSettings
        {
            Url = "https://a.test/hooks", Secret = secret, CreatedAt = now, Format = WebhookFormat.Full,
        }, default)).Endpoint;

    private static void Add(WebhookHarness harness, string contact) => harness.Log.Add(
        sequence => new CampaignChange(sequence, harness.Time.GetUtcNow(), ChangeKinds.ContactEnded)
        {
            Tenant = "acme", Campaign = new CampaignId(1), ContactKey = contact, ContactState = JobState.Completed,
        });

    private static async Task<string> TextAsync(WebhookHarness harness, WebhookEndpoint endpoint)
    {
        var pending = await harness.ListAsync(endpoint.Id, DeliveryState.Pending);
        var failed = await harness.ListAsync(endpoint.Id, DeliveryState.Failed);
        return string.Concat(pending.Concat(failed).Select(record => record.Json));
    }

    private static async Task<string> TextOfAsync(IRecordStore records)
    {
        var text = new StringBuilder();
        foreach (var kind in Kinds)
        {
            foreach (var record in await records.ListAsync(new RecordQuery(kind), default))
            {
                text.Append(record.Json).Append(Encoding.UTF8.GetString(Convert.FromBase64String(Padded(record.Json))));
            }
        }

        return text.ToString();

        // the longest base64 text of a record, as whoever reads the store would decode it
        static string Padded(string json) =>
            json.Split('"').Where(part => part.Length % 4 == 0 && part.Length > 40).DefaultIfEmpty("").Last();
    }

    private static async Task<Answer> SendAsync(TestHost host, string path, string json, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(json) };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.Add("Idempotency-Key", key);
        var response = await host.Http.SendAsync(request);
        return new((int)response.StatusCode, System.Text.Json.JsonElement.Parse(await response.Content.ReadAsStringAsync()), response);
    }
}
