using Campaigns.Storage;
using Campaigns.Tests.Providers;
using static Campaigns.Tests.People;

namespace Campaigns.Tests.Sending;

/// <summary>A committed attempt that is not sent frees its place in every cap and rate immediately.</summary>
public class HeldBackTests
{
    private static readonly DateTimeOffset Start = Nine + Minutes(1);

    [Theory]
    [InlineData("campaign")]
    [InlineData("tenant")]
    [InlineData("everything")]
    [InlineData("provider")]
    public void Cap_is_used_to_the_full_after_attempts_were_held_back(string scope)
    {
        const int Cap = 6;
        using var harness = Harness(provider => provider.MaxConcurrent = scope == "provider" ? Cap : int.MaxValue);
        SetTenant(harness, scope, new TenantSettings { MaxConcurrent = Cap });
        harness.Provider.Otherwise(
            _ => harness.Now < Nine + Seconds(30) ? DispatchResult.RetryAt(harness.Now + Seconds(0.5)) : DispatchResult.Accepted());
        var campaign = harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: scope == "campaign" ? Cap : 1_000), Many(50));
        harness.Advance(Minutes(1));

        Assert.Equal((Cap, Cap), (harness.Statistics(campaign).Live, harness.Status().Live));
        for (var more = 1; more <= 20; more++)
        {
            harness.Report(harness.Provider.Live.First(), AttemptOutcome.Completed);
            Assert.Equal(Cap, harness.Statistics(campaign).Live);
        }
    }

    [Theory]
    [InlineData("campaign")]
    [InlineData("tenant")]
    [InlineData("everything")]
    [InlineData("provider")]
    public void Whoever_waits_for_the_rate_goes_at_once_when_an_attempt_is_taken_back(string scope)
    {
        var rate = new RateLimit(1, Hours(1));
        var takenBack = 0;
        for (var seed = 0; seed < 40; seed++)
        {
            CampaignHarness? harness = null;
            Task? removal = null;
            var store = new HookStore(new MemoryJobStore(new Random(1)));
            using var running =
                harness = Harness(provider => provider.Rate = scope == "provider" ? rate : null, options => options.Store = store, seed);
            SetTenant(harness, scope, new TenantSettings { Rate = rate });
            harness.Provider.Accepts();
            store.OnAttempts = () => removal = harness.Client.RemoveContactAsync(new CampaignId(1), "ann");
            harness.Run(
                Calls(StepRetryPolicy.None) with { Rate = scope == "campaign" ? rate : null },
                One("ann"), new Contact("bob", "+15550100002"), new Contact("cid", "+15550100003"));

            Assert.True(removal!.IsCompletedSuccessfully);
            var called = Assert.Single(harness.Provider.Dispatches).ContactKey;
            takenBack += called == "bob" ? 1 : 0;
            Assert.Equal(
                called, harness.Do(client => client.GetContactAsync(new CampaignId(1), "ann")).State == JobState.Live ? "ann" : "bob");
        }

        Assert.InRange(takenBack, 1, 40);
    }

    [Fact]
    public void Rate_that_a_held_back_attempt_gives_back_is_used_by_the_tenants_other_campaign_at_once()
    {
        var store = new HookStore(new MemoryJobStore(new Random(1)));
        using var harness = new CampaignHarness(options => options.Store = store);
        harness.Do(operations => operations.ChangeTenantAsync("default", new TenantSettings { Rate = RateLimit.PerMinute(1) }));
        var first =
            harness.Do(client => client.CreateAsync(Calls(StepRetryPolicy.None) with { Start = Start, Priority = CampaignPriority.High }));
        harness.Do(client => client.AddContactsAsync(first, [One()]));
        harness.Do(client => client.StartAsync(first));
        harness.Run(Calls(StepRetryPolicy.None) with { Start = Start }, new Contact("bob", "+15550100002"));
        store.OnAttempts = () => _ = harness.Client.PauseAsync(first);
        harness.AdvanceTo(Start + Seconds(1));

        Assert.Equal([("bob", Start)], harness.Provider.Dispatches.Select(d => (d.ContactKey, d.At)));
    }

    private static CampaignHarness Harness(
        Action<ProviderOptions> provider, Action<CampaignsOptions>? configure = null, int? seed = null) =>
        new(configure, seed: seed, voice: provider);

    private static void SetTenant(CampaignHarness harness, string scope, TenantSettings settings)
    {
        if (scope is "tenant" or "everything")
        {
            harness.Do(client => client.ChangeAsync(scope == "tenant" ? "default" : null, settings));
        }
    }
}
