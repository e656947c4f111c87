using Campaigns.Storage;
using static Campaigns.Tests.People;

namespace Campaigns.Tests.Rules;

/// <summary>Rates survive restarts: no fewer attempts go out, and never more.</summary>
public class RateRestartTests
{
    private static readonly RateLimit Twenty = new(20, TimeSpan.FromDays(1));

    [Theory, Trait("Category", "Sweep")]
    [InlineData("campaign", 1)]
    [InlineData("tenant", 1)]
    [InlineData("everything", 1)]
    [InlineData("provider", 1)]
    [InlineData("campaign", 24)]
    public void Process_that_is_restarted_every_hour_sends_its_twenty_a_day(string of, int hours)
    {
        using var harness = New(of, Twenty);
        var campaign =
            harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 500) with { Rate = of == "campaign" ? Twenty : null }, Many(500));
        for (var hour = 1; hour <= 7 * 24; hour++)
        {
            harness.Advance(Hours(1));
            if (hour % hours == 0)
            {
                harness.Restart();
            }
        }

        Assert.InRange(harness.Statistics(campaign).Completed, 137, 141);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(20)]
    public void Restart_gives_back_nothing_of_a_burst(int burst)
    {
        var rate = new RateLimit(20, TimeSpan.FromDays(1), burst);
        using var harness = New("provider", rate);
        var campaign = harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 500), Many(500));
        harness.Settle();
        Assert.Equal(burst, harness.Statistics(campaign).Completed);
        for (var i = 0; i < 30; i++)
        {
            harness.Restart();
            harness.Advance(Minutes(1));
        }

        Assert.Equal(burst, harness.Statistics(campaign).Completed);
        harness.Advance(Hours(24));
        Assert.Equal(burst + 20, harness.Statistics(campaign).Completed);
    }

    [Fact]
    public void Rate_that_has_rested_over_a_restart_may_burst_as_it_may_without_one()
    {
        var rate = new RateLimit(20, TimeSpan.FromDays(1), 10);
        using var harness = New("tenant", rate);
        var first = harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 500) with { KeepOpen = true }, Many(10));
        harness.Advance(Hours(6));
        harness.Restart();
        harness.Advance(Hours(6.1));
        harness.Do(client => client.AddContactsAsync(first, Many(50, "later")));
        harness.Settle();
        Assert.Equal(20, harness.Statistics(first).Completed);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Store_that_fails_lets_no_more_through_whether_the_clock_leaps_or_not(bool leaps)
    {
        var store = new FailingStore();
        using var harness = new CampaignHarness(options => options.Store = store);
        harness.Do(operations => operations.ChangeTenantAsync("default", new TenantSettings { Rate = Twenty }));
        var campaign = harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 500), Many(500));
        for (var hour = 1; hour <= 72; hour++)
        {
            harness.Advance(Hours(1));
            if (leaps && hour % 10 == 0)
            {
                harness.Time.JumpWall(Hours(hour % 20 == 0 ? 5 : -5));
            }

            store.FailsNext = true;
            // this commit fails
            _ = harness.Operations.ChangeTenantAsync("other", new TenantSettings { Weight = hour }, TestContext.Current.CancellationToken);
            harness.Advance(Seconds(1));
        }

        Assert.InRange(harness.Statistics(campaign).Completed, 55, 61);
    }

    [Fact]
    public void Leap_of_the_clock_while_the_process_runs_gives_nothing_back_at_the_next_restart()
    {
        using var harness = New("tenant", new RateLimit(20, TimeSpan.FromDays(1), 20));
        var campaign = harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 500), Many(500));
        harness.Settle();
        harness.Time.JumpWall(TimeSpan.FromDays(3));
        harness.Advance(Minutes(2));
        harness.Restart();
        harness.Advance(Minutes(1));
        Assert.Equal(20, harness.Statistics(campaign).Completed);
    }

    private static CampaignHarness New(string of, RateLimit rate)
    {
        var harness = new CampaignHarness(options =>
            options.AddProvider(
                Channels.Voice, new ScriptedProvider(options.TimeProvider!), provider => provider.Rate = of == "provider" ? rate : null));
        if (of is "tenant" or "everything")
        {
            harness.Do(client => client.ChangeAsync(of == "tenant" ? "default" : null, new TenantSettings { Rate = rate }));
        }

        return harness;
    }

    private sealed class FailingStore() : ForwardingStore(new MemoryJobStore(new Random(1)))
    {
        public bool FailsNext { get; set; }

        public override ValueTask<CommitReceipt> CommitAsync(CommitBatch batch, CancellationToken cancellationToken)
        {
            if (FailsNext)
            {
                FailsNext = false;
                throw new IOException("the disk is away");
            }

            return base.CommitAsync(batch, cancellationToken);
        }
    }
}
