using System.Text;
using Campaigns.Twilio;

namespace Campaigns.Providers.Tests.Twilio;

/// <summary>Requests of Twilio beyond their status word: details, forgeries, recordings, and messages that people send.</summary>
public class TwilioCallbackTests
{
    [Fact]
    public void Completed_call_tells_what_it_knows()
    {
        var report = Account.Read(
            $"CallSid={Account.Call}&CallStatus=completed&AnsweredBy=human&CallDuration=95&SequenceNumber=3&SipResponseCode=200"
            + "&Timestamp=Tue%2C+01+Nov+2016+01%3A59%3A13+%2B0000&RecordingUrl=https%3A%2F%2Fapi.twilio.com%2FRE1").Report!;

        Assert.Equal(
            new AttemptResult
            {
                AnsweredBy = AnsweredBy.Human, TalkTime = TimeSpan.FromSeconds(95), Recording = new Uri("https://api.twilio.com/RE1"),
            },
            report.AttemptResult);
        Assert.Equal(new DateTimeOffset(2016, 11, 1, 1, 59, 13, TimeSpan.Zero), report.OccurredAt);
        Assert.Equal(($"{Account.Call}:3:completed:human", "completed human 200"), (report.EventId, report.Raw));
    }

    [Fact]
    public void Recording_brings_a_link_and_no_news()
    {
        var report = Account.Read(
            $"CallSid={Account.Call}&RecordingSid=RE1&RecordingStatus=completed&RecordingUrl=https%3A%2F%2Fapi.twilio.com%2FRE1").Report!;
        var absent = Account.Read(
            $"CallSid={Account.Call}&RecordingSid=RE1&RecordingStatus=absent&RecordingUrl=https%3A%2F%2Fx%2FRE1").Report!;

        Assert.Equal((AttemptState.Answered, AttemptOutcome.None), (report.State, report.Outcome));
        Assert.Equal(new Uri("https://api.twilio.com/RE1"), report.AttemptResult!.Recording);
        Assert.Null(absent.AttemptResult);
    }

    [Fact]
    public void Call_of_another_program_is_reported_by_its_sid()
    {
        var report = Account.Read($"CallSid={Account.Call}&CallStatus=completed", "").Report!;

        Assert.Equal((null, Account.Call), (report.Attempt, report.CallId));
    }

    [Theory]
    [InlineData("?attempt=0123456789abcdef-42-1&who=O'Neil", "Body=")] // parsing would escape the quote
    [InlineData("?attempt=0123456789abcdef-42-1&who=a%20b+c&empty=", "Body=++Hi++&NumMedia=")] // trimming would change the value
    [InlineData("?who=%C3%A4&attempt=0123456789abcdef-42-1", "ToCity=K%C3%B6ln&AddOns=%7B%22status%22%3A%22ok%22%7D")]
    public void Signature_is_over_what_was_received(string query, string fields)
    {
        var callback = Account.Read($"CallSid={Account.Call}&CallStatus=busy&{fields}", query);

        Assert.Equal((200, Account.Attempt), (callback.StatusCode, callback.Report?.Attempt.ToString()));
    }

    [Fact]
    public void Request_that_Twilio_has_not_signed_is_refused()
    {
        var callbacks = new TwilioCallbacks(Account.Options());
        var body = Encoding.UTF8.GetBytes($"AccountSid={Account.Sid}&CallSid={Account.Call}&CallStatus=completed");
        var signature = TwilioSignature.Compute(
            $"https://host.example.com/twilio?attempt={Account.Attempt}",
            [new("AccountSid", Account.Sid), new("CallSid", Account.Call), new("CallStatus", "completed")], Account.Token);

        Assert.Equal(200, callbacks.Read($"?attempt={Account.Attempt}", signature, body).StatusCode);
        Assert.Equal(403, callbacks.Read("?attempt=0123456789abcdef-43-1", signature, body).StatusCode); // somebody else's attempt
        Assert.Equal(403, callbacks.Read($"?attempt={Account.Attempt}", signature, body.AsMemory(0, body.Length - 1)).StatusCode);
        Assert.Equal(403, callbacks.Read($"?attempt={Account.Attempt}", null, body).StatusCode);
        Assert.Equal(413, callbacks.Read("", signature, new byte[TwilioCallbacks.MaxBodyBytes + 1]).StatusCode);
    }

    [Fact]
    public void Hash_in_the_query_does_not_make_unsigned_fields_count()
    {
        const string hash = "0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620";
        var signature = TwilioSignature.Compute($"https://host.example.com/twilio?bodySHA256={hash}", [], Account.Token);
        var body = Encoding.UTF8.GetBytes($"AccountSid={Account.Sid}&CallSid={Account.Call}&CallStatus=completed");

        Assert.Equal(403, new TwilioCallbacks(Account.Options()).Read($"?bodySHA256={hash}", signature, body).StatusCode);
    }

    [Fact]
    public void Old_token_counts_while_it_is_rotated()
    {
        const string fields = $"CallSid={Account.Call}&CallStatus=busy";

        Assert.Equal(403, Account.Read(fields, configure: options => options.AuthToken = "new").StatusCode);
        Assert.Equal(200, Account.Read(fields, configure: options =>
        {
            options.AuthToken = "new";
            options.OtherAuthTokens.Add(Account.Token);
        }).StatusCode);
    }

    [Fact]
    public void Request_about_another_account_is_refused()
    {
        const string other = "ACffffffffffffffffffffffffffffffff";
        var callback = Account.Read($"CallSid={Account.Call}&CallStatus=busy", configure: options => options.AccountSid = other);

        Assert.Equal(400, callback.StatusCode);
        Assert.StartsWith($"AccountSid is {Account.Sid}", callback.Problems[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Stop", null, "unsubscribe", false)]
    [InlineData(" STOP. ", null, "unsubscribe", false)]
    [InlineData("stopall", null, "unsubscribe", false)]
    [InlineData("Unsubscribe", null, "unsubscribe", false)]
    [InlineData("cancel", null, "unsubscribe", false)]
    [InlineData("END", null, "unsubscribe", false)]
    [InlineData("quit!", null, "unsubscribe", false)]
    [InlineData("revoke", null, "unsubscribe", false)]
    [InlineData("opt out", null, "unsubscribe", false)]
    [InlineData("STOP?", null, "unsubscribe", false)]
    [InlineData("\u201CSTOP\u201D", null, "unsubscribe", false)]
    [InlineData("(stop)", null, "unsubscribe", false)]
    [InlineData("*STOP*", null, "unsubscribe", false)]
    [InlineData("STOP;", null, "unsubscribe", false)]
    [InlineData("Stop\u2026", null, "unsubscribe", false)]
    [InlineData("STOP \U0001F6D1", null, "unsubscribe", false)]
    [InlineData("opt  out", null, "unsubscribe", false)]
    [InlineData("opt-out", null, "unsubscribe", false)]
    [InlineData("Opt \u2013 out!", null, "unsubscribe", false)]
    [InlineData("stop 2", null, "reply", false)]
    [InlineData("stop - it works", null, "reply", false)]
    [InlineData("\U0001F6D1", null, "reply", false)]
    [InlineData("Arret", "STOP", "unsubscribe", false)] // the account's own word
    [InlineData("START", null, "reply", true)]
    [InlineData("unstop", null, "reply", true)]
    [InlineData("hola", "START", "reply", true)]
    [InlineData("yes", null, "reply", false)] // an answer to a question, and no wish to get messages again
    [InlineData("Please stop by tomorrow", null, "reply", false)]
    [InlineData("help", "HELP", "reply", false)]
    [InlineData("stop", "HELP", "reply", false)] // Twilio's classification comes first
    public void Message_of_a_person_means(string body, string? type, string means, bool resumes)
    {
        var optOut = type is null ? "" : $"&OptOutType={type}";
        var text = Uri.EscapeDataString(body);
        var callback = Account.Read(
            $"MessageSid={Account.Message}&SmsStatus=received&From=%2B15550100001&To=%2B15550100099&Body={text}{optOut}", "");

        var told = callback.Event!;
        Assert.Equal((200, "acme", $"twilio-{Account.Message}", means), (callback.StatusCode, told.Tenant, told.Id, told.Type));
        Assert.Equal(("+15550100001", Channels.Sms), (told.Address, told.Channel));
        Assert.Equal(resumes, callback.Resumed is not null);
        Assert.Null(callback.Report);
    }

    [Fact]
    public void Tenant_of_a_message_is_the_owner_of_the_number()
    {
        const string fields = $"MessageSid={Account.Message}&SmsStatus=received&From=%2B15550100001&To=%2B15550100099&Body=STOP";

        var named = Account.Read(fields, "", options => options.TenantsByNumber[Account.Number] = "globex");
        var nobody = Account.Read(fields, "", options => options.Tenant = null);

        Assert.Equal("globex", named.Event!.Tenant);
        Assert.Equal((422, null), (nobody.StatusCode, nobody.Event));
        Assert.Contains(Account.Number, nobody.Problems[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Opt_out_reaches_the_do_not_contact_list_and_start_lifts_it()
    {
        var provider = new ScriptedProvider(new VirtualTimeProvider());
        using var harness = new CampaignHarness(options => options.AddProvider(Channels.Sms, provider));
        const string fields = $"MessageSid=SM1&SmsStatus=received&From=%2B15550100001&To=%2B15550100099&Body=";

        harness.Do((ICampaignReports reports) => Account.Read($"{fields}STOP", "").ApplyAsync(reports));
        var stopped = harness.Do((ICampaignOperations operations) => operations.ListSuppressionsAsync("acme"));
        harness.Do((ICampaignReports reports) => Account.Read($"{fields}START".Replace("SM1", "SM2"), "").ApplyAsync(reports));
        var resumed = harness.Do((ICampaignOperations operations) => operations.ListSuppressionsAsync("acme"));

        Assert.Single(stopped.Items);
        Assert.Empty(resumed.Items);
    }

    [Fact]
    public void Repeated_start_does_not_lift_a_later_stop()
    {
        var provider = new ScriptedProvider(new VirtualTimeProvider());
        using var harness = new CampaignHarness(options => options.AddProvider(Channels.Sms, provider));

        foreach (var (sid, word) in new[] { ("SM1", "START"), ("SM2", "STOP"), ("SM1", "START") })
        {
            var fields = $"MessageSid={sid}&SmsStatus=received&From=%2B15550100001&To=%2B15550100099&Body={word}";
            harness.Do((ICampaignReports reports) => Account.Read(fields, "").ApplyAsync(reports));
        }

        Assert.Single(harness.Do((ICampaignOperations operations) => operations.ListSuppressionsAsync("acme")).Items);
    }
}
