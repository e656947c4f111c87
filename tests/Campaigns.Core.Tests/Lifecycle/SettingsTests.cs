using Campaigns.Engine;
using Campaigns.Storage;
using static Campaigns.Tests.People;

namespace Campaigns.Tests.Lifecycle;

/// <summary>
/// Holds, releases, settings and channel statements mean the same in memory and in the store, and names are checked in one place.
/// </summary>
public sealed class SettingsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Random_settings_with_failing_commits_are_the_same_in_memory_and_after_a_restart(int seed)
    {
        using var run = new SettingsRun(new MemoryJobStore(new Random(1)), seed);
        run.Run(100);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("\t\n")]
    public void Name_that_is_nothing_is_refused_everywhere(string name)
    {
        using var harness = new CampaignHarness();
        Func<ICampaignClient, Task>[] requests =
        [
            client => client.Operations().HoldTenantAsync(name),
            client => client.Operations().ReleaseTenantAsync(name),
            client => client.Operations().ChangeTenantAsync(name, new TenantSettings()),
            client => client.FindAsync(name, "key"),
            client => client.FindAsync("acme", name),
            client => client.Operations().MarkChannelUnavailableAsync(name, Channels.Voice, "why"),
            client => client.Operations().MarkChannelUnavailableAsync("acme", name, "why"),
            client => client.Operations().MarkChannelUnavailableAsync("acme", Channels.Voice, name),
            client => client.Operations().ListChannelsAsync(name),
            client => client.Operations().ResetProviderAsync(name),
            client => client.Reports().SuppressAsync(Suppression.OfContact(name, "ann")),
            client => client.Reports().SuppressAsync(Suppression.OfContact("acme", "ann", name)),
            client => client.Reports().SuppressAsync(Suppression.OfContact("acme", name)),
            client => client.Reports().ReportEventAsync(ContactEvent.OfContact(name, "ann")),
        ];

        Assert.All(requests, request => Assert.ThrowsAny<ArgumentException>(() => harness.Do(request)));
        Assert.NotEmpty((Calls(StepRetryPolicy.None) with { Tenant = name }).Validate());
        Assert.NotEmpty((Calls(StepRetryPolicy.None) with { Key = name }).Validate());
    }

    [Fact]
    public void White_space_around_a_name_is_no_part_of_it()
    {
        using var harness = new CampaignHarness();
        harness.Do(operations => operations.HoldTenantAsync(" default "));
        var campaign = harness.Run(Calls(StepRetryPolicy.None), One());
        Assert.Equal(0, harness.Statistics(campaign).Completed);
        Assert.Single(harness.Campaigns("default\t"));

        harness.Do(operations => operations.ReleaseTenantAsync("default"));
        Assert.Equal(1, harness.Statistics(campaign).Completed);
        Assert.NotEmpty((Calls(StepRetryPolicy.None) with { Tenant = " default" }).Validate());
    }

    [Fact]
    public void Strategy_that_was_changed_lasts_through_a_failure_of_the_store()
    {
        var store = new FaultyStore(new MemoryJobStore(new Random(1)));
        using var harness = new CampaignHarness(options => options.Store = store);
        var strategy = CampaignStrategies.FairShare;
        harness.Do(operations => operations.ChangeStrategyAsync(strategy));
        var changed = InForce();
        store.Arm((CallSite.Commit, 1, Fault.Before));
        Assert.ThrowsAny<Exception>(() => harness.Do(client => client.CreateAsync(Calls(StepRetryPolicy.None))));
        harness.Advance(Minutes(1));

        Assert.Same(changed, InForce());

        ICampaignStrategy InForce() =>
            harness.Do(
                (ICampaignClient client) => ((CampaignClient)client).AskAsync(
                    scheduler => scheduler.State.Strategy, CancellationToken.None));
    }
}
