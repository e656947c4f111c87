using Campaigns.Tests.Providers;
using static Campaigns.Tests.People;

namespace Campaigns.Tests.Callbacks;

/// <summary>
/// An attempt that the provider reports as live forever ends after its longest life: its slot, address and campaign become free.
/// </summary>
public class LongestLifeTests
{
    private static CampaignDefinition Single => Calls(StepRetryPolicy.None, maxConcurrent: 1);

    [Fact]
    public void Call_that_look_ups_list_as_live_is_unknown_after_four_hours_and_its_slot_is_used()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts().OnQuery = _ => LookUpResult.Live();
        var campaign = harness.Run(Single, Many(2));
        harness.Advance(Hours(4) - TimeSpan.FromTicks(1));
        Assert.Single(harness.Provider.Dispatches);
        harness.Advance(TimeSpan.FromTicks(1));
        Assert.Equal((2, 1L), (harness.Provider.Dispatches.Count, harness.Statistics(campaign).Unknown));
        harness.Advance(Hours(4));
        Assert.True(harness.Statistics(campaign).State.IsTerminal());
    }

    [Fact]
    public void Its_address_is_free_for_another_campaign_and_its_own_can_be_purged()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts().OnQuery = _ => LookUpResult.Live();
        var first = harness.Run(Single, One());
        harness.Do(client => client.CancelAsync(first));
        harness.Run(Single with { Name = "other" }, One());
        harness.Advance(Hours(4));
        Assert.Equal(2, harness.Provider.Dispatches.Count);
        harness.Do(client => client.PurgeAsync(first));
    }

    [Theory]
    [InlineData("progress")]
    [InlineData("throws")]
    [InlineData("asks to be asked later")]
    [InlineData("restarts")]
    public void Whatever_else_keeps_it_alive_it_ends(string what)
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts().OnQuery = _ => what switch
        {
            "throws" => throw new TimeoutException(),
            "asks to be asked later" => LookUpResult.AskAgain(harness.Now + Minutes(50)),
            _ => LookUpResult.Live(),
        };
        var campaign = harness.Run(Single, One());
        var attempt = harness.Provider.Dispatches[0].Request.Attempt;
        for (var minutes = 0; minutes < 4 * 60; minutes += 20)
        {
            harness.Advance(Minutes(20));
            if (what == "progress")
            {
                harness.Do(reports =>
                    reports.ReportAsync(new ProviderReport(attempt, minutes < 100 ? AttemptState.Ringing : AttemptState.Answered)));
            }

            if (what == "restarts")
            {
                harness.Restart();
            }
        }

        harness.Advance(Minutes(what == "restarts" ? 30 : 1)); // a new process gives the outcome its full time again
        Assert.Equal(JobState.Unknown, harness.Contact(campaign, "ann").State);
    }

    [Theory]
    [InlineData(1, 30, 60)]
    [InlineData(600, 30, 600)]
    [InlineData(10, 300, 300)] // a longer step timeout wins
    [InlineData(47, 30, 47)]
    public void It_is_an_option_of_the_provider_and_never_less_than_the_step_s_timeout(int life, int timeout, int expected)
    {
        using var harness = Harnesses.OfOne(own => own.MaxAttemptDuration = Minutes(life == 1 ? 60 : life));
        harness.Provider.Accepts().OnQuery = _ => LookUpResult.Live();
        harness.Do((ICampaignClient _) => Task.CompletedTask);
        using var answering = new CampaignHarness(options =>
        {
            options.AddProvider("voice", new LiveForEver(), own => own.MaxAttemptDuration = Minutes(life == 1 ? 60 : life));
        });
        var campaign =
            answering.Run(Single with { Steps = [new ContactStep { Channel = Channels.Voice, Timeout = Minutes(timeout) }] }, One());
        answering.Advance(Minutes(expected) - TimeSpan.FromTicks(1));
        Assert.Equal(JobState.Live, answering.Contact(campaign, "ann").State);
        answering.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(JobState.Unknown, answering.Contact(campaign, "ann").State);
    }

    [Fact]
    public void Call_whose_outcome_comes_after_it_was_given_up_corrects_the_record()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts().OnQuery = _ => LookUpResult.Live();
        var campaign = harness.Run(Single, One());
        harness.Advance(Hours(5));
        harness.Report(harness.Provider.Dispatches[0].Request.Attempt, AttemptOutcome.Completed);
        Assert.Equal(JobState.Completed, harness.Contact(campaign, "ann").State);
    }

    private sealed class LiveForEver : IProvider
    {
        public ValueTask<DispatchResult> DispatchAsync(DispatchRequest request, CancellationToken cancellationToken) =>
            new(DispatchResult.Accepted());

        public ValueTask<LookUpResult> QueryAsync(AttemptId attempt, string? providerCallId, CancellationToken cancellationToken) =>
            new(LookUpResult.Live());
    }
}
