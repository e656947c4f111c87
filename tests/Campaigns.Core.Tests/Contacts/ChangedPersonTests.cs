using static Campaigns.Tests.People;

namespace Campaigns.Tests.Contacts;

/// <summary>
/// After a change, a contact is the person with the new addresses, for the do-not-contact list, caps and cool-down. Earlier attempts count
/// for the person with the old addresses.
/// </summary>
public sealed class ChangedPersonTests : IDisposable
{
    private const string Old = "+15550100001";
    private const string New = "+15550100002";
    private readonly CampaignHarness _harness = new();

    public void Dispose() => _harness.Dispose();

    [Fact]
    public void Suppressed_new_number_ends_the_job_as_it_would_at_enrollment()
    {
        _harness.Do(reports => reports.SuppressAsync(Suppression.OfAddress("default", New)));
        var campaign = Run(start: Nine + Hours(1));
        Change(campaign, New);
        Assert.Equal(JobState.Suppressed, _harness.Contact(campaign, "ann").State);
        _harness.Advance(Hours(2));
        Assert.Empty(_harness.Provider.Dispatches);
        Assert.Equal((CampaignState.Failed, 1L), (_harness.Statistics(campaign).State, _harness.Statistics(campaign).Suppressed));
    }

    [Fact]
    public void Contact_who_is_called_ends_as_suppressed_when_the_call_is_over()
    {
        _harness.Provider.Accepts();
        _harness.Do(reports => reports.SuppressAsync(Suppression.OfAddress("default", New)));
        var campaign = Run(StepRetryPolicy.Fixed(3, Seconds(10)));
        Change(campaign, New);
        Assert.Equal(JobState.Live, _harness.Contact(campaign, "ann").State);
        _harness.Report(_harness.Provider.Dispatches[0].Request.Attempt, AttemptOutcome.Busy);
        Assert.Equal(JobState.Suppressed, _harness.Contact(campaign, "ann").State);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Entry_counts_for_the_number_of_now_and_not_for_the_one_of_before(bool restarts)
    {
        var campaign = Run(start: Nine + Hours(1));
        Change(campaign, New);
        if (restarts)
        {
            _harness.Restart();
        }

        _harness.Do(reports => reports.SuppressAsync(Suppression.OfAddress("default", Old)));
        Assert.NotEqual(JobState.Suppressed, _harness.Contact(campaign, "ann").State);
        _harness.Do(reports => reports.SuppressAsync(Suppression.OfAddress("default", New)));
        Assert.Equal(JobState.Suppressed, _harness.Contact(campaign, "ann").State);
    }

    [Fact]
    public void Entry_that_comes_with_the_change_ends_the_job()
    {
        var campaign = Run(start: Nine + Hours(1));
        _harness.Do(client => Task.WhenAll(
            client.ChangeContactAsync(campaign, "ann", contact => contact.WithPhone(New)),
            client.Reports().SuppressAsync(Suppression.OfAddress("default", New))));
        Assert.Equal(JobState.Suppressed, _harness.Contact(campaign, "ann").State);
    }

    [Fact]
    public void Whoever_opts_out_in_a_call_to_the_old_number_is_listed_with_that_one()
    {
        _harness.Provider.Accepts();
        var campaign = Run(StepRetryPolicy.Fixed(3, Seconds(10)));
        Change(campaign, New);
        _harness.Report(_harness.Provider.Dispatches[0].Request.Attempt, AttemptOutcome.OptedOut);

        Assert.Equal(JobState.Suppressed, Enroll("other", Old)); // by the number
        Assert.Equal(JobState.Suppressed, Enroll("ann", "+15550100003")); // by the key
        Assert.Equal(JobState.Completed, Enroll("another", New));
    }

    [Fact]
    public void Report_of_an_opt_out_that_comes_after_the_change_lists_whom_the_call_went_to()
    {
        _harness.Provider.Answers(AttemptOutcome.Busy);
        var campaign = Run(StepRetryPolicy.Fixed(3, Hours(1)));
        Change(campaign, New);
        _harness.Report(_harness.Provider.Dispatches[0].Request.Attempt, AttemptOutcome.OptedOut);

        Assert.Equal(JobState.Suppressed, Enroll("other", Old));
        Assert.Equal(JobState.Completed, Enroll("another", New));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Caps_look_back_on_each_number_alone(bool restarts)
    {
        _harness.Do(operations =>
            operations.ChangeTenantAsync("default", new TenantSettings { Caps = [new FrequencyCap(1, 1) { Scope = CapScope.Channel }] }));
        _harness.Provider.Answers(AttemptOutcome.Busy);
        var campaign = Run(StepRetryPolicy.Fixed(3, Seconds(10)));
        _harness.Advance(Minutes(1));
        Assert.Single(_harness.Provider.Dispatches); // the retry is held back

        Change(campaign, New);
        Assert.Equal([Old, New], Numbers());
        if (restarts)
        {
            _harness.Restart();
        }

        _harness.Run(Calls(StepRetryPolicy.None), new Contact("old", Old), new Contact("new", New));
        _harness.Advance(Hours(23));
        Assert.Equal([Old, New], Numbers());
        _harness.Advance(Hours(2));
        Assert.Equal([Old, New, Old, New], Numbers());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Live_attempt_counts_for_the_old_number_when_it_has_ended(bool restarts)
    {
        _harness.Do(operations => operations.ChangeTenantAsync("default", new TenantSettings { CoolDown = Hours(10) }));
        _harness.Provider.Accepts();
        var campaign = Run(StepRetryPolicy.None);
        Change(campaign, New);
        if (restarts)
        {
            _harness.Restart();
        }

        _harness.Report(_harness.Provider.Dispatches[0].Request.Attempt, AttemptOutcome.Completed);
        _harness.Run(Calls(StepRetryPolicy.None), new Contact("old", Old), new Contact("new", New));
        Assert.Equal([Old, New], Numbers());
        _harness.Advance(Hours(11));
        Assert.Equal([Old, New, Old], Numbers());
    }

    [Fact]
    public void Caps_over_the_person_count_what_went_to_the_same_key()
    {
        _harness.Do(operations =>
            operations.ChangeTenantAsync("default", new TenantSettings { Caps = [new FrequencyCap(1, 1) { Scope = CapScope.Person }] }));
        _harness.Provider.Answers(AttemptOutcome.Busy);
        var campaign = Run(StepRetryPolicy.Fixed(3, Seconds(10)));
        _harness.Advance(Minutes(1));
        Change(campaign, New);
        _harness.Advance(Hours(23));
        Assert.Equal([Old], Numbers());
        _harness.Advance(Hours(2));
        Assert.Equal([Old, New], Numbers());
    }

    private JobState Enroll(string key, string phone)
    {
        _harness.Provider.Otherwise(_ => DispatchResult.Completed(AttemptOutcome.Completed));
        var campaign = _harness.Run(Calls(StepRetryPolicy.None), new Contact(key, phone));
        return _harness.Contact(campaign, key).State;
    }

    private CampaignId Run(StepRetryPolicy? retry = null, DateTimeOffset? start = null) =>
        _harness.Run(Calls(retry ?? StepRetryPolicy.None) with { Start = start }, One());

    private void Change(CampaignId campaign, string phone) =>
        _harness.Do(client => client.ChangeContactAsync(campaign, "ann", contact => contact.WithPhone(phone)));

    private List<string> Numbers() => [.. _harness.Provider.Dispatches.Select(call => call.Request.Address)];
}
