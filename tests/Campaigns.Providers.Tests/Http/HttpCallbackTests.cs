using System.Globalization;
using System.Text;
using Campaigns.Http;
using Campaigns.Webhooks;
using Microsoft.AspNetCore.Http;

namespace Campaigns.Providers.Tests.Http;

/// <summary>Callbacks and lookups of docs/http-provider.md.</summary>
public class HttpCallbackTests
{
    private const string Key = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private const string Attempt = "0123456789abcdef-42-1";
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);
    private static readonly WebhookSigner Signer = new([Key], new VirtualTimeProvider(Now));

    [Theory]
    [InlineData("accepted", null, AttemptState.Accepted, AttemptOutcome.None)]
    [InlineData("ringing", null, AttemptState.Ringing, AttemptOutcome.None)]
    [InlineData("answered", null, AttemptState.Answered, AttemptOutcome.None)]
    [InlineData("answered", "machine", AttemptState.Answered, AttemptOutcome.Machine)]
    [InlineData("ended", "not_placed", AttemptState.Ended, AttemptOutcome.NotPlaced)]
    [InlineData("ended", "throttled", AttemptState.Ended, AttemptOutcome.Throttled)]
    [InlineData("ended", "unknown", AttemptState.Ended, AttemptOutcome.Unknown)]
    [InlineData("ended", "aborted", AttemptState.Ended, AttemptOutcome.Aborted)]
    [InlineData("ended", "completed", AttemptState.Ended, AttemptOutcome.Completed)]
    [InlineData("ended", "failed", AttemptState.Ended, AttemptOutcome.Failed)]
    [InlineData("ended", "no_answer", AttemptState.Ended, AttemptOutcome.NoAnswer)]
    [InlineData("ended", "busy", AttemptState.Ended, AttemptOutcome.Busy)]
    [InlineData("ended", "machine", AttemptState.Ended, AttemptOutcome.Machine)]
    [InlineData("ended", "rejected", AttemptState.Ended, AttemptOutcome.Rejected)]
    [InlineData("ended", "invalid", AttemptState.Ended, AttemptOutcome.Invalid)]
    [InlineData("ended", "opted_out", AttemptState.Ended, AttemptOutcome.OptedOut)]
    public void Word_means(string state, string? outcome, AttemptState meansState, AttemptOutcome meansOutcome)
    {
        var told = outcome is null ? "" : $",\"outcome\":\"{outcome}\"";
        var callback = Read($$"""{"attempt":"{{Attempt}}","state":"{{state}}"{{told}}}""");

        Assert.Equal((200, meansState, meansOutcome), (callback.StatusCode, callback.Report!.State, callback.Report.Outcome));
        Assert.Equal((Attempt, "http", "evt-1"), (callback.Report.Attempt.ToString(), callback.Report.Provider, callback.Report.EventId));
    }

    [Fact]
    public void Report_has_everything_that_the_callback_tells()
    {
        var callback = Read("""
            {"call_id":"c-1","state":"ended","outcome":"completed","occurred_at":"2026-11-30T12:00:00+01:00","raw":"hangup",
             "result":{"answered_by":"fax","call_back_at":"2026-12-01T09:00:00Z","transcript":"https://t.example.com/1",
             "opt_out":"all_channels"}}
            """);

        var report = callback.Report!;
        Assert.Equal((null, "c-1", "hangup"), (report.Attempt, report.CallId, report.Raw));
        Assert.Equal(new DateTimeOffset(2026, 11, 30, 11, 0, 0, TimeSpan.Zero), report.OccurredAt!.Value.ToUniversalTime());
        Assert.Equal(
            new AttemptResult
            {
                AnsweredBy = AnsweredBy.Fax, CallBackAt = new DateTimeOffset(2026, 12, 1, 9, 0, 0, TimeSpan.Zero),
                Transcript = new Uri("https://t.example.com/1"), OptOut = OptOutScope.AllChannels,
            },
            report.AttemptResult);
    }

    [Theory]
    [InlineData("ok \\ud83d", "ok \uFFFD")]
    [InlineData("ok \\uDE00!", "ok \uFFFD!")]
    [InlineData("\\\\ud83d \\ud83d\\ude00", "\\ud83d \U0001F600")] // an escaped backslash, and a whole pair
    [InlineData("J\u00FCrgen", "J\uFFFDrgen")]
    public void News_with_broken_text_counts(string raw, string read)
    {
        var body = $$$"""
            {"attempt":"{{{Attempt}}}","state":"ended","outcome":"completed","raw":"{{{raw}}}","result":{"opt_out":"channel"}}
            """;

        var callback = Read(Encoding.Latin1.GetBytes(body));

        Assert.Equal((200, read, OptOutScope.Channel), (callback.StatusCode, callback.Report!.Raw, callback.Report.AttemptResult!.OptOut));
    }

    [Theory]
    [InlineData("""{"attempt":"0123456789abcdef-42-1","state":"ringing","st\ud83date":"x"}""")]
    [InlineData("""{"attempt":"0123456789abcdef-42-1","state":"ring\ud83d"}""")]
    [InlineData("""{"attempt":"0123456789abcdef-42-1","state":"ringing","occurred_at":"\ud83d"}""")]
    [InlineData("""{"attempt":"0123456789abcdef-42-1","state":"ringing","J\u00FC":1}""")]
    [InlineData("""{"attempt":"0123456789abcdef-42-1","state":"ringing","raw":"\ud83"}""")]
    public void Broken_text_that_means_something_is_refused(string body)
    {
        var callback = Read(Encoding.Latin1.GetBytes(body));

        Assert.Equal((400, null), (callback.StatusCode, callback.Report));
        Assert.NotEmpty(callback.Problems);
    }

    [Fact]
    public void All_problems_of_a_body_are_told_at_once()
    {
        var callback = Read("""
            {"attempt":"17","state":"done","outcome":"gone","occurred_at":"2026-11-30T12:00:00","extra":1,
             "result":{"talk_seconds":-1,"cost":{"amount":-1,"currency":"euro"},"recording":"ftp://x","length":3}}
            """);

        Assert.Equal(400, callback.StatusCode);
        Assert.Null(callback.Report);
        string[] fields =
            ["attempt", "state", "outcome", "occurred_at", "extra", "result.talk_seconds", "result.cost.currency", "result.cost",
                "result.recording", "result.length"];
        Assert.All(fields, field => Assert.Contains($"{field} is ", string.Join('\n', callback.Problems), StringComparison.Ordinal));
        Assert.Contains(
            "state is \"done\": use one of accepted, ringing, answered, ended.", callback.Problems);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("""{"attempt":"0123456789abcdef-42-1","state":"ringing","state":"ended"}""")]
    [InlineData("""{"state":"ringing"}""")]
    [InlineData("""{"attempt":"0123456789abcdef-42-1","state":"ended"}""")]
    [InlineData("""{"attempt":"0123456789abcdef-42-1","state":"ringing","outcome":"busy"}""")]
    public void Body_that_is_no_report_is_refused(string body)
    {
        var callback = Read(body);

        Assert.Equal((400, null), (callback.StatusCode, callback.Report));
        Assert.NotEmpty(callback.Problems);
    }

    [Fact]
    public void Unsigned_or_large_bodies_are_refused_before_they_are_read()
    {
        var callbacks = Callbacks();
        var body = Encoding.UTF8.GetBytes($$"""{"attempt":"{{Attempt}}","state":"ringing"}""");

        Assert.Equal(401, callbacks.Read("evt-1", null, null, body).StatusCode);
        Assert.Equal(401, callbacks.Read("evt-1", Seconds(Now), "v1,AAAA", body).StatusCode);
        var old = Now.AddHours(-1);
        Assert.Equal(401, callbacks.Read("evt-1", Seconds(old), Signer.Sign("evt-1", old, body), body).StatusCode);
        Assert.Equal(413, callbacks.Read("evt-1", Seconds(Now), "v1,AAAA", new byte[HttpCallbacks.MaxBodyBytes + 1]).StatusCode);
    }

    [Theory]
    [InlineData(200, """{"status":"live","call_id":"c-1"}""", "Live")]
    [InlineData(200, """{"status":"ended","outcome":"no_answer","raw":"timeout"}""", "Ended NoAnswer")]
    [InlineData(200, """{"status":"ended","outcome":"no_answer","raw":"time\ud83d"}""", "Ended NoAnswer")]
    [InlineData(200, """{"status":"ended","outcome":"unknown"}""", "Ended Unknown")]
    [InlineData(200, """{"status":"not_placed"}""", "NotPlaced")]
    [InlineData(404, """{"status":"not_placed"}""", "NotPlaced")]
    [InlineData(200, """{"status":"cannot_say"}""", "CannotSay")]
    [InlineData(200, """{"status":"ask_again","at":"2026-01-05T10:00:00Z"}""", "AskAgain")]
    [InlineData(429, "", "AskAgain")]
    [InlineData(503, "", "AskAgain")]
    [InlineData(404, "", "throws")] // a proxy or a wrong path, and no word of the dialer
    [InlineData(404, "<html>", "throws")]
    [InlineData(500, """{"status":"not_placed"}""", "throws")]
    [InlineData(200, """{"status":"ended","outcome":"throttled"}""", "throws")]
    [InlineData(200, """{"status":"gone"}""", "throws")]
    public async Task Lookup_means(int status, string body, string meaning)
    {
        await using var server = await LoopbackServer.StartAsync(status, body, ("Retry-After", "5"));
        using var provider = new HttpProvider(HttpDispatchTests.Options(server));
        Assert.True(AttemptId.TryParse(Attempt, out var attempt));

        var shown = "throws";
        try
        {
            shown = Answer.Show(await provider.QueryAsync(attempt, null, TestContext.Current.CancellationToken));
        }
        catch (InvalidDataException)
        {
            // the engine asks again
        }

        Assert.Equal((meaning, $"/v1/attempts/{Attempt}"), (shown, Assert.Single(server.Received).Path));
    }

    [Fact]
    public async Task Call_is_resolved_and_an_attempt_aborted()
    {
        await using var server = await LoopbackServer.StartAsync(async (received, context) =>
        {
            context.Response.StatusCode = received.Path[^2..] switch { "ne" => 404, "-2" => 202, _ => 200 };
            await context.Response.WriteAsync($$"""{"attempt":"{{Attempt}}"}""");
        });
        using var provider = new HttpProvider(HttpDispatchTests.Options(server));
        Assert.True(AttemptId.TryParse(Attempt, out var attempt));
        var stop = TestContext.Current.CancellationToken;

        Assert.Equal(attempt, await provider.ResolveAsync("c.1/2", stop));
        Assert.Null(await provider.ResolveAsync("gone", stop));
        await provider.AbortAsync(attempt, null, stop);
        await Assert.ThrowsAsync<InvalidOperationException>(
            async () => await provider.AbortAsync(attempt with { Number = 2 }, null, stop)); // 202: somebody may be on the phone

        Assert.Equal(
            ["GET /v1/calls/c.1%2F2", "GET /v1/calls/gone", $"DELETE /v1/attempts/{Attempt}", "DELETE /v1/attempts/0123456789abcdef-42-2"],
            server.Received.Select(received => $"{received.Method} {received.Path}"));
    }

    private static HttpCallbacks Callbacks()
    {
        var options = new HttpProviderOptions { BaseAddress = new Uri("https://dialer.example.com") };
        options.SigningKeys.Add(Key);
        return new HttpCallbacks(options, new VirtualTimeProvider(Now));
    }

    private static HttpCallback Read(string body) => Read(Encoding.UTF8.GetBytes(body));

    private static HttpCallback Read(byte[] bytes)
    {
        return Callbacks().Read("evt-1", Seconds(Now), Signer.Sign("evt-1", Now, bytes), bytes);
    }

    private static string Seconds(DateTimeOffset at) => at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
}
