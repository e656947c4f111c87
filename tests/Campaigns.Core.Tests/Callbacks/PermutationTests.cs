using static Campaigns.Tests.People;

namespace Campaigns.Tests.Callbacks;

/// <summary>
/// Checks promise 7 against a three-line model. Reports arrive in any order and any number of times, under either id, before or after the
/// dispatch returns. The highest-ranking report decides. A lost report has no effect.
/// </summary>
public class PermutationTests(ITestOutputHelper output)
{
    private const int People = 1_000;
    private const int Rounds = 100;
    private static readonly AttemptOutcome[] Ends = [.. Enum.GetValues<AttemptOutcome>().Where(outcome => outcome.IsOfContact())];

    private static readonly StepRetryPolicy Policy = StepRetryPolicy.Fixed(2, Minutes(10))
        .On(AttemptOutcome.Busy, RetryRule.After(Minutes(5)))
        .On(AttemptOutcome.Machine, RetryRule.Never);

    [Fact]
    [Trait("Category", "Sweep")]
    public void Any_order_of_reports_comes_to_the_same_end()
    {
        for (var seed = 0; seed < Rounds; seed++)
        {
            output.WriteLine($"seed {seed}");
            RunRound(new Random(seed));
        }
    }

    private static void RunRound(Random random)
    {
        var answers = new Dictionary<string, TaskCompletionSource<DispatchResult>>();
        var requests = new Dictionary<string, DispatchRequest>();
        var provider = new Answering(request =>
        {
            requests[request.Contact.Key] = request;
            return new((answers[request.Contact.Key] = new()).Task);
        });
        using var harness = new CampaignHarness(options => options.AddProvider("voice", provider, use => use.MaxDispatching = People));
        var definition = Calls(Policy, maxConcurrent: People) with { Zone = "Etc/UTC", KeepOpen = true };
        var campaign = harness.Run(definition, Many(People));
        var deliveries = requests.Values.SelectMany(request => Deliveries(request, random)).ToArray();
        random.Shuffle(deliveries);
        harness.Do(async client =>
        {
            foreach (var (request, report) in deliveries)
            {
                if (report is null)
                {
                    answers[request.Contact.Key].SetResult(DispatchResult.Accepted($"call of {request.Contact.Key}"));
                }
                else
                {
                    await client.Reports().ReportAsync(report);
                }
            }
        });
        Check(harness, campaign, deliveries);
    }

    /// <summary>The provider's answer and reports, some lost and some doubled, in an order that is drawn later.</summary>
    private static IEnumerable<(DispatchRequest Request, ProviderReport? Report)> Deliveries(DispatchRequest request, Random random)
    {
        yield return (request, null);
        var reports = Enumerable.Range(0, random.Next(4)).Select(_ => Ends[random.Next(Ends.Length)]).Select(
            end => (AttemptState.Ended, end))
            .Concat([(AttemptState.Ringing, AttemptOutcome.None), (AttemptState.Answered, AttemptOutcome.None)]);
        foreach (var (state, outcome) in reports)
        {
            for (var copies = random.Next(3); copies > 0; copies--)
            {
                var byToken = random.Next(2) == 0;
                yield return (request, byToken
                    ? new ProviderReport(request.Attempt, state, outcome)
                    : ProviderReport.OfCall("voice-1", $"call of {request.Contact.Key}", state, outcome));
            }
        }
    }

    private static void Check(CampaignHarness harness, CampaignId campaign, (DispatchRequest Request, ProviderReport? Report)[] deliveries)
    {
        var highest = deliveries.GroupBy(delivery => delivery.Request.Contact.Key)
            .ToDictionary(person => person.Key, person => person.Max(delivery => delivery.Report?.Outcome ?? AttemptOutcome.None));
        foreach (var (key, outcome) in highest)
        {
            var contact = harness.Contact(campaign, key);
            Assert.Equal((key, outcome), (key, contact.Timeline.Single().Outcome));
            var (state, wait) = Expected(outcome);
            Assert.Equal((key, outcome, state), (key, outcome, contact.State));
            Assert.Equal(wait is { } pause ? harness.Now + pause : null, contact.NextDue);
        }

        var told = harness.Statistics(campaign);
        Assert.Equal(
            highest.Values.Where(outcome => outcome != AttemptOutcome.None).GroupBy(outcome => outcome).OrderBy(group => group.Key).Select(
                group => (group.Key, (long)group.Count())),
            told.Outcomes.OrderBy(pair => pair.Key).Select(pair => (pair.Key, pair.Value)));
        Assert.Equal(highest.Values.Count(outcome => outcome == AttemptOutcome.None), told.Live);
        Assert.Empty(harness.Unmatched());
    }

    /// <summary>The policy's rules, written independently.</summary>
    private static (JobState State, TimeSpan? Wait) Expected(AttemptOutcome outcome) => outcome switch
    {
        AttemptOutcome.None => (JobState.Live, null),
        AttemptOutcome.Completed => (JobState.Completed, null),
        AttemptOutcome.Busy => (JobState.Waiting, Minutes(5)),
        AttemptOutcome.Failed or AttemptOutcome.NoAnswer or AttemptOutcome.Rejected => (JobState.Waiting, Minutes(10)),
        _ => (JobState.Failed, null),
    };
}
