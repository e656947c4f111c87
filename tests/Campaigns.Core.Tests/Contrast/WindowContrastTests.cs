using Campaigns.Storage;
using static Campaigns.Tests.People;

namespace Campaigns.Tests.Contrast;

/// <summary>What goes wrong with calling hours elsewhere, and does not here.</summary>
public class WindowContrastTests
{
    private static readonly Window NineToFive = Window.Daily(new TimeOnly(9, 0), new TimeOnly(17, 0)) with { Margin = TimeSpan.Zero };
    private static readonly DateTimeOffset Closing = Nine + Hours(8);

    // Seen elsewhere: where the time zone cannot be loaded, the contact counts as within its hours.
    [Fact]
    public void Unknown_zone_lets_no_call_through()
    {
        using var harness = new CampaignHarness();
        var campaign = harness.Do(client => client.CreateAsync(Calls(RetryPolicy.None) with { Window = NineToFive }));
        var report = harness.Do(client => client.AddContactsAsync(
            campaign, [new Contact("lost", "+15550100001", "Europe/Atlantis"), new Contact("found", "+15550100002", "Europe/Paris")]));
        harness.Do(client => client.StartAsync(campaign));
        harness.Advance(TimeSpan.FromDays(3));

        Assert.Equal("lost", Assert.Single(report.Refused).Key);
        Assert.Equal(["found"], harness.Provider.Dispatches.Select(dispatch => dispatch.ContactKey));
        var wrong = Calls(RetryPolicy.None) with { Window = NineToFive, Zone = "Europe/Atlantis" };
        Assert.Throws<CampaignException>(() => harness.Do(client => client.CreateAsync(wrong)));
    }

    // Seen elsewhere: the hours are looked at when a call is queued; what waits for a slot or for its retry leaves whenever its turn comes.
    [Fact]
    public void Window_that_was_open_when_a_call_was_queued_does_not_let_it_out_later()
    {
        using var harness = new CampaignHarness(start: Closing - Minutes(1));
        harness.Provider.Accepts();
        harness.Run(Calls(RetryPolicy.Fixed(2, Seconds(50)), maxConcurrent: 1) with { Window = NineToFive }, Many(3));
        harness.Advance(Seconds(30));
        harness.Report(harness.Provider.Live.Single(), Outcome.Busy); // its retry falls due 20 seconds after the closing
        harness.Advance(Minutes(5));
        harness.Report(harness.Provider.Live.Single(), Outcome.Completed); // a slot is free: two have waited since before the closing
        harness.AdvanceTo(Closing + Hours(15) + Minutes(59));
        Assert.Equal(2, harness.Provider.Dispatches.Count);

        harness.Advance(Minutes(1));
        Assert.Equal(("p00001", Closing + Hours(16)), (harness.Provider.Dispatches[2].ContactKey, harness.Provider.Dispatches[2].At));
    }

    // Seen elsewhere: what a worker has taken in time is sent, however long the worker takes.
    [Fact]
    public void Window_that_closes_between_the_decision_and_the_send_holds_the_call_back()
    {
        var store = new HookStore(new MemoryJobStore(new Random(1)));
        using var harness = new CampaignHarness(options => options.Store = store, start: Closing - Seconds(2));
        store.OnAttempts = () => harness.Time.JumpWall(Seconds(3));
        var campaign = harness.Run(Calls(RetryPolicy.None) with { Window = NineToFive }, One());
        Assert.Empty(harness.Provider.Dispatches);

        harness.AdvanceTo(Closing + Hours(16));

        Assert.Equal(Closing + Hours(16), harness.Provider.Dispatches.Single().At);
        Assert.Equal(1, harness.Statistics(campaign).Completed);
    }
}
