using static Campaigns.Tests.People;

namespace Campaigns.Tests.Callbacks;

/// <summary>Random reports and requests lead to the same end in every order, and however much the engine has evicted in between.</summary>
public class ReportFuzzTests
{
    private static readonly AttemptOutcome[] Ends = [.. Enum.GetValues<AttemptOutcome>().Where(outcome => outcome.IsOfContact())];

    [Fact]
    public void Engine_that_is_restarted_and_keeps_little_in_memory_comes_to_the_same_end()
    {
        for (var seed = 1; seed <= 20; seed++)
        {
            var whole = Run(seed, forgets: false);
            var forgetful = Run(seed, forgets: true);
            Assert.Equal((seed, whole), (seed, forgetful));
        }
    }

    [Fact]
    [Trait("Category", "Sweep")]
    public void Reports_about_several_attempts_come_to_the_same_end_in_any_order()
    {
        for (var seed = 1; seed <= 600; seed++)
        {
            var first = Deliver(seed, order: 0);
            for (var order = 1; order <= 3; order++)
            {
                Assert.Equal(first, Deliver(seed, order));
            }
        }
    }

    /// <summary>
    /// Runs one to three consecutive attempts, an operator's request, and reports about any of them in one of many orders.
    /// </summary>
    private static string Deliver(int seed, int order)
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        var random = new Random(seed);
        var policy = StepRetryPolicy.Fixed(4, Minutes(10)).On(AttemptOutcome.Busy, RetryRule.After(Minutes(5))).On(
            AttemptOutcome.Machine, RetryRule.Never);
        var definition = Calls(policy) with { KeepOpen = true,
            Steps = [CampaignStep.Call(policy), CampaignStep.Wait(Minutes(20)), CampaignStep.Call(policy)] };
        var campaign = harness.Run(definition, One());
        for (var left = random.Next(3); left > 0; left--)
        {
            var ended = harness.Contact(campaign, "ann").Timeline[^1].Attempt;
            harness.Report(ended, random.Next(3) == 0 ? AttemptOutcome.Completed : AttemptOutcome.NoAnswer);
            harness.Advance(Minutes(20));
        }

        var told = Wish(harness, campaign, harness.Contact(campaign, "ann").State.IsTerminal() ? 7 : random.Next(8));
        var attempts = harness.Contact(campaign, "ann").Timeline;
        var reports = Enumerable.Range(0, random.Next(1, 5))
            .Select(_ => ProviderReport.Ended(attempts[random.Next(attempts.Count)].Attempt, Ends[random.Next(Ends.Length)])).ToArray();
        var inOrder = string.Join(", ", reports.Select(report => $"{report.Attempt!.Value.Number} {report.Outcome}"));
        new Random(order).Shuffle(reports);
        foreach (var report in reports)
        {
            harness.Do(reports => reports.ReportAsync(report));
        }

        var figures = harness.Statistics(campaign);
        return $"{told} {inOrder} => {Story(harness.Contact(campaign, "ann"))} {string.Join(",", figures.Outcomes.OrderBy(pair => pair.Key))} {figures.RetriesAttempted}";
    }

    private static string Wish(CampaignHarness harness, CampaignId campaign, int which)
    {
        switch (which)
        {
            case 0:
                harness.Do(client => client.RemoveContactAsync(campaign, "ann"));
                return "removed";
            case 1:
                harness.Do(reports => reports.SuppressAsync(Suppression.OfContact("default", "ann")));
                return "suppressed";
            default:
                return "";
        }
    }

    private static string Run(int seed, bool forgets)
    {
        using var harness = new CampaignHarness(options =>
        {
            var breaker = new CircuitBreakerOptions { ConsecutiveFailures = int.MaxValue, FailureRatio = 1, MinimumThroughput = 64 };
            options.AddProvider("voice", new ScriptedProvider(options.TimeProvider!).Accepts(), use => use.CircuitBreaker = breaker);
            options.AddProvider("sms", new ScriptedProvider(options.TimeProvider!).Accepts(), use => use.CircuitBreaker = breaker);
            options.MaxWaitingInMemory = forgets ? 2 : null;
            options.PageSize = forgets ? 1 : 100;
        });
        var random = new Random(seed);
        var policy = StepRetryPolicy.Fixed(3, Minutes(10)).On(AttemptOutcome.Busy, RetryRule.After(Minutes(5), max: 1)).On(
            AttemptOutcome.Machine, RetryRule.Never);
        var definition = Calls(policy) with
        {
            Zone = "Etc/UTC",
            Steps = [CampaignStep.Call(policy), CampaignStep.Wait(Minutes(20)),
                CampaignStep.Message("sms", "thanks") with { Retry = policy }],
        };
        var people = Many(5).ToList();
        var campaign = harness.Run(definition, people);
        var log = new List<string>();
        for (var op = 0; op < 40; op++)
        {
            var key = people[random.Next(people.Count)].Key;
            var (kind, a, b) = (random.Next(20), random.Next(100), random.Next(100));
            log.Add(Act(harness, campaign, key, kind, a, b));
            if (forgets)
            {
                harness.Restart();
            }
        }

        harness.Advance(Hours(10));
        var told = harness.Statistics(campaign);
        return string.Join("\n", log) + "\n" + string.Join("\n", people.Select(person => Story(harness.Contact(campaign, person.Key))))
            + $"\n{told.State} {string.Join(",", told.Outcomes.OrderBy(p => p.Key))} r{told.RetriesAttempted} c{told.Completed} f{told.Failed} u{told.Unknown} x{told.Removed} s{told.Suppressed} l{told.Live} w{told.WaitingForRetry}";
    }

    private static string Act(CampaignHarness harness, CampaignId campaign, string key, int kind, int a, int b)
    {
        var contact = harness.Contact(campaign, key);
        if (kind < 11 && contact.Timeline.Count > 0)
        {
            var back = Math.Min(contact.Timeline.Count - 1, a < 65 ? 0 : a < 90 ? 1 : 2);
            var attempt = contact.Timeline[contact.Timeline.Count - 1 - back].Attempt;
            var outcome = Ends[b % Ends.Length];
            return $"{harness.Now:HH:mm} {key} {back} {outcome} {harness.Do(reports =>
                reports.ReportAsync(ProviderReport.Ended(attempt, outcome)))}";
        }

        try
        {
            switch (kind)
            {
                case 11 when a < 30:
                    harness.Do(client => client.RemoveContactAsync(campaign, key));
                    return $"{harness.Now:HH:mm} removed {key}";
                case 12:
                    harness.Do(client => client.RescheduleContactAsync(campaign, key, harness.Now + Minutes(a)));
                    return $"{harness.Now:HH:mm} rescheduled {key} {a}";
                case 13:
                    harness.Do(client => client.RerunContactAsync(campaign, key));
                    return $"{harness.Now:HH:mm} rerun {key}";
                case 14 when a < 30:
                    harness.Do(reports => reports.SuppressAsync(Suppression.OfContact("default", key)));
                    return $"{harness.Now:HH:mm} suppressed {key}";
                default:
                    harness.Advance(Minutes(1 + (a % 15)));
                    return $"{harness.Now:HH:mm}";
            }
        }
        catch (CampaignException refusal)
        {
            return $"{harness.Now:HH:mm} {kind} {key} {refusal.Error} {refusal.Message}";
        }
    }

    private static string Story(ContactStatus contact) =>
        $"{contact.Contact.Key} {contact.State} {(contact.NextDue is null ? "" : contact.Step)} {contact.NextDue:HH:mm}: "
        + string.Join(
            ", ", contact.Timeline.Select(
                entry => $"{entry.Step}.{entry.Try} {entry.State} {entry.Outcome} {entry.CommittedAt:HH:mm} {entry.Provider}"));
}
