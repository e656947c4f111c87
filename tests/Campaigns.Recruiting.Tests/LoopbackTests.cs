using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Campaigns.InMemory;
using Campaigns.Recruiting.Tests.Support;
using Campaigns.Samples.UpstreamMock;
using Campaigns.Sqlite;
using Campaigns.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Campaigns.Recruiting.Tests;

/// <summary>A real host and the real mock, over HTTP on loopback, on the system's clock.</summary>
[Trait("Category", "Sweep")]
public sealed class LoopbackTests
{
    private static readonly string Body = Bodies.Nodes(
        """{"id":1,"type":"message","channel":"LINKEDIN_MESSAGE","message":"connect"}""",
        """{"id":2,"type":"message","channel":"GMAIL","subject_line":"Hello","message":"hello"}""",
        """{"id":3,"type":"delay-step","delaySeconds":4}""",
        """{"id":4,"type":"message","channel":"GMAIL","subject_line":"Re: Hello","message":"follow-up"}""");

    [Fact]
    public async Task Who_replies_gets_no_follow_up_and_everybody_else_does()
    {
        var habits = new Habits { OpenAfter = TimeSpan.FromSeconds(1), ReplyAfter = TimeSpan.FromSeconds(1), LogoutEvery = TimeSpan.Zero };
        await using var pair = await Pair.StartAsync(habits, null, campaigns => campaigns.UseMemory());
        foreach (var candidate in new[] { 1, 2, 3, 4, 6 })
        {
            Assert.Equal(HttpStatusCode.Created, (await pair.PutAsync(candidate)).StatusCode);
        }

        Assert.Equal(HttpStatusCode.OK, (await pair.PutAsync(1)).StatusCode);
        await Until.HoldsAsync(() => pair.TextsTo(1).Count() == 3 && pair.TextsTo(2).Count() == 3 && pair.TextsTo(4).Count() == 3);
        await Until.HoldsAsync(() => pair.HasLogged("-3 has replied") && pair.HasLogged("-6 has replied"));

        Assert.Equal(["connect", "hello", "follow-up"], pair.TextsTo(4));
        Assert.Equal(["connect", "hello"], pair.TextsTo(3));
        Assert.Equal(["connect", "hello"], pair.TextsTo(6));
        Assert.False(pair.HasLogged("andreas") || pair.HasLogged("milan"), "the log has personal data or the credential");
    }

    [Fact]
    public async Task Faults_on_every_request_neither_lose_nor_double_a_message()
    {
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        var habits = Habits.None with { LogoutEvery = TimeSpan.FromSeconds(10), LogoutFor = TimeSpan.FromSeconds(2) };
        var faults = new FaultyRequests(FaultyRequests.Drawn(new Random(4)), TimeProvider.System);
        const int Count = 12;
        await using (var pair = await Pair.StartAsync(habits, faults, campaigns => campaigns.UseSqlite(file)))
        {
            for (var candidate = 101; candidate <= 100 + Count; candidate++)
            {
                HttpResponseMessage answer;
                do
                {
                    answer = await pair.PutAsync(candidate);
                }
                while (answer.StatusCode is HttpStatusCode.ServiceUnavailable or HttpStatusCode.Unauthorized);

                Assert.True(answer.StatusCode is HttpStatusCode.Created or HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
            }

            // 110 has no e-mail address; 105 and 112 have no LinkedIn profile.
            var candidates = Enumerable.Range(101, Count).ToList();
            await Until.HoldsAsync(() =>
                candidates.TrueForAll(candidate => pair.TextsTo(candidate).Distinct().Count() == MessagesFor(candidate)));
            await Until.HoldsAsync(() => OutreachHost.IsQuietAsync(pair.Client)); // nothing is left that could come twice
            Assert.All(candidates, candidate => Assert.Equal(MessagesFor(candidate), pair.TextsTo(candidate).Count()));
        }

        foreach (var left in Directory.GetFiles(Path.GetTempPath(), Path.GetFileName(file) + "*"))
        {
            File.Delete(left);
        }
    }

    private static int MessagesFor(int candidate) => (candidate % 7 == 0 ? 0 : 1) + (candidate % 10 == 0 ? 0 : 2);

    /// <summary>A mock and a host that uses it.</summary>
    private sealed class Pair(Platform platform, WebApplication mock, WebApplication host, ConcurrentQueue<string> log) : IAsyncDisposable
    {
        private readonly HttpClient _http = new() { BaseAddress = new Uri(host.Urls.First()) };

        public ICampaignClient Client => host.Services.GetRequiredService<ICampaignClient>();

        public bool HasLogged(string text) => log.Any(line => line.Contains(text, StringComparison.OrdinalIgnoreCase));

        public static async Task<Pair> StartAsync(Habits habits, FaultyRequests? faults, Action<CampaignsBuilder> useStore)
        {
            var platform = new Platform(TimeProvider.System, habits);
            var mock = MockApp.Build(platform, faults, "http://127.0.0.1:0");
            await mock.StartAsync();

            var log = new ConcurrentQueue<string>();
            var builder = WebApplication.CreateSlimBuilder();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Logging.ClearProviders().AddProvider(new QueueLogs(log));
            builder.Services.AddSingleton<IDataProtectionProvider>(new EphemeralDataProtectionProvider());
            var campaigns = builder.Services.AddCampaigns();
            useStore(campaigns);
            campaigns.AddRecruiting(options => OutreachHost.Set(options, new Uri(mock.Urls.First())));
            var host = builder.Build();
            host.MapCampaignExecutor();
            await host.StartAsync();
            return new Pair(platform, mock, host, log);
        }

        public IEnumerable<string> TextsTo(long candidate) =>
            platform.Sent.Where(message => message.To == candidate).Select(message => message.Body);

        public Task<HttpResponseMessage> PutAsync(long candidate)
        {
            var request = new HttpRequestMessage(HttpMethod.Put, $"/role/1/candidate/{candidate}/campaign")
            {
                Content = new StringContent(Body, Encoding.UTF8, "application/json"),
            };
            request.Headers.Add("Authorization", "Bearer andreas");
            return _http.SendAsync(request);
        }

        public async ValueTask DisposeAsync()
        {
            _http.Dispose();
            await host.DisposeAsync();
            await mock.DisposeAsync();
        }
    }

    private sealed class QueueLogs(ConcurrentQueue<string> log) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public bool IsEnabled(LogLevel logLevel) => true;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            log.Enqueue($"{formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}
