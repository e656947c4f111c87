using Campaigns.Storage;
using static Campaigns.Tests.People;

namespace Campaigns.Tests.Hosting;

/// <summary>Options are copied when the engine is built, so later changes do not affect a running engine.</summary>
public class OptionsTests
{
    [Fact]
    public void Limits_changed_afterwards_have_no_effect()
    {
        CampaignsOptions? kept = null;
        using var harness = new CampaignHarness(options => kept = options);
        harness.Provider.Accepts();

        kept!.MaxConcurrent = 1;
        kept.PageSize = 1;
        kept.InboxCapacity = 0;
        kept.StoreTimeout = TimeSpan.Zero;
        kept.Random = null!;
        kept.TimeProvider = null;
        harness.Run(Calls(StepRetryPolicy.None), Many(5));

        Assert.Equal(5, harness.Provider.Live.Count);
    }

    [Fact]
    public void Store_changed_afterwards_has_no_effect()
    {
        CampaignsOptions? kept = null;
        using var harness = new CampaignHarness(options => kept = options);
        harness.Provider.Otherwise(_ => DispatchResult.Completed(AttemptOutcome.Busy));

        kept!.Store = new MemoryJobStore();
        var campaign = harness.Run(Calls(StepRetryPolicy.None), Many(5));

        Assert.Equal(JobState.Failed, harness.Contact(campaign, "p00001").State);
        Assert.Equal(5, harness.Do(client => client.RerunFailedAsync(campaign)));
    }

    [Fact]
    public void Provider_added_afterwards_gets_nothing()
    {
        CampaignsOptions? kept = null;
        using var harness = new CampaignHarness(options => kept = options);
        var late = new Answering(_ => new(DispatchResult.Completed(AttemptOutcome.Completed)));

        kept!.AddProvider(Channels.Voice, late).AddProvider("fax", late);
        harness.Run(Calls(StepRetryPolicy.None), Many(5));

        Assert.Equal((5, 0), (harness.Provider.Dispatches.Count, late.Calls));
        var fax = new CampaignDefinition { Name = "fax", Steps = [CampaignStep.Message("fax", "hello")] };
        Assert.Throws<CampaignException>(() => harness.Do(client => client.CreateAsync(fax)));
    }

    [Fact]
    public void Options_of_a_provider_changed_afterwards_have_no_effect()
    {
        ProviderOptions? kept = null;
        var provider = new Answering(_ => new(DispatchResult.Accepted()));
        using var harness = new CampaignHarness(options => options.AddProvider(Channels.Voice, provider, its => kept = its));

        kept!.MaxConcurrent = 1;
        harness.Run(Calls(StepRetryPolicy.None), Many(5));

        Assert.Equal(5, provider.Calls);
    }

    [Fact]
    public void Defaults_are_those_documented()
    {
        var options = new CampaignsOptions { Store = new MemoryJobStore() };
        ProviderOptions? its = null;
        options.AddProvider(Channels.Voice, new Answering(_ => default), provider => its = provider);

        Assert.Empty(options.FindProblems().List);
        Assert.Equal((100_000, Seconds(10), Seconds(30)), (options.MaxConcurrent, options.ShutdownTimeout, options.StoreTimeout));
        Assert.Equal((1_024, 1_024, 512, null), (options.InboxCapacity, options.EventBuffer, options.PageSize, options.MaxWaitingInMemory));
        Assert.Null(new CampaignsOptions().Store);
        Assert.Null(options.TimeProvider);
        Assert.Null(options.TaskScheduler);
        Assert.Equal((int.MaxValue, 256, Seconds(30)), (its!.MaxConcurrent, its.MaxDispatching, its.DispatchTimeout));
        Assert.Equal((10, Seconds(30), null), (its.CircuitBreaker.ConsecutiveFailures, its.CircuitBreaker.BreakDuration, its.Name));
    }

    [Fact]
    public void Providers_are_named_by_channel_and_number_unless_they_have_names()
    {
        var provider = new Answering(_ => default);

        var options = new CampaignsOptions { Store = new MemoryJobStore() }
            .AddProvider("voice", provider)
            .AddProvider("sms", provider)
            .AddProvider("voice", provider, its => its.Name = "backup")
            .AddProvider("voice", provider);

        Assert.Equal(["voice-1", "sms-1", "backup", "voice-3"], options.Providers.Select(its => its.Name));
        Assert.Throws<ArgumentNullException>(() => options.AddProvider("voice", null!));
    }

    [Fact]
    public void Limits_themselves_are_allowed()
    {
        var options = new CampaignsOptions
        {
            Store = new MemoryJobStore(),
            MaxConcurrent = 1,
            ShutdownTimeout = TimeSpan.Zero,
            StoreTimeout = TimeSpan.FromMilliseconds(100),
            InboxCapacity = 1,
            EventBuffer = 1,
            PageSize = 1,
            MaxWaitingInMemory = 2,
        };
        options.AddProvider("voice", new Answering(_ => default), its =>
        {
            its.MaxConcurrent = 1;
            its.MaxDispatching = 1;
            its.DispatchTimeout = TimeSpan.FromMilliseconds(10);
            its.CircuitBreaker = new CircuitBreakerOptions { ConsecutiveFailures = 1, BreakDuration = TimeSpan.FromDays(1),
                MaxBreakDuration = TimeSpan.FromDays(1) };
        });

        Assert.Empty(options.FindProblems().List);
    }
}
