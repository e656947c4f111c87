using Campaigns.Storage;
using Campaigns.Tests.HostRules;
using static Campaigns.Tests.People;

namespace Campaigns.Tests.Sending;

/// <summary>An engine that does not own its limits alone obeys its shares of them, and tells what it uses.</summary>
public sealed class ShareTests
{
    private const string Voice = "voice-1";
    private static readonly TimeSpan Long = Minutes(10);
    private LimitShares _shares = new();

    [Fact]
    public void Nothing_is_sent_before_the_first_shares_and_no_more_than_the_share_then()
    {
        using var harness = New(new ProviderSettings { MaxConcurrent = 100 });
        harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 50), Many(20));
        Assert.Empty(harness.Provider.Dispatches);

        Apply(harness, Long, Share(4));
        Assert.Equal(4, harness.Provider.Live.Count);
        Apply(harness, Long, Share(7));
        Assert.Equal(7, harness.Provider.Live.Count);
        harness.Report(harness.Provider.Live.First(), AttemptOutcome.Completed);
        Assert.Equal(7, harness.Provider.Live.Count);
    }

    [Fact]
    public void Lower_share_ends_no_call_and_nothing_begins_until_the_calls_fit()
    {
        using var harness = New(new ProviderSettings { MaxConcurrent = 100 });
        harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 50), Many(20));
        Apply(harness, Long, Share(5));
        var use = Apply(harness, Long, Share(2));
        Assert.Equal((5, 2, 15), (use.Live, use.Share, use.Ready));

        foreach (var expected in new[] { 4, 3, 2, 2 })
        {
            harness.Report(harness.Provider.Live.First(), AttemptOutcome.Completed);
            Assert.Equal(expected, harness.Provider.Live.Count);
        }
    }

    [Fact]
    public void Settings_still_count_and_a_limit_without_a_share_allows_nothing()
    {
        using var harness = New(new ProviderSettings { MaxConcurrent = 3 });
        harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 50), Many(20));
        Apply(harness, Long);
        Assert.Empty(harness.Provider.Live);
        Apply(harness, Long, Share(9));
        Assert.Equal(3, harness.Provider.Live.Count);
    }

    [Fact]
    public void Limit_that_is_set_later_allows_nothing_more_until_it_has_a_share()
    {
        using var harness = New(new ProviderSettings());
        var campaign = harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 50) with { KeepOpen = true }, Many(10));
        Apply(harness, Long);
        Assert.Equal(10, harness.Provider.Live.Count);

        harness.Do((ICampaignOperations operations) => operations.ChangeProviderAsync(Voice, new ProviderSettings { MaxConcurrent = 100 }));
        harness.Do(client => client.AddContactsAsync(campaign, Others(10)));
        Assert.Equal(10, harness.Provider.Live.Count);
        Apply(harness, Long, Share(12));
        Assert.Equal(12, harness.Provider.Live.Count);
    }

    [Fact]
    public void Shares_end_and_nothing_is_sent_until_they_are_renewed()
    {
        using var harness = New(new ProviderSettings()); // not even through a provider without a limit
        var campaign = harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 50) with { KeepOpen = true }, Many(2));
        Apply(harness, Seconds(4));
        harness.Advance(Seconds(3.9));
        harness.Do(client => client.AddContactsAsync(campaign, [new("early1", "+44 20 1234 5671"), new("early2", "+44 20 1234 5672")]));
        Assert.Equal(4, harness.Provider.Dispatches.Count);
        harness.Advance(Seconds(0.1));
        harness.Do(client => client.AddContactsAsync(campaign, Others(5)));
        harness.Advance(Seconds(60));
        Assert.Equal(4, harness.Provider.Dispatches.Count);

        Apply(harness, Seconds(4));
        Assert.Equal(9, harness.Provider.Dispatches.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)] // a machine that was suspended: its monotonic clock stood still
    public async Task Attempts_that_were_committed_before_the_end_of_the_shares_are_held_back_by_the_gate(bool wasSuspended)
    {
        var answers = new TaskCompletionSource<CheckResult>();
        using var harness = New(new ProviderSettings(), options =>
        {
            options.AddCheck("slow", new Asking((_, _) => new(answers.Task)));
            options.CheckTimeout = Minutes(1);
        });
        var campaign = harness.Run(Calls(StepRetryPolicy.None) with { Check = "slow" }, Many(3));
        Apply(harness, Seconds(4));
        Assert.Equal(3, harness.Statistics(campaign).Live);
        if (wasSuspended)
        {
            harness.Time.JumpWall(Hours(1));
        }
        else
        {
            harness.Advance(Seconds(4));
        }

        answers.SetResult(CheckResult.Allow); // a thread of the pool brings the answer to the engine
        Assert.True(SpinWait.SpinUntil(() => LiveIn(harness, campaign) == 0, Minutes(5)), "Nothing was held back.");
        Assert.Empty(harness.Provider.Dispatches);

        Apply(harness, Long);
        Assert.True(SpinWait.SpinUntil(() => Sent(harness) == 3, Minutes(5)), "Nothing was sent again.");
        await answers.Task;
    }

    [Fact]
    public void Calls_of_an_earlier_owner_count_before_anything_begins()
    {
        using var harness = New(new ProviderSettings { MaxConcurrent = 100 });
        harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 50), Many(20));
        Apply(harness, Long, Share(6));
        _ = _shares.ApplyAsync([Share(20)], _shares.Ask(), TimeSpan.Zero); // ended when the next owner reads it
        harness.Restart();
        var use = Apply(harness, Seconds(0), Share(20));
        Assert.Equal((6, 0), (use.Live, use.Share));
        Apply(harness, Long, Share(8));
        harness.Advance(Seconds(2)); // the health of the provider is unknown, so it is probed first
        Assert.InRange(harness.Provider.Live.Count, 6, 8);
    }

    [Fact]
    public void Rate_is_the_slower_of_the_setting_and_the_share()
    {
        using var harness = New(new ProviderSettings { Rate = RateLimit.PerSecond(10) });
        harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 500), Many(200));
        Apply(harness, Long, Share(int.MaxValue) with { Rate = RateLimit.PerSecond(2) });
        harness.Advance(Seconds(5));
        Assert.InRange(harness.Provider.Dispatches.Count, 10, 11);
        var use = Apply(harness, Long, Share(int.MaxValue) with { Rate = RateLimit.PerSecond(100) });
        Assert.Equal(harness.Provider.Dispatches.Count, use.Decided, 1.0);
        harness.Advance(Seconds(5));
        Assert.InRange(harness.Provider.Dispatches.Count, 60, 62);
        harness.Do((ICampaignOperations operations) =>
            operations.ChangeProviderAsync(Voice, new ProviderSettings { Rate = RateLimit.PerSecond(1) }));
        harness.Advance(Seconds(5));
        Assert.InRange(harness.Provider.Dispatches.Count, 65, 68);
    }

    [Fact]
    public void Quota_is_shared_too()
    {
        using var harness = New(new ProviderSettings { Quotas = [new Quota(100, QuotaPeriod.Day)] });
        harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 500), Many(200));
        Apply(harness, Long, Share(int.MaxValue));
        Assert.Empty(harness.Provider.Dispatches);
        var use = Apply(harness, Long, Share(int.MaxValue) with { Quotas = [new Quota(30, QuotaPeriod.Day)] });
        Assert.Equal(30, harness.Provider.Dispatches.Count);
        use = Apply(harness, Long, Share(int.MaxValue) with { Quotas = [new Quota(35, QuotaPeriod.Day)] });
        Assert.Equal(35, harness.Provider.Dispatches.Count);
        Assert.Equal([30], use.Counted);
    }

    [Fact]
    public void Everything_is_shared_too()
    {
        using var harness = New(new ProviderSettings());
        harness.Do((ICampaignOperations operations) => operations.ChangeLimitsAsync(new EngineLimits { MaxConcurrent = 50 }));
        harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 500), Many(200));
        Apply(harness, Long, new LimitShare(LimitScope.Everything, "") { MaxConcurrent = 11 });
        Assert.Equal(11, harness.Provider.Live.Count);
    }

    [Fact]
    public void Engine_tells_what_waits_and_the_weights_of_who_waits()
    {
        using var harness = New(new ProviderSettings { MaxConcurrent = 100 });
        harness.Do((ICampaignOperations operations) => operations.ChangeTenantAsync("heavy", new TenantSettings { Weight = 5 }));
        harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 50), Many(20));
        harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 3) with { Tenant = "heavy" }, Many(20));
        var use = Apply(harness, Long, Share(0));
        Assert.Equal((0, 0, 23, 6), (use.Live, use.Share, use.Ready, use.Weight)); // a campaign cannot use more than its own cap
        Assert.Equal(100, use.Limit.MaxConcurrent);
    }

    private static LimitShare Share(int calls) => new(LimitScope.Provider, Voice) { MaxConcurrent = calls };

    private CampaignHarness New(ProviderSettings settings, Action<CampaignsOptions>? configure = null)
    {
        var harness = new CampaignHarness(
            options =>
            {
                options.Shares = _shares = new LimitShares(options.TimeProvider);
                configure?.Invoke(options);
            },
            voice: provider =>
                (provider.MaxConcurrent, provider.Rate, provider.Quotas) = (settings.MaxConcurrent, settings.Rate, settings.Quotas));
        harness.Provider.Accepts();
        return harness;
    }

    /// <summary>Gives the engine shares.</summary>
    /// <returns>What it then uses of the provider's limits.</returns>
    private SharedLimitUse Apply(CampaignHarness harness, TimeSpan lasting, params LimitShare[] shares)
    {
        var usage = harness.Do((ICampaignClient _) => _shares.ApplyAsync(shares, _shares.Ask(), lasting));
        harness.Settle();
        return usage.Limits.Single(use => use.Limit.Scope == LimitScope.Provider);
    }

    private static int Sent(CampaignHarness harness)
    {
        harness.Settle();
        return harness.Provider.Dispatches.Count;
    }

    private static long LiveIn(CampaignHarness harness, CampaignId campaign) => harness.Statistics(campaign).Live;
}
