using static Campaigns.Tests.People;

namespace Campaigns.Tests.Picking;

/// <summary>Slots: which attempt holds one, and which job gets it next.</summary>
public class SlotTests
{
    // Seen elsewhere: a worker that has taken a call waits for a slot of its campaign, and every call behind it waits too.
    [Fact]
    public void Full_campaign_makes_no_worker_wait_and_blocks_nobody_behind_it()
    {
        using var harness = new CampaignHarness(options =>
            options.AddProvider(
                Channels.Voice, new ScriptedProvider(options.TimeProvider!).Accepts(), provider => provider.MaxDispatching = 1));
        var full = harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 1, name: "full"), Many(1_000));
        var other = harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 100, name: "other"), Others(100));

        Assert.Equal((1, 999), (harness.Statistics(full).Live, harness.Statistics(full).Pending));
        Assert.Equal((100, 0), (harness.Statistics(other).Live, harness.Statistics(other).Pending));
    }

    // Seen elsewhere: the counter of live calls has a time to live. When it expires, a campaign at its cap places as many calls again.
    [Fact]
    public void Slots_of_long_calls_are_held_until_their_outcome_however_long_and_over_a_restart()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        var step = new ContactStep { Channel = Channels.Voice, Retry = StepRetryPolicy.None, Timeout = TimeSpan.FromDays(30) };
        var campaign = harness.Run(new CampaignDefinition { Name = "long", Steps = [step], MaxConcurrent = 2 }, Many(10));
        for (var day = 1; day < 30; day++)
        {
            harness.Advance(TimeSpan.FromDays(1));
            Assert.Equal((2, 2), (harness.Provider.Dispatches.Count, harness.Statistics(campaign).Live));
            if (day == 10)
            {
                harness.Restart();
            }
        }

        harness.Report(harness.Provider.Live.First(), AttemptOutcome.Completed);
        Assert.Equal((3, 2), (harness.Provider.Dispatches.Count, harness.Statistics(campaign).Live));
    }

    // Seen elsewhere: freeing a slot notifies nobody. A waiting job notices it at the next poll, seconds or minutes later.
    [Theory]
    [InlineData("campaign")]
    [InlineData("tenant")]
    [InlineData("everything")]
    [InlineData("provider")]
    [InlineData("address")]
    public void Freed_slot_wakes_who_waits_for_it_before_any_time_passes(string limit)
    {
        var line = new Answering(_ => new(DispatchResult.Accepted()));
        using var harness = new CampaignHarness(options =>
        {
            options.MaxConcurrent = limit == "everything" ? 1 : options.MaxConcurrent;
            options.AddProvider(Channels.Voice, line, provider => provider.MaxConcurrent = limit == "provider" ? 1 : int.MaxValue);
        });
        harness.Do(operations =>
            operations.ChangeTenantAsync("default", new TenantSettings { MaxConcurrent = limit == "tenant" ? 1 : 100 }));
        var definition = Calls(StepRetryPolicy.None, maxConcurrent: limit == "campaign" ? 1 : 100);
        if (limit == "address")
        {
            harness.Run(definition, One("one"));
            harness.Run(definition, One("the same, elsewhere"));
        }
        else
        {
            harness.Run(definition, Many(2));
        }

        Assert.Equal(1, line.Calls);
        harness.Report(line.Requests[0].Attempt, AttemptOutcome.Completed);

        Assert.Equal(2, line.Calls);
        Assert.Equal(Nine, harness.Now);
    }
}
