using Campaigns.Tests.Providers;
using static Campaigns.Tests.People;

namespace Campaigns.Tests.Refusals;

/// <summary>A provider's refusals of one contact delay no other contact, and end.</summary>
public class RefusedContactTests
{
    private static bool IsBad(DispatchRequest request) => request.Contact.Key.StartsWith("bad", StringComparison.Ordinal);

    private static IEnumerable<Contact> Bad(int count) => Many(count, "bad");

    private static IEnumerable<Contact> Good(int count) => Enumerable.Range(1, count).Select(i => new Contact($"good{i}", $"+1666{i:D7}"));

    private static CampaignHarness RefusingBad(Func<DispatchRequest, DispatchResult>? refuse = null)
    {
        var harness = new CampaignHarness();
        harness.Provider.Otherwise(request => IsBad(request)
            ? refuse?.Invoke(request) ?? DispatchResult.NotPlaced("400 Bad Request")
            : DispatchResult.Completed(AttemptOutcome.Completed));
        return harness;
    }

    private static int GoodCalls(CampaignHarness harness) => harness.Provider.Dispatches.Count(call => !IsBad(call.Request));

    [Theory]
    [InlineData(1, 1, 0)]
    [InlineData(9, 100, 0)]
    [InlineData(10, 1, 1)] // ten failures in a row open the breaker; the first good probe closes it
    [InlineData(10, 100, 1)]
    [InlineData(25, 100, 90)]
    public void Bad_numbers_in_front_keep_nobody_behind_them_from_being_called_for_long(int bad, int good, double minutes)
    {
        using var harness = RefusingBad();
        var campaign = harness.Run(Calls(StepRetryPolicy.None), Bad(bad).Concat(Good(good)));
        harness.Advance(Minutes(minutes));
        Assert.Equal(good, GoodCalls(harness));

        harness.Advance(TimeSpan.FromDays(2));
        Assert.Equal(CampaignState.Completed, harness.Statistics(campaign).State);
        Assert.Equal((good, bad), ((int)harness.Statistics(campaign).Completed, (int)harness.Statistics(campaign).Failed));
    }

    [Fact]
    public void Contact_that_nobody_places_is_given_up_after_the_documented_number_of_refusals_with_the_provider_s_reason()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Otherwise(_ => DispatchResult.NotPlaced("no route"));
        var campaign = harness.Run(Calls(StepRetryPolicy.None), One());
        harness.Advance(Hours(8));

        var contact = harness.Contact(campaign, "ann");
        Assert.Equal((JobState.Failed, 20, 0), (contact.State, harness.Provider.Dispatches.Count, contact.Attempts));
        Assert.Equal((AttemptOutcome.NotPlaced, "no route"), (contact.Timeline[^1].Outcome, contact.Timeline[^1].Note));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(250)]
    public void Number_of_refusals_is_an_option_and_outlasts_restarts(int most)
    {
        using var harness = new CampaignHarness(options => options.MaxRefusals = most);
        harness.Provider.Otherwise(_ => DispatchResult.NotPlaced("no route"));
        harness.Run(Calls(StepRetryPolicy.None), One());
        for (var day = 0; day < 20; day++)
        {
            harness.Advance(Hours(13));
            harness.Restart();
        }

        Assert.Equal(most, harness.Provider.Dispatches.Count);
    }

    [Fact]
    public void Refusals_before_an_outcome_do_not_count_after_it()
    {
        using var harness = new CampaignHarness(options => options.MaxRefusals = 5);
        var count = 0;
        harness.Provider.Otherwise(_ => ++count % 5 == 0 ? DispatchResult.Completed(AttemptOutcome.Busy) : DispatchResult.NotPlaced("no"));
        var campaign = harness.Run(Calls(StepRetryPolicy.Fixed(4, Minutes(1))), One());
        harness.Advance(Hours(4));

        Assert.Equal((20, 4), (harness.Provider.Dispatches.Count, harness.Contact(campaign, "ann").Attempts));
    }

    [Fact]
    public void Contacts_that_were_refused_before_are_no_news_when_they_come_again()
    {
        using var harness = RefusingBad();
        var bad = Bad(15).ToList();
        var campaign = harness.Run(
            Calls(StepRetryPolicy.None, maxConcurrent: 1) with { KeepOpen = true }, bad.Take(8).Concat(Good(1)).Concat(bad.Skip(8)));
        for (var minute = 0; minute < 60; minute++)
        {
            harness.Advance(Minutes(1));
            harness.Do(client => client.AddContactsAsync(campaign, [new Contact($"good-{minute}", $"+1888{minute:D7}")]));
            Assert.Equal(2 + minute, GoodCalls(harness));
        }
    }

    [Fact]
    public void One_contact_that_is_refused_does_not_break_its_provider_however_often()
    {
        using var harness = Harnesses.OfOne(own => own.CircuitBreaker = new CircuitBreakerOptions { ConsecutiveFailures = 2 });
        harness.Provider.Otherwise(request => IsBad(request) ? DispatchResult.NotPlaced("no") : DispatchResult.Accepted());
        harness.Run(Calls(StepRetryPolicy.None), Bad(1));
        harness.Advance(Hours(1));
        Assert.Equal(ProviderState.Available, harness.Status().State);
        Assert.Empty(harness.Status().ThrottledTenants);
    }

    [Fact]
    public void Probes_are_other_contacts_than_those_that_were_refused_before()
    {
        using var harness = Harnesses.OfOne(
            own => own.CircuitBreaker = new CircuitBreakerOptions { ConsecutiveFailures = 3, BreakDuration = Seconds(10),
                MaxBreakDuration = Seconds(10) });
        harness.Provider.Otherwise(_ => DispatchResult.NotPlaced("down"));
        harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 3), Many(20));
        harness.Advance(Minutes(2));

        var contacts = harness.Provider.Dispatches.Select(call => call.ContactKey).Take(13).ToList();
        Assert.Equal(13, contacts.Count);
        Assert.Equal(contacts.Distinct(), contacts);
    }

    [Fact]
    public void Contact_is_tried_again_though_no_other_is_left_to_probe_with()
    {
        using var harness =
            Harnesses.OfOne(own => own.CircuitBreaker = new CircuitBreakerOptions { ConsecutiveFailures = 2, BreakDuration = Seconds(10) });
        var isUp = false;
        harness.Provider.Otherwise(_ => isUp ? DispatchResult.Completed(AttemptOutcome.Completed) : DispatchResult.NotPlaced("down"));
        var campaign = harness.Run(Calls(StepRetryPolicy.None), Many(2));
        harness.Advance(Minutes(5));
        isUp = true;
        harness.Advance(Minutes(15));
        Assert.Equal(2, harness.Statistics(campaign).Completed);
    }

    [Fact]
    public void Contact_that_cannot_be_reached_ends_as_its_retry_policy_says_with_the_reason()
    {
        using var harness = RefusingBad(_ => DispatchResult.Unreachable("21211: no such number"));
        var once = harness.Run(Calls(StepRetryPolicy.Fixed(3, Minutes(1))), Bad(200).Concat(Good(100)));
        Assert.Equal(
            (100, 200, 300),
            ((int)harness.Statistics(once).Completed, (int)harness.Statistics(once).Failed, harness.Provider.Dispatches.Count));
        var entry = harness.Contact(once, "bad00001").Timeline.Single();
        Assert.Equal((AttemptOutcome.Invalid, "21211: no such number"), (entry.Outcome, entry.Note));
        Assert.Equal((ProviderState.Available, 0L), (harness.Status().State, harness.Status().Failures));
    }

    [Fact]
    public void Contact_that_is_put_off_waits_until_then_and_spends_nothing_while_others_go()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Otherwise(request => IsBad(request) && request.Attempt.Number == 1
            ? DispatchResult.Defer(Nine + Hours(5), "quiet hours of its network")
            : DispatchResult.Completed(AttemptOutcome.Completed));
        var campaign = harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 1), Bad(1).Concat(Good(10)));
        Assert.Equal(10, harness.Statistics(campaign).Completed);
        var contact = harness.Contact(campaign, "bad00001");
        Assert.Equal((Nine + Hours(5), 0, "quiet hours of its network"), (contact.NextDue, contact.Attempts, contact.Timeline[0].Note));

        harness.Advance(Hours(5) - TimeSpan.FromTicks(1));
        Assert.Equal(11, harness.Provider.Dispatches.Count);
        harness.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(11, harness.Statistics(campaign).Completed);
    }

    [Theory]
    [InlineData(-3_600)]
    [InlineData(0)]
    [InlineData(1)]
    public void Contact_that_is_put_off_to_no_time_worth_waiting_for_is_tried_ever_more_seldom(double seconds)
    {
        using var harness = RefusingBad(_ => DispatchResult.Defer(DateTimeOffset.UnixEpoch, "later"));
        harness.Provider.Otherwise(_ => DispatchResult.Defer(harness.Now + Seconds(seconds), "later"));
        harness.Run(Calls(StepRetryPolicy.None), One());
        harness.Advance(Hours(24));
        Assert.InRange(harness.Provider.Dispatches.Count, 24 * 11, (24 * 12) + 12);
    }

    [Fact]
    public void Provider_that_says_it_is_down_breaks_whoever_the_contact_is_and_costs_the_contact_nothing()
    {
        using var harness = new CampaignHarness();
        var isUp = false;
        harness.Provider.Otherwise(_ => isUp ? DispatchResult.Completed(AttemptOutcome.Completed) : DispatchResult.ProviderDown("503"));
        var campaign = harness.Run(Calls(StepRetryPolicy.None), Many(3));
        harness.Advance(Minutes(1));
        Assert.Equal(ProviderState.CircuitOpen, harness.Status().State);
        harness.Advance(TimeSpan.FromDays(3));
        Assert.Equal(3, harness.Statistics(campaign).WaitingForRetry);
        isUp = true;
        harness.Advance(Minutes(15));
        Assert.Equal(3, harness.Statistics(campaign).Completed);
    }

    [Fact]
    public void Drip_goes_on_to_the_next_step_when_nothing_can_be_placed_and_its_step_allows_that()
    {
        using var harness = new CampaignHarness(options => options.MaxRefusals = 3);
        harness.Provider.Otherwise(
            request => request.Content.Body == "one" ? DispatchResult.NotPlaced("no") : DispatchResult.Completed(AttemptOutcome.Completed));
        var campaign = harness.Run(
            new CampaignDefinition
            {
                Name = "drip",
                Steps = [CampaignStep.Message(Channels.Voice, "one") with { OnFailure = StepFailure.NextStep }, CampaignStep.Message(
                    Channels.Voice, "two")],
            },
            One());
        harness.Advance(Minutes(1));
        Assert.Equal(["one", "one", "one", "two"], harness.Provider.Dispatches.Select(call => call.Request.Content.Body));
        Assert.Equal(JobState.Completed, harness.Contact(campaign, "ann").State);
    }

    [Fact]
    public void Report_that_somebody_was_reached_after_all_corrects_a_contact_that_was_given_up()
    {
        using var harness = new CampaignHarness(options => options.MaxRefusals = 1);
        harness.Provider.Otherwise(_ => DispatchResult.NotPlaced("no"));
        var campaign = harness.Run(Calls(StepRetryPolicy.None), One());
        Assert.Equal(JobState.Failed, harness.Contact(campaign, "ann").State);
        harness.Report(harness.Provider.Dispatches[0].Request.Attempt, AttemptOutcome.Completed);
        Assert.Equal(
            (JobState.Completed, CampaignState.Completed), (harness.Contact(campaign, "ann").State, harness.Statistics(campaign).State));
    }
}
