using static Campaigns.Tests.People;

namespace Campaigns.Tests.Requests;

/// <summary>A campaign's start and expiry can be moved and removed. A change is a function of the current settings.</summary>
public class CampaignChangeTests
{
    private readonly CampaignHarness _harness = new();

    [Fact]
    public void Start_of_a_scheduled_campaign_is_moved_later_and_lasts_over_a_restart()
    {
        var campaign = _harness.Run(Calls(StepRetryPolicy.None) with { Start = Nine + Hours(1) }, One());
        Change(campaign, settings => settings with { Start = Nine + Hours(3) });
        _harness.Restart();

        _harness.Advance(Hours(2));
        Assert.Equal((CampaignState.Scheduled, 0), (State(campaign), _harness.Provider.Dispatches.Count));

        _harness.Advance(Hours(1));
        Assert.Equal(Nine + Hours(3), Assert.Single(_harness.Provider.Dispatches).At);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Start_that_is_taken_away_or_has_passed_begins_the_campaign_at_once(bool isRemoved)
    {
        var campaign = _harness.Run(Calls(StepRetryPolicy.None) with { Start = Nine + Hours(5) }, One());

        Change(campaign, isRemoved ? settings => settings with { Start = null } : settings => settings with { Start = Nine - Hours(1) });

        Assert.Equal(Nine, Assert.Single(_harness.Provider.Dispatches).At);
        Assert.Equal(CampaignState.Completed, State(campaign));
    }

    [Fact]
    public void Start_given_to_a_draft_counts_when_it_is_started()
    {
        var campaign = _harness.Do(client => client.CreateAsync(Calls(StepRetryPolicy.None)));
        _harness.Do(client => client.AddContactsAsync(campaign, [One()]));
        Change(campaign, settings => settings with { Start = Nine + Hours(1) });

        _harness.Do(client => client.StartAsync(campaign));

        Assert.Equal(CampaignState.Scheduled, State(campaign));
        _harness.Advance(Hours(1));
        Assert.Single(_harness.Provider.Dispatches);
    }

    [Fact]
    public void Removed_start_stays_removed_when_something_else_is_changed()
    {
        var campaign = _harness.Do(client => client.CreateAsync(Calls(StepRetryPolicy.None) with { Start = Nine + Hours(5) }));
        _harness.Do(client => client.AddContactsAsync(campaign, [One()]));
        Change(campaign, settings => settings with { Start = null });
        Change(campaign, settings => settings with { Weight = 3 });
        _harness.Restart();

        _harness.Do(client => client.StartAsync(campaign));

        Assert.Single(_harness.Provider.Dispatches);
    }

    [Fact]
    public void Start_of_a_campaign_that_has_begun_is_refused()
    {
        _harness.Provider.Accepts();
        var campaign = _harness.Run(Calls(StepRetryPolicy.None), One());

        var refusal =
            Assert.Throws<CampaignException>(() => Change(campaign, settings => settings with { Start = Nine + Hours(1), Weight = 5 }));

        Assert.Equal(CampaignError.IllegalTransition, refusal.Error);
        Assert.Contains("2026-01-05T09:00:00", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Expiry_is_moved_and_taken_away()
    {
        var window = ContactWindow.Daily(new TimeOnly(12, 0), new TimeOnly(13, 0));
        var campaign = _harness.Run(Calls(StepRetryPolicy.None) with { Expiry = Nine + Hours(1), Window = window }, One());
        Change(campaign, settings => settings with { Expiry = Nine + Hours(2) });
        _harness.Advance(Hours(1.5));
        Assert.Equal(CampaignState.Running, State(campaign));

        Change(campaign, settings => settings with { Expiry = null });
        _harness.Restart();
        _harness.Advance(Hours(2));

        Assert.Equal((CampaignState.Completed, 1), (State(campaign), _harness.Provider.Dispatches.Count));
    }

    [Fact]
    public void Expiry_before_the_moved_start_is_refused()
    {
        var campaign = _harness.Run(Calls(StepRetryPolicy.None) with { Start = Nine + Hours(1), Expiry = Nine + Hours(2) }, One());

        var refusal = Assert.Throws<CampaignException>(() => Change(campaign, settings => settings with { Start = Nine + Hours(3) }));

        Assert.Equal(CampaignError.Invalid, refusal.Error);
        _harness.Advance(Hours(1));
        Assert.Single(_harness.Provider.Dispatches); // no part of the change was applied
    }

    [Fact]
    public void Change_is_computed_once_and_keeps_what_others_change_meanwhile()
    {
        var campaign = _harness.Do(client => client.CreateAsync(Calls(StepRetryPolicy.None) with { Expiry = Nine + Hours(1) }));
        var calls = 0;
        _harness.Do(client => client.ChangeAsync(campaign, settings =>
        {
            calls++;
            _ = client.ChangeAsync(campaign, others => others with { Expiry = null, Weight = 7 });
            return settings with { Weight = settings.Weight + 1, MaxConcurrent = 3 };
        }));

        CampaignSettings? now = null;
        _harness.Do(client => client.ChangeAsync(campaign, settings => now = settings));
        Assert.Equal((1, (DateTimeOffset?)null, 3), (calls, now!.Expiry, now.MaxConcurrent));
        Assert.Contains(now.Weight, new[] { 2, 7 }); // two changes of one value: the later one wins
    }

    [Fact]
    public void Change_that_throws_or_returns_nothing_changes_nothing()
    {
        var campaign = _harness.Run(Calls(StepRetryPolicy.None) with { Start = Nine + Hours(1) }, One());

        Assert.Throws<InvalidDataException>(() => Change(campaign, _ => throw new InvalidDataException()));
        var refusal = Assert.Throws<CampaignException>(() => Change(campaign, _ => null!));

        Assert.Equal(CampaignError.Invalid, refusal.Error);
        _harness.Advance(Hours(1));
        Assert.Single(_harness.Provider.Dispatches);
    }

    private CampaignState State(CampaignId campaign) => _harness.Statistics(campaign).State;

    private void Change(CampaignId campaign, Func<CampaignSettings, CampaignSettings> change) => _harness.Do(client =>
        client.ChangeAsync(campaign, change));
}
