using Campaigns.Storage;

namespace Campaigns.Tests;

/// <summary>
/// A row shows the effect of a whole commit on a job. The judge accepts the results of legal changes with a cause, and nothing else.
/// </summary>
public class PassageTests
{
    private const long Now = 1_000;
    private static readonly LaneRow Lane = new(1, new CampaignId(1), "Europe/Paris", Channels.Voice);

    [Theory]
    [InlineData(JobState.Failed, JobState.Live)]
    [InlineData(JobState.Failed, JobState.Suppressed)]
    [InlineData(JobState.Replied, JobState.Completed)]
    [InlineData(JobState.Removed, JobState.Waiting)]
    public void What_has_ended_goes_on_if_it_was_to_be_run_again(JobState from, JobState to)
    {
        Assert.True(Of(from, to, isAsked: true).IsLegal);
        Assert.False(Of(from, to).IsLegal);
        Assert.False(Of(from, to, causes: new Causes(HasEnded: true, IsCorrected: false, AttemptOutcome.Busy)).IsLegal);
    }

    [Theory]
    [InlineData(JobState.Canceled, JobState.Waiting)]
    [InlineData(JobState.Canceled, JobState.Live)]
    [InlineData(JobState.Failed, JobState.New)]
    [InlineData(JobState.Failed, JobState.Unknown)]
    [InlineData(JobState.Waiting, JobState.New)]
    [InlineData(JobState.New, JobState.NoResponse)]
    [InlineData(JobState.New, JobState.Unknown)]
    public void No_request_leads_past_a_state_that_lies_between(JobState from, JobState to) =>
        Assert.False(Of(from, to, isAsked: true).IsLegal);

    [Fact]
    public void A_corrected_outcome_lets_a_job_go_on_that_has_ended()
    {
        var corrected = new Causes(HasEnded: false, IsCorrected: true, AttemptOutcome.None);
        Assert.True(Of(JobState.Completed, JobState.Live, causes: corrected, last: AttemptOutcome.Busy).IsLegal);
        Assert.False(Of(JobState.Completed, JobState.Live, last: AttemptOutcome.Busy).IsLegal);
        Assert.False(Of(JobState.Canceled, JobState.Live, causes: corrected, last: AttemptOutcome.Busy).IsLegal);
    }

    [Fact]
    public void A_job_forgets_its_last_outcome_only_when_it_is_run_again_after_its_end()
    {
        var ended = new Causes(HasEnded: true, IsCorrected: false, AttemptOutcome.Busy);
        Assert.True(Of(JobState.Live, JobState.Waiting, causes: ended, last: AttemptOutcome.Busy).IsLegal);
        Assert.False(Of(JobState.Live, JobState.Waiting, causes: ended).IsLegal);
        Assert.True(Of(JobState.Live, JobState.Waiting, isAsked: true, causes: ended).IsLegal);
        Assert.False(Of(JobState.Live, JobState.Waiting, isAsked: true, causes: new Causes(false, false, AttemptOutcome.Busy)).IsLegal);
    }

    [Fact]
    public void An_attempt_that_follows_another_in_a_commit_was_due()
    {
        var ended = new Causes(HasEnded: true, IsCorrected: false, AttemptOutcome.Busy);
        var next = Of(JobState.Live, JobState.Live, causes: ended, last: AttemptOutcome.Busy, due: Now + 5, number: 2);
        Assert.True(next.IsTaken);
        Assert.Equal((JobState.Waiting, Now + 5, 1), (next.Waited.State, next.Waited.Due, next.Waited.Number));
        Assert.False(Of(JobState.Live, JobState.Live).IsTaken);
    }

    [Fact]
    public void A_job_that_is_taken_before_it_was_due_does_not_hide_it_by_a_new_time() =>
        Assert.Equal(Now + 5, Of(JobState.Waiting, JobState.Live, due: Now, number: 2, dueBefore: Now + 5).Waited.Due);

    [Theory]
    [InlineData(JobState.Waiting, 1, true)]
    [InlineData(JobState.Live, 2, true)]
    [InlineData(JobState.Live, 1, false)]
    [InlineData(JobState.Removed, 1, false)]
    public void What_was_to_be_stopped_does_not_go_on(JobState to, int number, bool goesOn)
    {
        var ended = new Causes(HasEnded: true, IsCorrected: false, AttemptOutcome.Busy);
        Assert.Equal(goesOn, Of(JobState.Live, to, causes: ended, last: AttemptOutcome.Busy, number: number, wishes: 1).HasOutlivedStop);
    }

    private static Passage Of(
        JobState from,
        JobState to,
        bool isAsked = false,
        Causes causes = default,
        AttemptOutcome last = AttemptOutcome.None,
        long due = 0,
        int number = 1,
        long dueBefore = 0,
        byte wishes = 0)
    {
        var row = new CampaignRow(
            new CampaignId(1), "acme", null, "{}", CampaignState.Running, new StoredSettings(50, 10, 1, false, null), default, null, null);
        var definition = new CampaignDefinition { Tenant = "acme", Name = "one",
            Steps = [CampaignStep.Call(StepRetryPolicy.Fixed(3, TimeSpan.FromMinutes(1)))] };
        var campaign = new CampaignFacts(row, definition, new TenantFacts("acme"));
        var contact = new Contact("p1", "+15550000001", "Europe/Paris");
        var before = new JobRow { Id = 1, Lane = 1, State = from, Number = 1, Due = dueBefore, PendingActions = wishes };
        var after = before with { State = to, LastOutcome = last, Due = due, Number = number, PendingActions = 0 };
        if (isAsked)
        {
            campaign.Reruns.Begin("p1");
        }

        return new Passage(new JobFacts(new JobRecord(before, contact), campaign, Lane), after, Lane, causes, Now);
    }
}
