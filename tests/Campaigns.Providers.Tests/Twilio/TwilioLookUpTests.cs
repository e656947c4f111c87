using Campaigns.Twilio;

namespace Campaigns.Providers.Tests.Twilio;

/// <summary>Lookups by SID, and calls that are ended.</summary>
public class TwilioLookUpTests
{
    [Theory]
    [InlineData("queued", "Live")]
    [InlineData("initiated", "Live")]
    [InlineData("ringing", "Live")]
    [InlineData("in-progress", "Live")]
    [InlineData("completed", "Ended Completed")]
    [InlineData("busy", "Ended Busy")]
    [InlineData("no-answer", "Ended NoAnswer")]
    [InlineData("failed", "NotPlaced")]
    [InlineData("canceled", "Ended Unknown")]
    [InlineData("exploded", "CannotSay")]
    public async Task Call_that_is_looked_up_is(string status, string meaning) =>
        Assert.Equal(meaning, await CallAsync(200, $$"""{"sid":"{{Account.Call}}","status":"{{status}}","answered_by":null}"""));

    [Theory]
    [InlineData("queued", "null", "Live")]
    [InlineData("sending", "null", "Live")]
    [InlineData("sent", "null", "Ended Completed")] // with the carrier, which sends no receipts
    [InlineData("delivered", "null", "Ended Completed")]
    [InlineData("undelivered", "30006", "Ended Invalid")]
    [InlineData("undelivered", "30003", "Ended Failed")]
    [InlineData("failed", "30001", "NotPlaced")]
    [InlineData("failed", "21610", "Ended OptedOut")]
    public async Task Message_that_is_looked_up_is(string status, string code, string meaning)
    {
        var body = $$"""{"sid":"{{Account.Message}}","status":"{{status}}","error_code":{{code}}}""";
        await using var server = await LoopbackServer.StartAsync(200, body);
        using var provider = new TwilioSmsProvider(Account.Options(options => options.BaseAddress = server.Address));

        var result = await provider.QueryAsync(default, Account.Message, TestContext.Current.CancellationToken);

        Assert.Equal(meaning, Answer.Show(result));
    }

    [Fact]
    public async Task Completed_call_tells_who_answered_how_long_and_for_how_much()
    {
        const string body = """
            {"sid":"CA1","status":"completed","answered_by":"machine_start","duration":"42","price":"-0.01300","price_unit":"USD"}
            """;
        await using var server = await LoopbackServer.StartAsync(200, body);
        using var provider = Voice(server);

        var result = await provider.QueryAsync(default, "CA1", TestContext.Current.CancellationToken);

        Assert.Equal("Ended Machine", Answer.Show(result));
        Assert.Equal(("CA1", "completed"), (result.CallId, result.Raw));
        Assert.Equal(
            new AttemptResult
            {
                AnsweredBy = AnsweredBy.Machine, TalkTime = TimeSpan.FromSeconds(42), Cost = new AttemptCost(0.013m, "USD"),
            },
            result.AttemptResult);
    }

    [Theory]
    [InlineData(404, "CannotSay")]
    [InlineData(429, "AskAgain")]
    [InlineData(401, "throws")]
    [InlineData(500, "throws")]
    [InlineData(200, "throws")] // without a status
    public async Task Lookup_without_a_call_is(int status, string meaning) => Assert.Equal(meaning, await CallAsync(status, "{}"));

    [Fact]
    public async Task Attempt_without_a_sid_is_not_guessed()
    {
        await using var server = await LoopbackServer.StartAsync(200, "{}");
        using var provider = Voice(server);

        Assert.Equal("CannotSay", Answer.Show(await provider.QueryAsync(default, null, TestContext.Current.CancellationToken)));
        Assert.Empty(server.Received);
    }

    [Theory]
    [InlineData(200, "completed", true)]
    [InlineData(200, "canceled", true)]
    [InlineData(200, "busy", true)]
    [InlineData(200, "in-progress", false)]
    [InlineData(500, "completed", false)]
    public async Task Abort_ends_only_when_nobody_is_on_the_phone(int status, string now, bool ends)
    {
        await using var server = await LoopbackServer.StartAsync(status, $$"""{"sid":"CA1","status":"{{now}}"}""");
        using var provider = Voice(server);

        var error = await Record.ExceptionAsync(
            async () => await provider.AbortAsync(default, "CA1", TestContext.Current.CancellationToken));

        Assert.Equal(ends, error is null);
        Assert.Equal("Status=completed", server.Received[0].Text);
    }

    [Fact]
    public void Problems_of_the_options_are_told_at_once_without_secrets()
    {
        var options = new TwilioOptions
        {
            AccountSid = "AC1", AuthToken = "", ApiKeySecret = "hunter2", StatusCallback = new Uri("http://host.example.com/twilio?x=1"),
            Voice = new TwilioVoiceOptions { From = "555", RingTimeout = TimeSpan.Zero }, Sms = new TwilioSmsOptions { Name = "" },
        };

        var refused = Assert.Throws<CampaignException>(() => new TwilioCallbacks(options));

        Assert.StartsWith("The Twilio account has 7 problem(s): AccountSid is AC1: ", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", refused.Message, StringComparison.Ordinal);
    }

    private static TwilioVoiceProvider Voice(LoopbackServer server) =>
        new(Account.Options(options => options.BaseAddress = server.Address));

    private static async Task<string> CallAsync(int status, string body)
    {
        await using var server = await LoopbackServer.StartAsync(status, body);
        using var provider = Voice(server);
        try
        {
            return Answer.Show(await provider.QueryAsync(default, Account.Call, TestContext.Current.CancellationToken));
        }
        catch (InvalidOperationException)
        {
            return "throws";
        }
    }
}
