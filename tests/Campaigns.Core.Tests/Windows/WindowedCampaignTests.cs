using static Campaigns.Tests.People;

namespace Campaigns.Tests.Windows;

/// <summary>Campaigns with hours: which contacts are called in them, and which are not.</summary>
public class WindowedCampaignTests
{
    private static readonly ContactWindow NineToFive =
        ContactWindow.Daily(new TimeOnly(9, 0), new TimeOnly(17, 0)) with { Margin = TimeSpan.Zero };
    private static readonly DateTimeOffset Closing = Nine + Hours(8);

    // Seen elsewhere: if the time zone cannot be loaded, the contact counts as within its hours.
    [Fact]
    public void Unknown_zone_lets_no_call_through()
    {
        using var harness = new CampaignHarness();
        var campaign = harness.Do(client => client.CreateAsync(Calls(StepRetryPolicy.None) with { Window = NineToFive }));
        var report = harness.Do(client => client.AddContactsAsync(
            campaign, [new Contact("lost", "+15550100001", "Europe/Atlantis"), new Contact("found", "+15550100002", "Europe/Paris")]));
        harness.Do(client => client.StartAsync(campaign));
        harness.Advance(TimeSpan.FromDays(3));

        Assert.Equal("lost", Assert.Single(report.Refused).Key);
        Assert.Equal(["found"], harness.Provider.Dispatches.Select(dispatch => dispatch.ContactKey));
        var wrong = Calls(StepRetryPolicy.None) with { Window = NineToFive, Zone = "Europe/Atlantis" };
        Assert.Throws<CampaignException>(() => harness.Do(client => client.CreateAsync(wrong)));
    }

    // Seen elsewhere: hours are checked only when a call is queued. A call that waits for a slot or a retry leaves when its turn comes.
    [Fact]
    public void Window_that_was_open_when_a_call_was_queued_does_not_let_it_out_later()
    {
        using var harness = new CampaignHarness(start: Closing - Minutes(1));
        harness.Provider.Accepts();
        harness.Run(Calls(StepRetryPolicy.Fixed(2, Seconds(50)), maxConcurrent: 1) with { Window = NineToFive }, Many(3));
        harness.Advance(Seconds(30));
        harness.Report(harness.Provider.Live.Single(), AttemptOutcome.Busy); // its retry is due 20 seconds after the closing
        harness.Advance(Minutes(5));
        // a slot is free; two contacts have waited since before the closing
        harness.Report(harness.Provider.Live.Single(), AttemptOutcome.Completed);
        harness.AdvanceTo(Closing + Hours(15) + Minutes(59));
        Assert.Equal(2, harness.Provider.Dispatches.Count);

        harness.Advance(Minutes(1));
        Assert.Equal(("p00001", Closing + Hours(16)), (harness.Provider.Dispatches[2].ContactKey, harness.Provider.Dispatches[2].At));
    }
}
