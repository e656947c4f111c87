using static Campaigns.Tests.People;

namespace Campaigns.Tests.Status;

/// <summary>Statistics equal a count of the attempts. Also tests events, waiting jobs in the store, and restarts.</summary>
public class StatusTests
{
    [Theory, Trait("Category", "Sweep")]
    [InlineData(1, int.MaxValue, 512)]
    [InlineData(2, 4, 3)]
    [InlineData(3, 2, 1)]
    [InlineData(4, 16, 512)]
    [InlineData(5, 50, 7)]
    public void Random_campaign_ends_with_statistics_that_are_the_fold_of_its_attempts(int seed, int waitingInMemory, int pageSize)
    {
        var random = new Random(seed);
        using var harness = new CampaignHarness(options =>
        {
            options.MaxWaitingInMemory = waitingInMemory;
            options.PageSize = pageSize;
        });
        harness.Provider.Otherwise(_ => Answer(random));
        var retry = StepRetryPolicy.Fixed(4, Minutes(3)).On(AttemptOutcome.Busy, RetryRule.After(Minutes(1), max: 2)).On(
            AttemptOutcome.NoAnswer, RetryRule.After(Backoff.Exponential(Minutes(2), Hours(1)).WithJitter(0.5)));
        var definition = Calls(
            retry, maxConcurrent: 15) with { Steps = [CampaignStep.Call(retry), CampaignStep.Wait(Minutes(10)), CampaignStep.Call(retry)] };
        var campaign = harness.Run(definition, Many(400));
        for (var i = 0; i < 2000 && !harness.Statistics(campaign).State.IsTerminal(); i++)
        {
            harness.Advance(Seconds(random.Next(1, 120)));
            if (i % 50 == 49)
            {
                harness.Restart();
            }

            foreach (var attempt in harness.Provider.Live.Where(_ => random.Next(3) == 0).ToList())
            {
                harness.Report(attempt, (AttemptOutcome)random.Next((int)AttemptOutcome.Completed, (int)AttemptOutcome.OptedOut + 1));
            }
        }

        Compare(harness, campaign, 400);
        Assert.Equal(harness.Provider.Dispatches.Count, harness.Provider.Dispatches.Select(d => d.Request.Attempt).Distinct().Count());
    }

    [Fact]
    public void Statistics_show_rate_and_estimated_finish()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        var campaign = harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 1), Many(100));
        for (var i = 0; i < 30; i++)
        {
            harness.Advance(Seconds(2));
            harness.Report(harness.Provider.Live.Single(), AttemptOutcome.Completed);
        }

        var statistics = harness.Statistics(campaign);
        Assert.InRange(statistics.AttemptsPerSecond, 0.4, 0.6);
        Assert.InRange((statistics.EstimatedFinish!.Value - harness.Now).TotalSeconds, 110, 180);
        Assert.Equal([campaign], harness.Campaigns().Select(each => each.Campaign));
        Assert.Empty(harness.Campaigns("nobody"));
    }

    [Theory]
    [InlineData("window that closes in 30 minutes", false)]
    [InlineData("window that closes in 3 minutes", true)]
    [InlineData("expiry in a minute", true)]
    [InlineData("retry in an hour", true)]
    [InlineData("wait", true)]
    [InlineData("drip", true)]
    [InlineData("hold", true)]
    [InlineData("contact in a zone that is closed", true)]
    [InlineData("quota that does", false)]
    [InlineData("quota that does not do", true)]
    public void Estimated_finish_is_empty_when_a_date_decides(string what, bool isEmpty)
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        var definition = Calls(
            what == "retry in an hour" ? StepRetryPolicy.Fixed(2, TimeSpan.FromHours(1)) : StepRetryPolicy.None, maxConcurrent: 1) with
        {
            Window = what.StartsWith(
                "window",
                StringComparison.Ordinal) ? ContactWindow.Daily(
                    new(8, 0), what.Contains(" 3 ", StringComparison.Ordinal) ? new(9, 3) : new(9, 30))
                : what.StartsWith("contact", StringComparison.Ordinal) ? ContactWindow.Daily(new(8, 0), new(20, 0)) : null,
            Expiry = what == "expiry in a minute" ? harness.Now + Minutes(2) : null,
            Exit = what == "drip" ? new ExitRules() : null,
            Quotas = what.StartsWith("quota", StringComparison.Ordinal)
                ? [new Quota(what == "quota that does" ? 200 : 90, QuotaPeriod.Day)]
                : [],
        };
        definition = what == "wait"
            ? definition with { Steps = [.. definition.Steps, CampaignStep.Wait(Minutes(1)), .. definition.Steps] }
            : definition;
        var zone = what.StartsWith("contact", StringComparison.Ordinal) ? "America/New_York" : null;
        var campaign = harness.Run(definition, [.. Many(100), new Contact("far", "+12065550199", zone)]);
        for (var i = 0; i < 30; i++)
        {
            harness.Advance(Seconds(2));
            harness.Report(
                harness.Provider.Live.Single(), i == 20 && what == "retry in an hour" ? AttemptOutcome.Busy : AttemptOutcome.Completed);
        }

        if (what == "hold")
        {
            harness.Do(operations => operations.HoldTenantAsync("default"));
        }

        Assert.Equal(isEmpty, harness.Statistics(campaign).EstimatedFinish is null);
    }

    [Fact]
    public void Contact_shows_state_next_due_and_timeline()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Answers(AttemptOutcome.NoAnswer);
        var campaign = harness.Run(Calls(StepRetryPolicy.Fixed(2, Minutes(5))), One());
        var contact = harness.Contact(campaign, "ann");

        Assert.Equal((JobState.Waiting, 1, Nine + Minutes(5)), (contact.State, contact.Attempts, contact.NextDue));
        var entry = Assert.Single(contact.Timeline);
        Assert.Equal(
            (AttemptOutcome.NoAnswer, 1, Nine, Nine, "voice-1"),
            (entry.Outcome, entry.Try, entry.CommittedAt, entry.EndedAt, entry.Provider));
        Assert.Equal(harness.Provider.Dispatches[0].Request.Attempt, entry.Attempt);
    }

    [Fact]
    public void Accepted_attempts_stay_live_over_a_restart_and_nothing_is_sent_twice()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        var campaign = harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 3), Many(10));
        harness.Restart();
        harness.Advance(Seconds(10));

        Assert.Equal((3, 3), (harness.Statistics(campaign).Live, harness.Provider.Dispatches.Count));
        while (harness.Provider.Live.Count > 0)
        {
            harness.Report(harness.Provider.Live.First(), AttemptOutcome.Completed);
        }

        Assert.Equal((10, 10), (harness.Statistics(campaign).Completed, harness.Provider.Dispatches.Count));
    }

    [Fact]
    public void Outcome_that_is_corrected_is_told_again()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        var told = new List<(CampaignEventKind, AttemptOutcome)>();
        harness.Do(client =>
        {
            _ = ReadAsync(client);
            return Task.CompletedTask;
        });
        harness.Run(Calls(StepRetryPolicy.None), One());
        var attempt = harness.Provider.Dispatches[0].Request.Attempt;
        harness.Report(attempt, AttemptOutcome.NoAnswer);
        harness.Report(attempt, AttemptOutcome.Busy);
        harness.Report(attempt, AttemptOutcome.Busy);

        Assert.Equal(
            [AttemptOutcome.NoAnswer, AttemptOutcome.Busy],
            told.Where(each => each.Item1 == CampaignEventKind.AttemptEnded).Select(each => each.Item2));

        async Task ReadAsync(ICampaignClient client)
        {
            await foreach (var happened in client.ReadEventsAsync())
            {
                told.Add((happened.Kind, happened.Outcome));
            }
        }
    }

    [Fact]
    public void Events_tell_what_happened_in_order()
    {
        using var harness = new CampaignHarness();
        var campaign = harness.Do(client => client.CreateAsync(Calls(StepRetryPolicy.Fixed(2, Seconds(10)))));
        harness.Do(client => client.AddContactsAsync(campaign, [One()]));
        harness.Provider.Answers(AttemptOutcome.Busy);
        var events = harness.Client.ReadEventsAsync(campaign, TestContext.Current.CancellationToken).GetAsyncEnumerator(
            TestContext.Current.CancellationToken);
        var next = harness.Do((ICampaignClient _) => Task.FromResult(events.MoveNextAsync().AsTask()));

        harness.Do(client => client.StartAsync(campaign));
        var seen = new List<string>();
        Read(3);
        Assert.Equal(["CampaignChanged Running", "AttemptCommitted None", "AttemptEnded Busy"], seen);
        harness.Advance(Minutes(1));
        Read(4);
        Assert.Equal(["AttemptCommitted None", "AttemptEnded Completed", "JobEnded Completed", "CampaignChanged Completed"], seen[3..]);

        void Read(int count)
        {
            for (var i = 0; i < count; i++)
            {
                Assert.True(harness.Do((ICampaignClient _) => next));
                var happened = events.Current;
                seen.Add(
                    $"{happened.Kind} {happened.CampaignState?.ToString() ?? happened.JobState?.ToString() ?? happened.Outcome.ToString()}");
                next = harness.Do((ICampaignClient _) => Task.FromResult(events.MoveNextAsync().AsTask()));
            }
        }
    }

    private static DispatchResult Answer(Random random) => random.Next(20) switch
    {
        0 => throw new InvalidOperationException("random"),
        1 => DispatchResult.NotPlaced("random"),
        2 => DispatchResult.RetryAt(Nine + Minutes(random.Next(100))),
        < 10 => DispatchResult.Accepted(),
        _ => DispatchResult.Completed((AttemptOutcome)random.Next((int)AttemptOutcome.Completed, (int)AttemptOutcome.OptedOut + 1)),
    };

    /// <summary>Counts the outcomes from the timelines, independently of the engine's counters.</summary>
    private static void Compare(CampaignHarness harness, CampaignId campaign, int contacts)
    {
        var statistics = harness.Statistics(campaign);
        var all = Many(contacts).Select(person => harness.Contact(campaign, person.Key)).ToList();
        var attempts = all.SelectMany(contact => contact.Timeline).ToList();
        Assert.Equal(CampaignState.Completed, statistics.State);
        Assert.All(all, contact => Assert.True(contact.State.IsTerminal()));
        Assert.Equal(contacts, statistics.Total);
        Assert.Equal(all.Count(contact => contact.State == JobState.Completed), statistics.Completed);
        Assert.Equal(all.Count(contact => contact.State == JobState.Failed), statistics.Failed);
        Assert.Equal(all.Count(contact => contact.State == JobState.Unknown), statistics.Unknown);
        Assert.Equal(attempts.GroupBy(attempt => attempt.Outcome).Select(group => KeyValuePair.Create(group.Key, group.LongCount()))
            .OrderBy(pair => pair.Key), statistics.Outcomes.OrderBy(pair => pair.Key));
        Assert.Equal(attempts.Count(
            attempt => attempt.Try > 1
                && attempt.Outcome is not (AttemptOutcome.NotPlaced or AttemptOutcome.Throttled or AttemptOutcome.NotSent)),
                statistics.RetriesAttempted);
        foreach (var contact in all)
        {
            var spent = contact.Timeline.Where(
                attempt => attempt.Outcome is not (AttemptOutcome.NotPlaced or AttemptOutcome.Throttled or AttemptOutcome.NotSent))
                    .ToList();
            Assert.All(spent.GroupBy(attempt => attempt.Step), step => Assert.InRange(step.Count(), 1, 4));
            Assert.All(
                spent.GroupBy(attempt => attempt.Step),
                step => Assert.InRange(step.Count(attempt => attempt.Outcome == AttemptOutcome.Busy), 0, 3));
        }
    }
}
