namespace Campaigns.Tests;

/// <summary>A call that a restored store does not know is noted, and its contact is not called again for it.</summary>
public sealed class NotedCallTests : IDisposable
{
    private readonly CampaignHarness _harness = new();

    public NotedCallTests() => _harness.Provider.Otherwise(_ => DispatchResult.Completed(AttemptOutcome.Completed));

    public void Dispose() => _harness.Dispose();

    [Fact]
    public void Contact_whose_call_succeeded_is_not_called()
    {
        var campaign = Held();

        Assert.True(Note(campaign, new NotedCall("voice-1", "call-9", AttemptOutcome.Completed) { EndedAt = _harness.Now.AddHours(-1) }));

        _harness.Do(operations => operations.ReleaseAllAsync());
        _harness.Settle();
        Assert.Equal(["bob"], _harness.Provider.Dispatches.Select(dispatch => dispatch.ContactKey));
        var ann = _harness.Contact(campaign, "ann");
        var attempt = Assert.Single(ann.Timeline);
        Assert.Equal((JobState.Completed, AttemptOutcome.Completed, "call-9"), (ann.State, attempt.Outcome, attempt.ProviderCallId));
        var statistics = _harness.Statistics(campaign);
        Assert.Equal((CampaignState.Completed, 2L), (statistics.State, statistics.Total));
    }

    [Fact]
    public void Call_that_failed_counts_as_an_attempt_and_the_retry_follows()
    {
        var campaign = Held();
        Note(campaign, new NotedCall("voice-1", "call-8", AttemptOutcome.Busy));
        Note(campaign, new NotedCall("voice-1", "call-9", AttemptOutcome.NoAnswer));

        _harness.Do(operations => operations.ReleaseAllAsync());
        _harness.Advance(TimeSpan.FromMinutes(9));
        Assert.DoesNotContain(_harness.Provider.Dispatches, dispatch => dispatch.ContactKey == "ann");

        _harness.Advance(TimeSpan.FromMinutes(1));
        var request = Assert.Single(_harness.Provider.Dispatches, dispatch => dispatch.ContactKey == "ann").Request;
        Assert.Equal(3, request.Attempt.Number);
    }

    [Fact]
    public void Same_call_is_noted_once_over_a_restart_too()
    {
        var campaign = Held();
        var call = new NotedCall("voice-1", "call-9", AttemptOutcome.Busy);
        Assert.True(Note(campaign, call));

        Assert.False(Note(campaign, call));
        _harness.Restart();
        Assert.False(Note(campaign, call));

        Assert.Single(_harness.Contact(campaign, "ann").Timeline);
    }

    [Fact]
    public void Contact_that_has_ended_needs_no_note()
    {
        var campaign = Held();
        Note(campaign, new NotedCall("voice-1", "call-8", AttemptOutcome.Completed));

        Assert.False(Note(campaign, new NotedCall("voice-1", "call-9", AttemptOutcome.Completed)));
    }

    [Fact]
    public void Report_that_came_before_the_note_ends_the_attempt_with_the_higher_outcome()
    {
        var campaign = Held();
        _harness.Do(reports => reports.ReportAsync(
            ProviderReport.OfCall("voice-1", "call-9", AttemptState.Ended, AttemptOutcome.Busy)));
        Assert.Single(_harness.Do(operations => operations.ListUnmatchedReportsAsync()).Items);

        Note(campaign, new NotedCall("voice-1", "call-9", AttemptOutcome.Completed));

        Assert.Equal(AttemptOutcome.Busy, Assert.Single(_harness.Contact(campaign, "ann").Timeline).Outcome);
        Assert.Empty(_harness.Do(operations => operations.ListUnmatchedReportsAsync()).Items);
    }

    [Fact]
    public void Contact_with_a_live_attempt_is_refused()
    {
        _harness.Provider.Accepts();
        var campaign = _harness.Run(Calls(), Contacts());
        _harness.Settle();

        Refused(CampaignError.IllegalTransition, "live attempt", campaign, new NotedCall("voice-1", "call-9", AttemptOutcome.Busy));
    }

    [Fact]
    public void Call_that_is_not_valid_is_refused_by_field()
    {
        var campaign = Held();

        Refused(CampaignError.Invalid, "Outcome", campaign, new NotedCall("voice-1", "call-9", AttemptOutcome.NotPlaced));
        Refused(CampaignError.Invalid, "CallId", campaign, new NotedCall("voice-1", "", AttemptOutcome.Busy));
        Refused(CampaignError.NotFound, "voice-7", campaign, new NotedCall("voice-7", "call-9", AttemptOutcome.Busy));
    }

    private CampaignId Held()
    {
        _harness.Do(operations => operations.HoldAllAsync());
        return _harness.Run(Calls(), Contacts());
    }

    private bool Note(CampaignId campaign, NotedCall call) => _harness.Do(operations => operations.NoteCallAsync(campaign, "ann", call));

    private void Refused(CampaignError error, string names, CampaignId campaign, NotedCall call)
    {
        var refused = Assert.Throws<CampaignException>(() => Note(campaign, call));
        Assert.Equal(error, refused.Error);
        Assert.Contains(names, refused.Message, StringComparison.Ordinal);
    }

    private static CampaignDefinition Calls() =>
        new() { Name = "A", Steps = [CampaignStep.Call(StepRetryPolicy.Fixed(3, TimeSpan.FromMinutes(10)))] };

    private static Contact[] Contacts() => [new Contact("ann", "+15550100123"), new Contact("bob", "+15550100124")];
}
