using Campaigns.Tests.Observability;
using static Campaigns.Tests.People;

namespace Campaigns.Tests.HostRules;

/// <summary>A check is asked just before the send, and nothing is sent without its permission.</summary>
public sealed class CheckTests
{
    [Fact]
    public void Allowed_attempts_are_sent_once_and_checked_once_and_others_are_not_checked()
    {
        var check = new Asking(_ => CheckResult.Allow);
        using var harness = New(check);
        harness.Provider.Answers(AttemptOutcome.Busy);
        harness.Run(Checked(StepRetryPolicy.Fixed(2, Minutes(1))), Many(3));
        harness.Run(Calls(StepRetryPolicy.None), Others(2));
        harness.Advance(Minutes(5));

        Assert.Equal(6, harness.Provider.Dispatches.Count);
        Assert.Equal([1, 1, 1, 2], check.Requests.Select(request => request.Try));
        Assert.Equal(4, check.Requests.DistinctBy(request => request.Attempt).Count());
    }

    [Fact]
    public void Denied_contact_is_suppressed_without_a_try_and_the_timeline_tells_why()
    {
        using var harness = New(new Asking(request =>
            request.Contact.Key == "p00002" ? CheckResult.Deny("is a customer") : CheckResult.Allow));
        var campaign = harness.Run(Checked(StepRetryPolicy.Fixed(2, Minutes(1))), Many(3));
        harness.Advance(Hours(1));

        Assert.Equal(["p00001", "p00003"], harness.Provider.Dispatches.Select(dispatch => dispatch.ContactKey));
        var contact = harness.Contact(campaign, "p00002");
        Assert.Equal((JobState.Suppressed, 0), (contact.State, contact.Attempts));
        Assert.Equal((AttemptOutcome.NotSent, "is a customer"), (contact.Timeline.Single().Outcome, contact.Timeline.Single().Note));
    }

    [Fact]
    public void Later_puts_the_contact_off_until_its_instant_and_the_others_go_on()
    {
        using var harness = New(new Asking(request =>
            request.Contact.Key == "p00001" ? CheckResult.Later(Nine + Hours(3), "in a meeting") : CheckResult.Allow));
        harness.Run(Checked(StepRetryPolicy.None, maxConcurrent: 1), Many(2));
        harness.Advance(Hours(2));
        Assert.Equal("p00002", harness.Provider.Dispatches.Single().ContactKey);
    }

    [Theory]
    [InlineData("throws")]
    [InlineData("fails")]
    [InlineData("nothing")]
    [InlineData("never")]
    public void Without_an_answer_nothing_is_sent_no_try_is_spent_and_the_contact_backs_off(string how)
    {
        using var seen = new Recording();
        var at = new List<double>();
        CampaignHarness harness = null!;
        var check = new Asking((_, token) =>
        {
            at.Add((harness.Now - Nine).TotalSeconds);
            return how switch
            {
                "throws" => throw new InvalidOperationException("secret"),
                "fails" => ValueTask.FromException<CheckResult>(new InvalidOperationException("secret")),
                "never" => new(new TaskCompletionSource<CheckResult>().Task),
                _ => default,
            };
        });
        using var running = harness = new CampaignHarness(options => options.AddCheck("crm", check).MeterFactory = seen);
        var campaign = harness.Run(Checked(StepRetryPolicy.Fixed(2, Hours(1))), One());
        harness.Advance(Minutes(60));

        Assert.Empty(harness.Provider.Dispatches);
        Assert.InRange(at.Count, 15, 22);
        if (how != "never")
        {
            Assert.Equal([0, 1, 3, 7, 15, 31], at.Take(6));
        }

        var contact = harness.Contact(campaign, "ann");
        Assert.Equal((JobState.Waiting, 0), (contact.State, contact.Attempts));
        var note = Assert.Single(contact.Timeline).Note!; // the store keeps the newest
        Assert.StartsWith(how == "never" ? "its check did not answer in time" : "its check failed: ", note, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", note, StringComparison.Ordinal);
        Assert.Equal(at.Count, seen.Sum("campaigns.checks", $"campaigns.answer={(how == "never" ? "timed_out" : "failed")}"));
    }

    [Fact]
    public void Late_answer_changes_nothing()
    {
        var answers = new List<TaskCompletionSource<CheckResult>>();
        var check = new Asking((_, _) =>
        {
            answers.Add(new TaskCompletionSource<CheckResult>());
            return new(answers[^1].Task);
        });
        using var harness = New(check);
        harness.Run(Checked(StepRetryPolicy.None), One());
        harness.Advance(Seconds(5.7));
        answers[0].SetResult(CheckResult.Allow);
        harness.Advance(Seconds(0.1));
        Assert.Empty(harness.Provider.Dispatches);

        harness.Advance(Seconds(2));
        answers[1].SetResult(CheckResult.Allow);
        harness.Settle();
        Assert.Single(harness.Provider.Dispatches);
    }

    [Theory]
    [InlineData("pause")]
    [InlineData("cancel")]
    [InlineData("hold")]
    [InlineData("suppress")]
    [InlineData("remove")]
    public void Stop_during_the_check_is_acknowledged_at_once_and_wins_over_its_answer(string stop)
    {
        var answer = new TaskCompletionSource<CheckResult>();
        using var harness = New(new Asking((_, _) => new(answer.Task)));
        var campaign = harness.Run(Checked(StepRetryPolicy.None), One());
        harness.Do((ICampaignClient client) => stop switch
        {
            "pause" => client.PauseAsync(campaign),
            "cancel" => client.CancelAsync(campaign),
            "hold" => harness.Operations.HoldAllAsync(),
            "suppress" => harness.Reports.SuppressAsync(Suppression.OfContact("default", "ann")),
            _ => client.RemoveContactAsync(campaign, "ann"),
        });

        answer.SetResult(CheckResult.Allow);
        harness.Advance(Minutes(1));

        Assert.Empty(harness.Provider.Dispatches);
        Assert.Equal(0, harness.Statistics(campaign).Live);
    }

    [Fact]
    public void Window_that_closes_during_the_check_wins()
    {
        using var harness = New(new Asking(async (_, _) =>
        {
            await Task.Delay(Seconds(4), _time!);
            return CheckResult.Allow;
        }), start: Nine + Minutes(30) - Seconds(2));
        _time = harness.Time;
        var window = ContactWindow.Daily(new TimeOnly(9, 0), new TimeOnly(9, 30)) with { Margin = TimeSpan.Zero };
        harness.Run(Checked(StepRetryPolicy.None) with { Window = window }, One());
        harness.Advance(Hours(1));

        Assert.Empty(harness.Provider.Dispatches);
    }

    [Fact]
    public void Check_longer_than_the_dispatch_timeout_is_no_failure_of_the_provider()
    {
        var check = new Asking(async (_, token) =>
        {
            await Task.Delay(Seconds(4), _time!, token);
            return CheckResult.Allow;
        });
        using var harness = new CampaignHarness(options => options.AddCheck("crm", check), voice: provider =>
        {
            provider.DispatchTimeout = Seconds(1);
            provider.CircuitBreaker = new CircuitBreakerOptions { ConsecutiveFailures = 1 };
        });
        _time = harness.Time;
        var campaign = harness.Run(Checked(StepRetryPolicy.None), Many(3));
        harness.Advance(Seconds(10));

        Assert.Equal(3, harness.Provider.Dispatches.Count);
        Assert.Equal(3, harness.Statistics(campaign).Completed);
    }

    [Fact]
    public void Engine_stops_at_once_during_a_check_and_the_contact_is_checked_again()
    {
        var calls = 0;
        var check = new Asking((_, _) => ++calls == 1 ? new(new TaskCompletionSource<CheckResult>().Task) : new(CheckResult.Allow));
        using var harness = New(check);
        var campaign = harness.Run(Checked(StepRetryPolicy.None), One());
        harness.Restart();
        harness.Settle();

        Assert.Equal(Nine, harness.Now);
        Assert.Equal("ann", harness.Provider.Dispatches.Single().ContactKey);
        Assert.Equal(1, harness.Statistics(campaign).Completed);
    }

    [Fact]
    public void Check_that_is_not_registered_is_refused_at_creation_start_and_resume_and_holds_back_a_running_campaign()
    {
        var store = new MemoryJobStore(new Random(1));
        CampaignId campaign;
        CampaignId draft;
        using (var before = new CampaignHarness(options =>
        {
            options.Store = store;
            options.AddCheck("crm", new Asking(_ => CheckResult.Allow));
        }))
        {
            before.Provider.Answers(AttemptOutcome.Busy);
            campaign = before.Run(Checked(StepRetryPolicy.Fixed(2, Hours(1))), One());
            draft = before.Do(client => client.CreateAsync(Checked(StepRetryPolicy.None)));
        }

        using var harness = new CampaignHarness(options => options.Store = store);
        harness.Advance(Hours(2));
        Assert.Empty(harness.Provider.Dispatches);
        Assert.Equal(
            "the check \"crm\" is not registered",
            harness.Do(client => client.ExplainAsync(campaign, "ann")).Verdicts.Single(verdict => verdict.Gate == "campaign").Reason);
        Refused(() => harness.Do(client => client.CreateAsync(Checked(StepRetryPolicy.None))));
        Refused(() => harness.Do(client => client.StartAsync(draft)));
        harness.Do(client => client.PauseAsync(campaign));
        Refused(() => harness.Do(client => client.ResumeAsync(campaign)));

        static void Refused(Action act) => Assert.Contains(
            "Check is \"crm\": register it with AddCheck", Assert.Throws<CampaignException>(act).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_of_checks_are_checked()
    {
        var options = new CampaignsOptions { Store = new MemoryJobStore(new Random(1)), CheckTimeout = Seconds(61) };
        options.AddProvider("voice", new ScriptedProvider(TimeProvider.System));
        options.AddCheck(" ", new Asking(_ => CheckResult.Allow));

        Assert.Equal(
            ["CheckTimeout is 00:01:01: use 10 ms to 1 minute.", "Checks is \" \": use 1 to 100 characters."],
            options.FindProblems().List.Where(problem => problem.StartsWith("Check", StringComparison.Ordinal)));
        Assert.Throws<ArgumentNullException>(() => options.AddCheck("a", null!));
        Assert.Throws<ArgumentException>(() => CheckResult.Deny(" "));
        Assert.Contains(
            "Check is", Assert.Single((Calls(StepRetryPolicy.None) with { Check = "" }).Validate()), StringComparison.Ordinal);
    }

    private TimeProvider? _time;

    private static CampaignDefinition Checked(StepRetryPolicy retry, int maxConcurrent = 10) =>
        Calls(retry, maxConcurrent) with { Check = "crm" };

    private static CampaignHarness New(Asking check, DateTimeOffset? start = null) =>
        new(options => options.AddCheck("crm", check), start);
}
