using System.Globalization;
using System.Text;
using Campaigns.Http;
using Campaigns.Providers.Tests.Smtp;
using Campaigns.Providers.Tests.Twilio;
using Campaigns.Smtp;
using Campaigns.Twilio;
using Campaigns.Webhooks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Campaigns.Providers.Tests;

/// <summary>The providers in a host, with the real engine, from the definition to the end of the job.</summary>
public class HostTests
{
    private const string Key = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private const string OtherKey = "whsec_AfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Call_text_message_mail_and_agent_go_their_whole_way()
    {
        var calls = 0;
        await using var twilio = await LoopbackServer.StartAsync(async (_, context) =>
        {
            context.Response.StatusCode = 201;
            await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes($$"""{"sid":"{{(calls++ == 0 ? "CA1" : "SM1")}}"}"""));
        });
        await using var agent = await LoopbackServer.StartAsync(200, """{"status":"accepted","call_id":"c-1"}""");
        await using var mail = new ScriptedSmtp();
        using var host = Build(twilio, agent, mail);
        await host.StartAsync(Stop);
        var reports = host.Services.GetRequiredService<ICampaignReports>();

        var (ended, campaign) = await StartAsync(host, Channels.Voice, Channels.Sms, Channels.Email, "agent");
        await ReportWhenSentAsync(twilio, 1, attempt => Account.Read(
            "CallSid=CA1&CallStatus=completed", $"?attempt={attempt}").ApplyAsync(reports));
        await ReportWhenSentAsync(twilio, 2, attempt => Account.Read(
            "MessageSid=SM1&MessageStatus=delivered", $"?attempt={attempt}").ApplyAsync(reports));
        await ReportWhenSentAsync(agent, 1, attempt => reports.ReportAsync(Callback(host, attempt, "http", Key)!));
        var state = await ended;

        Assert.Equal(JobState.Completed, state);
        var contact = await host.Services.GetRequiredService<ICampaignClient>().GetContactAsync(campaign, "ann", Stop);
        Assert.Equal(
            ["twilio-voice Completed", "twilio-sms Completed", "smtp Completed", "http Completed"],
            contact.Timeline.Select(attempt => $"{attempt.Provider} {attempt.Outcome}"));
        Assert.Single(mail.Messages);
        await host.StopAsync(Stop);
    }

    [Fact]
    public async Task Two_dialers_of_one_host_have_each_its_address_its_keys_and_its_callbacks()
    {
        var down = await LoopbackServer.StartAsync(200, "");
        var nowhere = down.Address;
        await down.DisposeAsync(); // nobody listens there any more: certainly nothing is placed
        await using var up = await LoopbackServer.StartAsync(200, """{"status":"accepted","call_id":"c-1"}""");
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddCampaigns().UseMemory()
            .AddHttpProvider("agent", options => Set(options, "first", nowhere, Key))
            .AddHttpProvider("agent", options => Set(options, "second", up.Address, OtherKey));
        using var host = builder.Build();
        await host.StartAsync(Stop);
        var reports = host.Services.GetRequiredService<ICampaignReports>();

        var (ended, campaign) = await StartAsync(host, "agent");
        await ReportWhenSentAsync(up, 1, attempt =>
        {
            Assert.Null(Callback(host, attempt, "first", OtherKey));
            return reports.ReportAsync(Callback(host, attempt, "second", OtherKey)!);
        });
        Assert.Equal(JobState.Completed, await ended);
        var contact = await host.Services.GetRequiredService<ICampaignClient>().GetContactAsync(campaign, "ann", Stop);
        Assert.Equal(("second", AttemptOutcome.Completed), (contact.Timeline[^1].Provider, contact.Timeline[^1].Outcome));
        Assert.Same(
            host.Services.GetRequiredService<HttpCallbacks>(), host.Services.GetRequiredKeyedService<HttpCallbacks>("first"));
        await host.StopAsync(Stop);
    }

    [Fact]
    public async Task Several_accounts_and_mail_servers_have_each_its_callbacks_and_the_same_name_twice_is_refused()
    {
        await using var mail = new ScriptedSmtp();
        var builder = Host.CreateApplicationBuilder();
        var campaigns = builder.Services.AddCampaigns().UseMemory();
        foreach (var name in new[] { "eu", "us" })
        {
            campaigns.AddSmtp(options => Set(options, name, mail)).AddTwilio(options => Set(options, name));
        }

        using var host = builder.Build();
        await host.StartAsync(Stop);
        var providers = await host.Services.GetRequiredService<ICampaignOperations>().ListProvidersAsync(Stop);
        Assert.Equal(["eu", "eu-voice", "us", "us-voice"], providers.Select(provider => provider.Name));
        Assert.NotSame(
            host.Services.GetRequiredKeyedService<TwilioCallbacks>("eu-voice"),
            host.Services.GetRequiredKeyedService<TwilioCallbacks>("us-voice"));
        Assert.NotSame(
            host.Services.GetRequiredKeyedService<SmtpBounces>("eu"), host.Services.GetRequiredKeyedService<SmtpBounces>("us"));
        await host.StopAsync(Stop);

        var twice = Host.CreateApplicationBuilder();
        twice.Services.AddCampaigns().UseMemory().AddSmtp(options => Set(options, "eu", mail)).AddSmtp(options => Set(options, "eu", mail));
        using var refused = twice.Build();
        var error = await Assert.ThrowsAnyAsync<Exception>(() => refused.StartAsync(Stop));
        Assert.Contains("eu", error.Message);
    }

    private static void Set(HttpProviderOptions options, string name, Uri address, string key)
    {
        (options.Name, options.BaseAddress) = (name, address);
        options.SigningKeys.Add(key);
    }

    private static void Set(SmtpOptions options, string name, ScriptedSmtp server)
    {
        (options.Name, options.Host, options.Port, options.Security) = (name, "127.0.0.1", server.Port, SmtpSecurity.None);
        options.From = "hello@acme.example";
        options.SigningKeys.Add(Mail.Key);
    }

    private static void Set(TwilioOptions options, string name)
    {
        (options.AccountSid, options.AuthToken) = (Account.Sid, Account.Token);
        options.StatusCallback = new Uri("https://host.example.com/twilio");
        options.Voice = new TwilioVoiceOptions { Name = $"{name}-voice", From = Account.Number };
    }

    private static IHost Build(LoopbackServer twilio, LoopbackServer agent, ScriptedSmtp mail)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddCampaigns().UseMemory()
            .AddTwilio(options =>
            {
                (options.AccountSid, options.AuthToken, options.BaseAddress) = (Account.Sid, Account.Token, twilio.Address);
                options.StatusCallback = new Uri("https://host.example.com/twilio");
                options.Voice = new TwilioVoiceOptions { From = Account.Number };
                options.Sms = new TwilioSmsOptions { From = Account.Number };
            })
            .AddSmtp(options =>
            {
                (options.Host, options.Port, options.Security) = ("127.0.0.1", mail.Port, SmtpSecurity.None);
                options.From = "hello@acme.example";
                options.SigningKeys.Add(Mail.Key);
            })
            .AddHttpProvider("agent", options =>
            {
                options.BaseAddress = agent.Address;
                options.SigningKeys.Add(Key);
            });
        return builder.Build();
    }

    private static async Task<(Task<JobState?> Ended, CampaignId Campaign)> StartAsync(IHost host, params string[] channels)
    {
        var client = host.Services.GetRequiredService<ICampaignClient>();
        var steps = channels.Select(channel => new ContactStep { Channel = channel, Content = "Hello", Subject = "News" });
        var campaign = await client.CreateAsync(new CampaignDefinition { Name = "all", Steps = [.. steps] }, Stop);
        var addresses = new Dictionary<string, string> { [Channels.Email] = Requests.Email, ["agent"] = "ann" };
        await client.AddContactsAsync(campaign, [new Contact("ann", Requests.Phone, addresses: addresses)], Stop);
        var events = client.ReadEventsAsync(campaign, Stop).GetAsyncEnumerator(Stop);
        var first = events.MoveNextAsync();
        await client.StartAsync(campaign, Stop);
        return (WaitAsync(), campaign);

        async Task<JobState?> WaitAsync()
        {
            for (var there = await first; there; there = await events.MoveNextAsync())
            {
                if (events.Current.Kind == CampaignEventKind.JobEnded)
                {
                    return events.Current.JobState;
                }
            }

            return null;
        }
    }

    /// <summary>Waits until a server has had some requests, and reports about the attempt of the last one.</summary>
    private static async Task ReportWhenSentAsync(LoopbackServer server, int requests, Func<string, Task> report)
    {
        await server.WaitAsync(requests, Stop);
        var text = Uri.UnescapeDataString(server.Received[requests - 1].Text);
        var at = text.IndexOf("attempt", StringComparison.Ordinal) + "attempt".Length;
        var id = text[at..].SkipWhile(c => c is '=' or '"' or ':').TakeWhile(c => char.IsAsciiHexDigit(c) || c == '-');
        await report(string.Concat(id));
    }

    /// <summary>What a signed callback to a dialer's endpoint reports; null if it is refused.</summary>
    private static ProviderReport? Callback(IHost host, string attempt, string dialer, string key)
    {
        var body = Encoding.UTF8.GetBytes($$"""{"attempt":"{{attempt}}","state":"ended","outcome":"completed"}""");
        var now = TimeProvider.System.GetUtcNow();
        var signature = new WebhookSigner([key]).Sign("evt-1", now, body);
        return host.Services.GetRequiredKeyedService<HttpCallbacks>(dialer).Read(
            "evt-1", now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), signature, body).Report;
    }
}
