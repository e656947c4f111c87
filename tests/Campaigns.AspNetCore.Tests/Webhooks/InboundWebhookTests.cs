using System.Net;
using System.Text;
using System.Threading.Channels;
using Campaigns.AspNetCore.Tests.Support;
using Campaigns.AspNetCore.Webhooks.Inbound;
using Campaigns.Webhooks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Campaigns.AspNetCore.Tests.Webhooks;

public sealed class InboundWebhookTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero));
    private readonly Dialer _dialer = new();

    [Fact]
    public async Task A_signed_report_counts_once_however_often_it_comes()
    {
        await using var host = await StartAsync(Reports("dialer"));
        var (campaign, attempt) = await CallAsync(host, "acme");
        for (var i = 0; i < 3; i++)
        {
            var answer = await host.PostSignedAsync("dialer", "msg_1", _time.GetUtcNow(), $"{attempt} Completed");
            Assert.Equal((200, ""), ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        }

        var statistics = await host.Client.GetStatisticsAsync(campaign);
        Assert.Equal((1, 1), (statistics.Completed, statistics.Total));
    }

    [Theory]
    [InlineData("no signature")]
    [InlineData("wrong key")]
    [InlineData("old")]
    [InlineData("future")]
    [InlineData("other body")]
    public async Task What_is_not_verified_has_no_effect(string fault)
    {
        await using var host = await StartAsync(Reports("dialer"));
        var (campaign, attempt) = await CallAsync(host, "acme");
        var (now, body) = (_time.GetUtcNow(), $"{attempt} Completed");
        var answer = fault switch
        {
            "no signature" => await host.Http.SendAsync("POST", "/webhooks/dialer", body),
            "wrong key" => await host.PostSignedAsync("dialer", "m", now, body, "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"),
            "old" => await host.PostSignedAsync("dialer", "m", now.AddSeconds(-301), body),
            "future" => await host.PostSignedAsync("dialer", "m", now.AddSeconds(301), body),
            _ => await host.Http.SendAsync("POST", "/webhooks/dialer", body, "webhook-id", "m", "webhook-timestamp",
                $"{now.ToUnixTimeSeconds()}",
                "webhook-signature", new WebhookSignature(WebhookSender.Key).Sign("m", now, Encoding.UTF8.GetBytes($"{attempt} Busy"))),
        };

        Assert.Equal(401, (int)answer.StatusCode);
        Assert.Equal(0, (await host.Client.GetStatisticsAsync(campaign)).Completed);
    }

    [Fact]
    public async Task The_tenant_comes_from_the_webhook_and_never_from_the_message()
    {
        await using var host = await StartAsync(
            ("crm", options =>
            {
                options.Keys.Add(WebhookSender.Key);
                options.Tenant = "acme";
            }),
            ("dialer", options =>
            {
                options.Keys.Add(WebhookSender.Key);
                options.Tenant = "acme";
                options.Reader = _ => ReaderOf.Reports;
            }));
        var (campaign, foreign) = await CallAsync(host, "other");
        var named = await host.PostSignedAsync("crm", "m1", _time.GetUtcNow(), """{"type":"reply","tenant":"other","contactKey":"ann"}""");
        var reply = await host.PostSignedAsync("crm", "m2", _time.GetUtcNow(),
            """[{"type":"reply","contactKey":"ann","data":{"a":1}},{"type":"seen"}]""");
        var report = await host.PostSignedAsync("dialer", "m3", _time.GetUtcNow(), $"{foreign} Completed");

        Assert.Equal((400, 200, 200), ((int)named.StatusCode, (int)reply.StatusCode, (int)report.StatusCode));
        Assert.Equal(0, (await host.Client.GetStatisticsAsync(campaign)).Completed);
        var log = (await host.Services.GetRequiredService<ICampaignOperations>().ListLoggedEventsAsync()).Items;
        Assert.Equal(["acme crm:m2 reply", "acme crm:m2:1 seen"],
            log.Select(each => $"{each.Event.Tenant} {each.Event.Id} {each.Event.Type}"));
    }

    [Fact]
    public async Task Messages_of_two_senders_with_the_same_id_both_count_and_a_repeated_one_does_not()
    {
        static Action<InboundWebhookOptions> OfAcme() => options =>
        {
            options.Keys.Add(WebhookSender.Key);
            options.Tenant = "acme";
        };
        await using var host = await StartAsync(("crm", OfAcme()), ("shop", OfAcme()));
        foreach (var webhook in new[] { "crm", "shop", "crm", "shop" })
        {
            Assert.Equal(200, (int)(await host.PostSignedAsync(webhook, "1", _time.GetUtcNow(),
                """{"type":"seen","contactKey":"ann"}""")).StatusCode);
        }

        Assert.Equal(2, (await host.Services.GetRequiredService<ICampaignOperations>().ListLoggedEventsAsync()).Items.Count);
    }

    [Fact]
    public async Task A_message_is_acknowledged_after_the_commit_and_not_if_the_commit_fails()
    {
        var reports = new SlowReports();
        await using var host = await StartAsync(campaigns => campaigns.Services.AddSingleton<ICampaignReports>(reports), Reports("dialer"));
        var answer = host.PostSignedAsync("dialer", "m", _time.GetUtcNow(), $"{new AttemptId(1, 1, 1)} Completed");
        await reports.Entered.Task.WaitAsync(Until.Patience);
        Assert.False(answer.IsCompleted);
        reports.Commit.SetResult(ReportReceipt.Applied);
        Assert.Equal(200, (int)(await answer).StatusCode);

        reports.Commit = new();
        reports.Commit.SetException(new CampaignException(CampaignError.StoreFailed, "The store failed."));
        var failed = await host.PostSignedAsync("dialer", "m", _time.GetUtcNow(), $"{new AttemptId(1, 1, 1)} Completed");
        Assert.Equal((503, "5"), ((int)failed.StatusCode, failed.Headers.RetryAfter!.ToString()));
    }

    [Theory]
    [InlineData(65_536, false, 200)]
    [InlineData(65_537, false, 413)]
    [InlineData(65_537, true, 413)]
    public async Task A_body_over_the_limit_is_refused_whether_it_states_its_length_or_not(int length, bool isChunked, int status)
    {
        await using var host = await StartAsync(("raw", options =>
        {
            options.IsVerifiedByReader = true;
            options.Reader = _ => new ReaderOf(_ => new WebhookContent());
        }));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/webhooks/raw") { Content = new ByteArrayContent(new byte[length]) };
        request.Headers.TransferEncodingChunked = isChunked;
        Assert.Equal(status, (int)(await host.Http.SendAsync(request)).StatusCode);
    }

    [Fact]
    public async Task A_sender_is_limited_before_its_signature_is_computed()
    {
        var isRead = 0;
        await using var host = await StartAsync(("raw", options =>
        {
            options.MaxPerSecond = 1;
            options.IsVerifiedByReader = true;
            options.Reader = _ => new ReaderOf(_ =>
            {
                isRead++;
                return WebhookContent.Refused(401, "Forged.");
            });
        }));
        var answers = new List<HttpResponseMessage>();
        for (var i = 0; i < 4; i++)
        {
            answers.Add(await host.Http.SendAsync("POST", "/webhooks/raw", "{}"));
        }

        Assert.Equal([401, 401, 429, 429], answers.Select(answer => (int)answer.StatusCode));
        Assert.Equal((2, "1"), (isRead, answers[3].Headers.RetryAfter!.ToString()));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(401, (int)(await host.Http.SendAsync("POST", "/webhooks/raw", "{}")).StatusCode);
    }

    [Fact]
    public async Task A_reader_that_fails_asks_for_the_message_again_and_shows_nothing()
    {
        await using var host = await StartAsync(("raw", options =>
        {
            options.IsVerifiedByReader = true;
            options.Reader = _ => new ReaderOf(message => throw new FormatException(Encoding.UTF8.GetString(message.Body.Span)));
        }));
        var answer = await host.Http.SendAsync("POST", "/webhooks/raw", "\"secret\"");
        Assert.Equal(500, (int)answer.StatusCode);
        Assert.DoesNotContain("secret", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_requests_are_clear_refusals()
    {
        await using var host = await StartAsync(Reports("dialer"));
        Assert.Equal(404, (int)(await host.Http.SendAsync("POST", "/webhooks/unheard", "{}")).StatusCode);
        Assert.Equal(405, (int)(await host.Http.GetAsync("/webhooks/dialer")).StatusCode);
        using var encoded = new HttpRequestMessage(HttpMethod.Post, "/webhooks/dialer") { Content = new StringContent("{}") };
        encoded.Content.Headers.ContentEncoding.Add("gzip");
        Assert.Equal(415, (int)(await host.Http.SendAsync(encoded)).StatusCode);
        using var plain = new HttpRequestMessage(HttpMethod.Post, "/webhooks/dialer") { Content = new StringContent("{}") };
        plain.Content.Headers.ContentEncoding.Add("identity"); // says that the body is as it is
        Assert.Equal(401, (int)(await host.Http.SendAsync(plain)).StatusCode);
    }

    [Fact]
    public void A_webhook_that_would_let_anybody_in_fails_the_start()
    {
        Assert.Contains("exactly one", Refusal(options => options.Tenant = "acme"), StringComparison.Ordinal);
        Assert.Contains("A key is not valid", Refusal(options => options.Keys.Add("whsec_abc")), StringComparison.Ordinal);
        Assert.Contains("exactly one", Refusal(options =>
        {
            options.Keys.Add(WebhookSender.Key);
            options.TwilioTokens.Add("12345");
        }), StringComparison.Ordinal);
        var all = Refusal(options => (options.Tolerance, options.MaxBytes, options.MaxPerSecond) = (TimeSpan.Zero, 0, 0));
        Assert.All(["Tolerance", "MaxBytes", "MaxPerSecond", "exactly one"], text => Assert.Contains(text, all, StringComparison.Ordinal));

        static string Refusal(Action<InboundWebhookOptions> configure) => Assert.Throws<InvalidOperationException>(
            () => new ServiceCollection().AddCampaigns().AddWebhook("x", configure)).Message;
    }

    [Fact]
    public void Senders_have_limits_of_their_own_within_a_bounded_memory()
    {
        var limits = new SenderLimits(1, _time);
        Assert.Equal([true, true, false], Take(IPAddress.Parse("10.0.0.1"), 3));
        Assert.Equal([true, true, false], Take(IPAddress.Parse("2001:db8::1"), 3));
        Assert.Equal([false], Take(IPAddress.Parse("2001:db8::2"), 1)); // the same network
        Assert.Equal([false], Take(IPAddress.Parse("::ffff:10.0.0.1"), 1)); // the same address
        var passed = Enumerable.Range(0, 20_000).Count(i => limits.Take(new IPAddress(i + 1_000_000)) == TimeSpan.Zero);
        Assert.InRange(passed, 9_000, 10_010);

        _time.Advance(TimeSpan.FromSeconds(3)); // all allowances are full again
        Assert.Equal([true, true, false], Take(IPAddress.Parse("10.0.0.1"), 3));

        List<bool> Take(IPAddress address, int times) => [.. Enumerable.Range(0, times).Select(_ => limits.Take(address) == TimeSpan.Zero)];
    }

    private static (string Name, Action<InboundWebhookOptions> Configure) Reports(string name) => (name, options =>
    {
        options.Keys.Add(WebhookSender.Key);
        options.Reader = _ => ReaderOf.Reports;
    });

    private Task<TestHost> StartAsync(params (string Name, Action<InboundWebhookOptions> Configure)[] webhooks) =>
        StartAsync(_ => { }, webhooks);

    private Task<TestHost> StartAsync(
        Action<CampaignsBuilder> more, params (string Name, Action<InboundWebhookOptions> Configure)[] webhooks) =>
        TestHost.StartAsync(
            campaigns =>
            {
                campaigns.Services.AddSingleton<TimeProvider>(_time);
                campaigns.Services.AddSingleton(_dialer);
                campaigns.AddProvider<Dialer>(Channels.Sms);
                foreach (var (name, configure) in webhooks)
                {
                    campaigns.AddWebhook(name, configure);
                }

                more(campaigns);
            },
            map: app => app.MapCampaignsWebhooks());

    private async Task<(CampaignId Campaign, AttemptId Attempt)> CallAsync(TestHost host, string tenant)
    {
        var campaign = await host.Client.CreateAsync(new CampaignDefinition
        {
            Name = "Spring", Tenant = tenant, Steps = [new ContactStep { Channel = Channels.Sms }],
        });
        await host.Client.AddContactsAsync(campaign, [new Contact("ann", "+14155550123", "Etc/UTC")]);
        await host.Client.StartAsync(campaign);
        using var patience = new CancellationTokenSource(Until.Patience);
        return (campaign, await _dialer.Attempts.Reader.ReadAsync(patience.Token));
    }

    private sealed class Dialer : IProvider
    {
        public Channel<AttemptId> Attempts { get; } = Channel.CreateUnbounded<AttemptId>();

        public ValueTask<DispatchResult> DispatchAsync(DispatchRequest request, CancellationToken cancellationToken)
        {
            Attempts.Writer.TryWrite(request.Attempt);
            return new(DispatchResult.Accepted());
        }
    }

    private sealed class SlowReports : ICampaignReports
    {
        public TaskCompletionSource Entered { get; } = new();

        public TaskCompletionSource<ReportReceipt> Commit { get; set; } = new();

        public Task<ReportReceipt> ReportAsync(ProviderReport report, CancellationToken cancellationToken)
        {
            Entered.TrySetResult();
            return Commit.Task;
        }

        public Task<IngestReceipt> IngestAsync(InboundEvent inboundEvent, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<IReadOnlyList<IngestReceipt>> IngestAsync(
            IReadOnlyList<InboundEvent> inboundEvents, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<int> ReportEventAsync(ContactEvent contactEvent, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task SuppressAsync(Suppression person, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task UnsuppressAsync(Suppression person, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
