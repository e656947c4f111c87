using static Campaigns.Tests.People;

namespace Campaigns.Tests.Results;

/// <summary>Results that are refused, with an error that names the field and shows nothing secret.</summary>
public class ResultCheckTests
{
    private const string Secret = "https://example.com/secret";

    public static TheoryData<string, AttemptResult> Bad() => new()
    {
        { "AttemptResult.AnsweredBy is 9: use Unknown, Human, Machine or Fax.", new() { AnsweredBy = (AnsweredBy)9 } },
        { "AttemptResult.RingTime is -00:00:01: use 0 to 1 day.", new() { RingTime = Seconds(-1) } },
        { "AttemptResult.TalkTime is 1.00:00:01: use 0 to 1 day.", new() { TalkTime = TimeSpan.FromDays(1) + Seconds(1) } },
        { "AttemptResult.Cost is -1 \"EUR\"", new() { Cost = new AttemptCost(-1, "EUR") } },
        { "AttemptResult.Cost is 1 \"eur\"", new() { Cost = new AttemptCost(1, "eur") } },
        { "AttemptResult.Cost is 0 ", new() { Cost = default(AttemptCost) } },
        { "AttemptResult.Recording is a link of 6 characters", new() { Recording = new Uri("secret", UriKind.Relative) } },
        { "AttemptResult.Transcript is a link of 18 characters", new() { Transcript = new Uri("ftp://a.bc/secret1") } },
        { "AttemptResult.Recording is a link of 2027 characters", new() { Recording = new Uri($"{Secret}/{new string('x', 2_000)}") } },
        { "AttemptResult.CallBackAt is 2027-", new() { CallBackAt = Nine + TimeSpan.FromDays(367) } },
        { "AttemptResult.OptOut is None: use AllChannels or Channel", new() { OptOut = OptOutScope.None } },
        { "AttemptResult.Data is not well-formed: use one JSON value.", new() { Data = "{\"secret\": }" } },
        { "AttemptResult.Data is not well-formed", new() { Data = "1 2" } },
        { "AttemptResult.Data is not well-formed", new() { Data = "" } },
        { "AttemptResult.Data is 16385 bytes in UTF-8: use up to 16,384 bytes.", new() { Data = $"\"{new string('x', 16_383)}\"" } },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void Bad_result_is_refused_and_nothing_is_stored(string problem, AttemptResult result)
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        var campaign = harness.Run(Calls(StepRetryPolicy.None), One());
        var report = ProviderReport.Ended(harness.Provider.Dispatches[0].Request.Attempt, AttemptOutcome.Completed);

        var error = Assert.Throws<CampaignException>(
            () => harness.Do(reports => reports.ReportAsync(report with { AttemptResult = result })));

        Assert.Equal(CampaignError.Invalid, error.Error);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
        var attempt = harness.Contact(campaign, "ann").Timeline[0];
        Assert.Equal((AttemptState.Accepted, null), (attempt.State, attempt.AttemptResult));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[1, {\"a\": \"b\"}]")]
    [InlineData("\"čeněk\"")]
    public void Every_JSON_value_is_data(string data)
    {
        var problems = new Problems();
        new AttemptResult { Data = data, CallBackAt = Nine.AddDays(366), RingTime = TimeSpan.Zero, TalkTime = TimeSpan.FromDays(1) }
            .AddProblems(problems, "", Nine);

        Assert.Empty(problems.List);
    }

    [Fact]
    public void Text_of_a_result_and_of_its_report_shows_no_link_no_data_and_no_instant()
    {
        var result = new AttemptResult
        {
            AnsweredBy = AnsweredBy.Human, Recording = new Uri(Secret), Data = "\"secret\"",
            CallBackAt = Nine, Cost = new AttemptCost(7, "EUR"),
        };
        var report = ProviderReport.OfCall("voice", "CA1", AttemptState.Ringing) with { AttemptResult = result };

        Assert.Equal("result of an attempt: answered by Human; Cost, Recording, CallBackAt, Data", result.ToString());
        Assert.DoesNotContain("secret", report.ToString(), StringComparison.Ordinal);
        Assert.Equal("result of attempt 3-1", new Storage.ResultRow(3, 1, result, 0).ToString());
    }
}
