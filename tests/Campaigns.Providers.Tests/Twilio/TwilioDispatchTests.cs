using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Campaigns.Twilio;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace Campaigns.Providers.Tests.Twilio;

/// <summary>Calls and messages through a server on loopback that answers as Twilio documents.</summary>
public class TwilioDispatchTests
{
    private const string Base = $"/2010-04-01/Accounts/{Account.Sid}";

    [Fact]
    public async Task Call_is_posted_with_everything_that_callbacks_need()
    {
        await using var server = await LoopbackServer.StartAsync(201, Created(Account.Call));
        using var provider = Voice(server, options =>
        {
            options.StatusCallback = new Uri("https://host.example.com/twilio#rc=5&rp=all");
            options.Voice!.MachineDetection = TwilioMachineDetection.DetectMessageEnd;
            options.Voice.Record = true;
            options.Voice.RingTimeout = TimeSpan.FromSeconds(30);
            options.Voice.MaxDuration = TimeSpan.FromMinutes(10);
        });
        var request = Requests.Call("Hi <Ann> & Bob", callerId: "+15550100002");

        var result = await provider.DispatchAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal($"Accepted {Account.Call}", Answer.Show(result));
        var received = Assert.Single(server.Received);
        Assert.Equal(("POST", $"{Base}/Calls.json"), (received.Method, received.Path));
        var credentials = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Account.Sid}:{Account.Token}"));
        Assert.Equal($"Basic {credentials}", received.Headers["Authorization"]);
        var callback = $"https://host.example.com/twilio?attempt={request.Attempt}#rc=5&rp=all";
        Assert.Equal(
            [
                "To=+15550100001", "From=+15550100002", $"StatusCallback={callback}", "StatusCallbackMethod=POST",
                "StatusCallbackEvent=initiated", "StatusCallbackEvent=ringing", "StatusCallbackEvent=answered",
                "StatusCallbackEvent=completed", "Twiml=<Response><Say>Hi &lt;Ann&gt; &amp; Bob</Say></Response>", "Timeout=30",
                "TimeLimit=600", "MachineDetection=DetectMessageEnd", "AsyncAmd=true", $"AsyncAmdStatusCallback={callback}",
                "AsyncAmdStatusCallbackMethod=POST", "Record=true", $"RecordingStatusCallback={callback}",
                "RecordingStatusCallbackMethod=POST",
            ],
            Fields(received));
    }

    [Fact]
    public async Task Call_may_fetch_its_instructions_from_the_host()
    {
        await using var server = await LoopbackServer.StartAsync(201, Created(Account.Call));
        using var provider = Voice(server, options => options.Voice!.Url = new Uri("https://host.example.com/twiml?lang=en"));
        var request = Requests.Call(content: null);

        await provider.DispatchAsync(request, TestContext.Current.CancellationToken);

        Assert.Contains($"Url=https://host.example.com/twiml?lang=en&attempt={request.Attempt}", Fields(server.Received[0]));
        Assert.Contains($"From={Account.Number}", Fields(server.Received[0]));
    }

    [Theory]
    [InlineData("<Response><Hangup/></Response>", "<Response><Hangup /></Response>")]
    [InlineData("<speak>Hi <break time=\"1s\"/> Ann</speak>", "<Response><Say>Hi <break time=\"1s\" /> Ann</Say></Response>")]
    [InlineData("<speak xmlns=\"http://www.w3.org/2001/10/synthesis\">Hi</speak>", "<Response><Say>Hi</Say></Response>")]
    public async Task Content_in_xml_is_TwiML_or_SSML(string content, string twiml)
    {
        await using var server = await LoopbackServer.StartAsync(201, Created(Account.Call));
        using var provider = Voice(server);

        await provider.DispatchAsync(Requests.Call(content, ContentFormat.Xml), TestContext.Current.CancellationToken);

        Assert.Contains($"Twiml={twiml}", Fields(server.Received[0]));
    }

    [Theory]
    [InlineData(null, ContentFormat.Text, "NotPlaced the step has no content, and the options no Url")]
    [InlineData("<p>Hi</p>", ContentFormat.Html, "NotPlaced the content of a call must be text, SSML in a speak element, or TwiML")]
    [InlineData("<p>Hi</p>", ContentFormat.Xml, "NotPlaced the content of a call must be text, SSML in a speak element, or TwiML")]
    [InlineData("<Response>", ContentFormat.Xml, "NotPlaced the content of a call must be text, SSML in a speak element, or TwiML")]
    public async Task Content_that_cannot_be_said_is_not_sent(string? content, ContentFormat format, string answer)
    {
        await using var server = await LoopbackServer.StartAsync(201, Created(Account.Call));
        using var provider = Voice(server);

        var result = await provider.DispatchAsync(Requests.Call(content, format), TestContext.Current.CancellationToken);

        Assert.Equal(answer, Answer.Show(result));
        Assert.Empty(server.Received);
    }

    [Fact]
    public async Task Message_is_posted_with_its_callback()
    {
        await using var server = await LoopbackServer.StartAsync(201, Created(Account.Message));
        using var provider = new TwilioSmsProvider(Account.Options(options =>
        {
            options.BaseAddress = server.Address;
            options.Sms = new TwilioSmsOptions { MessagingServiceSid = "MG0123456789abcdef0123456789abcdef" };
        }));
        var request = Requests.Message(Channels.Sms);

        var result = await provider.DispatchAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal($"Accepted {Account.Message}", Answer.Show(result));
        Assert.Equal($"{Base}/Messages.json", server.Received[0].Path);
        Assert.Equal(
            ["To=+15550100001", "Body=Hello", $"StatusCallback=https://host.example.com/twilio?attempt={request.Attempt}",
                "MessagingServiceSid=MG0123456789abcdef0123456789abcdef"],
            Fields(server.Received[0]).Where(field => !field.StartsWith("ValidityPeriod", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(401, "20003", "Unavailable Twilio: HTTP 401, error 20003")]
    [InlineData(403, "20005", "Unavailable Twilio: HTTP 403, error 20005")]
    [InlineData(400, "30002", "Unavailable Twilio: HTTP 400, error 30002")]
    [InlineData(429, "20429", "ProviderRetryAt past")]
    [InlineData(429, "21611", "ProviderRetryAt past")]
    [InlineData(429, "", "ProviderRetryAt past")]
    [InlineData(400, "21210", "CallerIdRefused Twilio: HTTP 400, error 21210")]
    [InlineData(400, "21212", "CallerIdRefused Twilio: HTTP 400, error 21212")]
    [InlineData(400, "21606", "CallerIdRefused Twilio: HTTP 400, error 21606")]
    [InlineData(400, "21659", "CallerIdRefused Twilio: HTTP 400, error 21659")]
    [InlineData(400, "21211", "Unreachable Twilio: HTTP 400, error 21211")]
    [InlineData(400, "21214", "Unreachable Twilio: HTTP 400, error 21214")]
    [InlineData(400, "21217", "Unreachable Twilio: HTTP 400, error 21217")]
    [InlineData(400, "21614", "Unreachable Twilio: HTTP 400, error 21614")]
    [InlineData(400, "13224", "Unreachable Twilio: HTTP 400, error 13224")]
    [InlineData(400, "21610", "Completed OptedOut")]
    [InlineData(400, "21219", "NotPlaced Twilio: HTTP 400, error 21219")] // a trial account, and not the contact
    [InlineData(400, "21215", "NotPlaced Twilio: HTTP 400, error 21215")] // no permission for the country
    [InlineData(400, "21609", "NotPlaced Twilio: HTTP 400, error 21609")] // the callback is not a public address
    [InlineData(401, "", "Unavailable Twilio: HTTP 401")]
    [InlineData(404, "20404", "NotPlaced Twilio: HTTP 404, error 20404")]
    [InlineData(307, "", "Down Twilio: HTTP 307")]
    public async Task Refusal_means(int status, string code, string meaning)
    {
        var body = code.Length == 0 ? "" : $$"""{"code":{{code}},"message":"+15550100001 is not valid","status":{{status}}}""";
        await using var server = await LoopbackServer.StartAsync(status, body);
        using var provider = Voice(server);

        var result = await provider.DispatchAsync(Requests.Call(), TestContext.Current.CancellationToken);

        Assert.Equal(meaning, Answer.Show(result));
        Assert.Single(server.Received);
    }

    [Fact]
    public async Task Refused_connection_places_nothing()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var address = new Uri($"http://{listener.LocalEndpoint}/");
        listener.Stop();
        using var provider = new TwilioVoiceProvider(Account.Options(options => options.BaseAddress = address));

        var result = await provider.DispatchAsync(Requests.Call(), TestContext.Current.CancellationToken);

        Assert.Equal("Down no connection to Twilio: ConnectionError", Answer.Show(result));
    }

    [Theory]
    [InlineData("lost")]
    [InlineData("500")]
    [InlineData("503")]
    [InlineData("201 without a SID")]
    public async Task Call_whose_answer_was_lost_is_found_and_never_posted_again(string how)
    {
        await using var server = await StartAsync(how, calls: [Listed(Account.Call, DateTimeOffset.UtcNow)]);
        using var provider = Voice(server);

        var result = await provider.DispatchAsync(Requests.Call(), TestContext.Current.CancellationToken);

        Assert.Equal($"Accepted {Account.Call}", Answer.Show(result));
        Assert.Equal("POST GET", string.Join(' ', server.Received.Select(received => received.Method)));
        Assert.Equal($"{Base}/Calls.json?To=%2B15550100001&From=%2B15550100099&PageSize=20", server.Received[1].Path);
    }

    [Fact]
    public async Task Call_that_is_not_answered_in_time_is_found_too()
    {
        await using var server = await StartAsync("no answer in time", calls: [Listed(Account.Call, DateTimeOffset.UtcNow)]);
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow.AddHours(-1)); // Twilio's clock counts, and not ours
        using var provider = new TwilioVoiceProvider(Account.Options(options => options.BaseAddress = server.Address), time);

        var answer = provider.DispatchAsync(Requests.Call(), TestContext.Current.CancellationToken);
        await server.WaitAsync(1, TestContext.Current.CancellationToken);
        time.Advance(TimeSpan.FromSeconds(11));

        Assert.Equal($"Accepted {Account.Call}", Answer.Show(await answer));
    }

    [Fact]
    public async Task Call_that_cannot_be_told_apart_is_unknown()
    {
        var now = DateTimeOffset.UtcNow;
        await using var none = await StartAsync("500", calls: []);
        await using var old = await StartAsync("500", calls: [Listed(Account.Call, now.AddMinutes(-1))]);
        await using var inbound = await StartAsync("500", calls: [Listed(Account.Call, now, "inbound")]);
        await using var two = await StartAsync("500", calls: [Listed(Account.Call, now), Listed("CA2", now)]);
        foreach (var (server, looks) in new[] { (none, 3), (old, 3), (inbound, 3), (two, 1) })
        {
            using var provider = Voice(server);

            var result = await provider.DispatchAsync(Requests.Call(), TestContext.Current.CancellationToken);

            Assert.Equal("Completed Unknown", Answer.Show(result));
            Assert.Equal((1, looks), (
                server.Received.Count(received => received.Method == "POST"), server.Received.Count(received => received.Method == "GET")));
        }
    }

    [Fact]
    public async Task Message_whose_answer_was_lost_is_found_by_its_text()
    {
        var now = DateTimeOffset.UtcNow;
        await using var server = await StartAsync("lost", "messages", [Listed("SM2", now, body: "Bye"), Listed(Account.Message, now)]);
        using var provider = new TwilioSmsProvider(Account.Options(options => options.BaseAddress = server.Address));

        var result = await provider.DispatchAsync(Requests.Message(Channels.Sms), TestContext.Current.CancellationToken);

        Assert.Equal($"Accepted {Account.Message}", Answer.Show(result));
    }

    private static TwilioVoiceProvider Voice(LoopbackServer server, Action<TwilioOptions>? configure = null) =>
        new(Account.Options(options =>
        {
            options.BaseAddress = server.Address;
            configure?.Invoke(options);
        }));

    /// <summary>Starts a server that takes a POST, gives no usable answer, and lists what the POST made.</summary>
    private static Task<LoopbackServer> StartAsync(string how, string resource = "calls", params string[] calls) =>
        LoopbackServer.StartAsync(async (received, context) =>
        {
            if (received.Method == "GET")
            {
                await context.Response.WriteAsync($$"""{"{{resource}}":[{{string.Join(',', calls)}}]}""");
            }
            else if (how == "lost")
            {
                context.Abort();
            }
            else if (how == "no answer in time")
            {
                await Task.Delay(-1, context.RequestAborted);
            }
            else
            {
                context.Response.StatusCode = int.Parse(how[..3], CultureInfo.InvariantCulture);
                await context.Response.WriteAsync("{}");
            }
        });

    private static string Listed(string sid, DateTimeOffset created, string direction = "outbound-api", string body = "Hello")
    {
        var date = created.UtcDateTime.ToString("ddd, dd MMM yyyy HH:mm:ss +0000", CultureInfo.InvariantCulture);
        return $$"""{"sid":"{{sid}}","direction":"{{direction}}","date_created":"{{date}}","body":"{{body}}"}""";
    }

    private static string Created(string sid) => $$"""{"sid":"{{sid}}","status":"queued"}""";

    private static IEnumerable<string> Fields(Received received) => received.Text.Split('&').Select(WebUtility.UrlDecode).OfType<string>();
}
