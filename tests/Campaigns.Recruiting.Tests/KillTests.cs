using System.Diagnostics;
using System.Net;
using System.Text;
using Campaigns.Recruiting.Tests.Support;
using Campaigns.Samples.UpstreamMock;
using Campaigns.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Campaigns.Recruiting.Tests;

/// <summary>Kills a host on SQLite while it sends. The platform lives on, and counts what it is sent.</summary>
[Trait("Category", "Process")]
public sealed class KillTests : IDisposable
{
    private const int Candidates = 9;

    /// <summary>
    /// The messages at which the host is killed, by number, and whether the platform has the message then. Its answer is never given.
    /// </summary>
    private static readonly Dictionary<int, bool> Kills = new() { [2] = false, [6] = true, [11] = true };

    private static readonly string Body = Bodies.Nodes(
        """{"id":1,"type":"message","channel":"GMAIL","subject_line":"Hello","message":"hello"}""",
        """{"id":2,"type":"delay-step","delaySeconds":1}""",
        """{"id":3,"type":"message","channel":"GMAIL","subject_line":"Re: Hello","message":"follow-up"}""");

    private readonly string _folder = Directory.CreateTempSubdirectory("campaigns-").FullName;
    private readonly HttpClient _http = new();
    private readonly System.Threading.Channels.Channel<int> _held = System.Threading.Channels.Channel.CreateUnbounded<int>();
    private int _messages;

    [Fact]
    public async Task Kills_while_messages_are_sent_lose_and_double_none()
    {
        var platform = new Platform(TimeProvider.System, Habits.None);
        await using var mock = MockApp.Build(platform, null, "http://127.0.0.1:0");
        await mock.StartAsync();
        await using var gate = Gate(mock.Urls.First());
        await gate.StartAsync();

        var host = await StartAsync(gate.Urls.First());
        for (var candidate = 111; candidate < 111 + Candidates; candidate++)
        {
            await PutAsync(host.Url, candidate);
        }

        foreach (var _ in Kills)
        {
            using var patience = new CancellationTokenSource(Until.Patience);
            await _held.Reader.ReadAsync(patience.Token);
            host.Process.Kill();
            await host.Process.WaitForExitAsync(TestContext.Current.CancellationToken);
            host.Process.Dispose();
            host = await StartAsync(gate.Urls.First());
        }

        await Until.HoldsAsync(async () => await _http.GetStringAsync($"{host.Url}/quiet") == "True");
        var sent = platform.Sent.Select(message => $"{message.To} {message.Body}").Order().ToList();
        host.Process.Kill();
        await host.Process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(
            from candidate in Enumerable.Range(111, Candidates).Where(HasMail)
            from text in new[] { "follow-up", "hello" }
            select $"{candidate} {text}", sent);
    }

    public void Dispose()
    {
        _http.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Whether the mock gives a candidate an e-mail address.</summary>
    private static bool HasMail(int candidate) => candidate % 10 != 0;

    /// <summary>Stands between the host and the platform, and holds the messages at which the host is killed.</summary>
    private WebApplication Gate(string platform)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Run(async context =>
        {
            var number = context.Request.Method == "POST" ? Interlocked.Increment(ref _messages) : 0;
            if (await HoldsAsync(number, hasArrived: false, context))
            {
                return;
            }

            using var request = new HttpRequestMessage(
                new(context.Request.Method), $"{platform}{context.Request.Path}{context.Request.QueryString}");
            request.Headers.TryAddWithoutValidation("Authorization", context.Request.Headers.Authorization.ToString());
            if (number > 0)
            {
                using var text = new StreamReader(context.Request.Body);
                request.Content = new StringContent(await text.ReadToEndAsync(), Encoding.UTF8, "application/json");
            }

            using var answer = await _http.SendAsync(request);
            var body = await answer.Content.ReadAsByteArrayAsync();
            if (await HoldsAsync(number, hasArrived: true, context))
            {
                return;
            }

            context.Response.StatusCode = (int)answer.StatusCode;
            context.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
            await context.Response.Body.WriteAsync(body);
        });
        return app;
    }

    /// <summary>Holds a message until the host is dead, if it is one of those.</summary>
    private async Task<bool> HoldsAsync(int number, bool hasArrived, HttpContext context)
    {
        if (!Kills.TryGetValue(number, out var isAfter) || isAfter != hasArrived)
        {
            return false;
        }

        _held.Writer.TryWrite(number);
        await Task.Delay(-1, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return true;
    }

    private async Task<(Process Process, string Url)> StartAsync(string platform)
    {
        string[] arguments = [typeof(KillTests).Assembly.Location, OutreachHost.Command, _folder, platform];
        var process = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true })!;
        var url = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        Assert.NotNull(url);
        return (process, url);
    }

    private async Task PutAsync(string host, int candidate)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"{host}/role/1/candidate/{candidate}/campaign")
        {
            Content = new StringContent(Body, Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("Authorization", "Bearer andreas");
        using var answer = await _http.SendAsync(request);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
    }
}
