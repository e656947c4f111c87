using static Campaigns.Tests.People;

namespace Campaigns.Tests.Feed;

/// <summary>What the changes tell.</summary>
public sealed class ChangeTests : IDisposable
{
    private readonly CampaignHarness _harness = new();

    public void Dispose() => _harness.Dispose();

    [Fact]
    public void Attempt_that_ended_tells_its_number_and_when_the_next_is_due()
    {
        _harness.Subscribe("all", ChangeFilter.All.Only(ChangeKinds.AttemptEnded));
        _harness.Provider.Answers(AttemptOutcome.Busy, AttemptOutcome.NoAnswer, AttemptOutcome.Completed);
        var campaign = _harness.Run(Calls(StepRetryPolicy.Fixed(3, Seconds(10))), One());
        _harness.Advance(Minutes(1));

        var told = _harness.Read();

        Assert.Equal(
            [AttemptOutcome.Busy, AttemptOutcome.NoAnswer, AttemptOutcome.Completed], told.Select(change => change.Outcome!.Value));
        Assert.Equal([1, 2, 3], told.Select(change => change.Try!.Value));
        Assert.All(
            told,
            change => Assert.Equal((3, campaign, "ann", 0), (change.MaxTries, change.Campaign, change.ContactKey, change.Step)));
        Assert.Equal([told[0].At + Seconds(10), told[1].At + Seconds(10), null], told.Select(change => change.NextDueAt));
        Assert.Equal([false, false, true], told.Select(change => change.IsLast));
        Assert.Equal(
            _harness.Contact(campaign, "ann").Timeline.Select(attempt => attempt.Attempt), told.Select(change => change.Attempt!.Value));
    }

    [Fact]
    public void Changes_of_a_campaign_come_in_the_order_in_which_they_happened()
    {
        _harness.Subscribe("all");
        _harness.Run(Calls(StepRetryPolicy.None), One());
        _harness.Advance(Minutes(1));

        var told = _harness.Read(filter: ChangeFilter.All.Only(ChangeKinds.OfCampaigns));

        Assert.Equal(
            [
                ChangeKinds.CampaignChanged, ChangeKinds.CampaignChanged, ChangeKinds.AttemptEnded, ChangeKinds.ContactEnded,
                ChangeKinds.CampaignChanged,
            ],
            told.Select(change => change.Kind));
        Assert.Equal(
            [CampaignState.Draft, CampaignState.Running, null, null, CampaignState.Completed], told.Select(change => change.CampaignState));
        Assert.Equal(JobState.Completed, told[3].ContactState);
        Assert.Equal(told.Select(change => change.Sequence).Order().Distinct(), told.Select(change => change.Sequence));
    }

    [Fact]
    public void Report_that_corrects_an_outcome_is_told_with_both()
    {
        _harness.Subscribe("all", ChangeFilter.All.Only(ChangeKinds.AttemptCorrected | ChangeKinds.ContactEnded));
        _harness.Provider.Answers(AttemptOutcome.Completed);
        var campaign = _harness.Run(Calls(StepRetryPolicy.None), One());
        _harness.Advance(Minutes(1));
        var attempt = _harness.Contact(campaign, "ann").Timeline[0].Attempt;

        _harness.Report(attempt, AttemptOutcome.NoAnswer);

        var told = _harness.Read();
        Assert.Equal(
            [ChangeKinds.ContactEnded, ChangeKinds.AttemptCorrected, ChangeKinds.ContactEnded], told.Select(change => change.Kind));
        Assert.Equal((AttemptOutcome.Completed, AttemptOutcome.NoAnswer), (told[1].FormerOutcome, told[1].Outcome));
        Assert.Equal([JobState.Completed, JobState.Failed], [told[0].ContactState!.Value, told[2].ContactState!.Value]);
    }

    [Fact]
    public void Provider_is_told_at_first_and_when_an_operator_turns_it_off()
    {
        _harness.Subscribe("all", ChangeFilter.All.Only(ChangeKinds.ProviderChanged));
        var provider = Assert.Single(_harness.Do(operations => operations.ListProvidersAsync()));
        _harness.Do(operations => operations.ChangeProviderAsync(provider.Name, provider.Settings with { Switch = ProviderSwitch.Off }));

        Assert.Equal(
            [(provider.Name, ProviderState.Available), (provider.Name, ProviderState.Off)],
            _harness.Read().Select(change => (change.Provider!, change.ProviderState!.Value)));
    }

    [Fact]
    public void Channel_that_a_host_marks_unavailable_is_told_to_its_tenant()
    {
        _harness.Subscribe("acme", ChangeFilter.OfTenant("acme").Only(ChangeKinds.ChannelChanged));
        _harness.Do(operations => operations.MarkChannelUnavailableAsync("acme", Channels.Voice, "no balance"));
        _harness.Do(operations => operations.MarkChannelUnavailableAsync("bravo", Channels.Voice, "no balance"));
        _harness.Do(operations => operations.MarkChannelAvailableAsync("acme", Channels.Voice));

        Assert.Equal(
            [("acme", "no balance", false), ("acme", null, true)],
            _harness.Read().Select(change => (change.Tenant!, change.Reason, change.IsAvailable!.Value)));
    }

    [Fact]
    public void Contacts_of_a_canceled_campaign_are_told_by_one_change_of_the_campaign()
    {
        _harness.Subscribe("all");
        var campaign = _harness.Do(client => client.CreateAsync(Calls(StepRetryPolicy.None)));
        _harness.Do(client => client.AddContactsAsync(campaign, Many(100)));
        _harness.Do(client => client.CancelAsync(campaign));

        Assert.Equal(
            [CampaignState.Draft, CampaignState.Canceled],
            _harness.Read(filter: ChangeFilter.OfCampaign(campaign)).Select(change => change.CampaignState!.Value));
    }
}
