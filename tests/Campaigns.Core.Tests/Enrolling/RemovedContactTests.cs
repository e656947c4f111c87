using static Campaigns.Tests.People;

namespace Campaigns.Tests.Enrolling;

/// <summary>A removed contact can be enrolled again with corrections. Its earlier attempts stay on record.</summary>
public class RemovedContactTests
{
    private readonly CampaignHarness _harness = new();

    [Fact]
    public void Removed_contact_is_enrolled_again_with_another_zone_and_number()
    {
        var window = ContactWindow.Daily(new TimeOnly(9, 0), new TimeOnly(17, 0));
        var campaign = _harness.Run(
            Calls(StepRetryPolicy.None) with { Window = window, KeepOpen = true },
            new Contact("ann", "+15550100001", "America/Los_Angeles"));
        _harness.Do(client => client.RemoveContactAsync(campaign, "ann"));
        _harness.Restart();

        var report = _harness.Do(client => client.AddContactsAsync(campaign, [new Contact("ann", "+15550100002", "Europe/Paris")]));

        Assert.Equal((1, 0), (report.Added, report.Duplicates));
        Assert.Equal("+15550100002", Assert.Single(_harness.Provider.Dispatches).Request.Address); // it is 10:00 in Paris
        Assert.Equal(JobState.Completed, _harness.Contact(campaign, "ann").State);
        var statistics = _harness.Statistics(campaign);
        Assert.Equal((1L, 1L), (statistics.Removed, statistics.Completed));
    }

    [Fact]
    public void Contact_that_is_removed_while_it_is_called_is_free_when_the_call_is_over()
    {
        _harness.Provider.Accepts();
        var campaign = _harness.Run(Calls(StepRetryPolicy.None) with { KeepOpen = true }, One());
        _harness.Do(client => client.RemoveContactAsync(campaign, "ann"));
        Assert.Equal(1, Add(campaign).Duplicates);

        _harness.Report(_harness.Provider.Dispatches[0].Request.Attempt, AttemptOutcome.NoAnswer);

        Assert.Equal(1, Add(campaign).Added);
        Assert.Equal(2, _harness.Provider.Dispatches.Count);
    }

    [Fact]
    public void Caps_count_what_was_tried_before_the_removal()
    {
        _harness.Do(operations => operations.ChangeTenantAsync("default", new TenantSettings { Caps = [new FrequencyCap(1, 1)] }));
        _harness.Provider.Answers(AttemptOutcome.NoAnswer);
        var campaign = _harness.Run(Calls(StepRetryPolicy.Fixed(2, Minutes(10))) with { KeepOpen = true }, One());
        _harness.Do(client => client.RemoveContactAsync(campaign, "ann"));
        _harness.Restart();

        Add(campaign);
        _harness.Advance(Hours(1));
        Assert.Single(_harness.Provider.Dispatches);

        _harness.Advance(Hours(24));
        Assert.Equal(2, _harness.Provider.Dispatches.Count);
    }

    [Theory]
    [InlineData(AttemptOutcome.Completed)]
    [InlineData(AttemptOutcome.OptedOut)]
    [InlineData(AttemptOutcome.Failed)]
    public void Contact_that_has_ended_otherwise_stays_enrolled(AttemptOutcome outcome)
    {
        _harness.Provider.Answers(outcome);
        var campaign = _harness.Run(Calls(StepRetryPolicy.None) with { KeepOpen = true }, One());

        Assert.Equal((0, 1), (Add(campaign).Added, Add(campaign).Duplicates));
        Assert.Single(_harness.Provider.Dispatches);
    }

    [Fact]
    public void Removed_live_contact_is_not_called_again_after_a_restart()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        var campaign = harness.Run(Calls(StepRetryPolicy.Fixed(3, Seconds(10))), One());
        harness.Do(client => client.RemoveContactAsync(campaign, "ann"));
        harness.Restart();
        harness.Report(harness.Provider.Live.Single(), AttemptOutcome.NoAnswer);
        harness.Advance(Hours(1));

        Assert.Single(harness.Provider.Dispatches);
        Assert.Equal(JobState.Removed, harness.Contact(campaign, "ann").State);
    }

    private EnrollmentReport Add(CampaignId campaign) => _harness.Do(client => client.AddContactsAsync(campaign, [One()]));
}
