using Campaigns.Engine;
using Campaigns.Scheduling;
using static Campaigns.Tests.People;

namespace Campaigns.Tests.Rules;

/// <summary>Jobs that caps park cost nothing meanwhile, and are judged again when their obstacle has changed.</summary>
public class ParkedTests
{
    private const int Count = 3_000;

    [Theory]
    [InlineData("b", 5)]
    [InlineData(null, 5)]
    [InlineData("a", 10)]
    public void Change_that_touches_no_cap_of_theirs_judges_nobody_again(string? tenant, int maxConcurrent)
    {
        using var harness = SetAside();
        var before = harness.Do(client => Ask(client, scheduler => scheduler.State.Tenant("a").Parked.NextDue));

        var caps = tenant == "a" ? Caps : [];
        harness.Do(client => client.ChangeAsync(tenant, new TenantSettings { MaxConcurrent = maxConcurrent, Caps = caps }));

        Assert.Equal(
            (0, before), harness.Do(client => Ask(client, scheduler => (Judged(scheduler), scheduler.State.Tenant("a").Parked.NextDue))));
        static int Judged(Scheduler scheduler) =>
            scheduler.State.ParkedThatNeedWork.Count + (Count - scheduler.State.Tenant("a").Parked.Active);
    }

    [Fact]
    public void Cap_that_is_lifted_lets_all_go_by_shares_and_those_it_still_holds_back_stay()
    {
        using var harness = SetAside();

        harness.Do(operations => operations.ChangeTenantAsync("a", new TenantSettings { Caps = [new FrequencyCap(2, 1)] }));
        harness.Advance(Minutes(1));

        Assert.Equal(2 * Count, harness.Provider.Dispatches.Count);
        Assert.Equal(Count, harness.Do(client => Ask(client, scheduler => scheduler.State.Tenant("a").Parked.Active)));
    }

    [Fact]
    public void All_return_when_the_cap_lets_them_through_though_they_are_many()
    {
        using var harness = SetAside();

        harness.AdvanceTo(Nine + TimeSpan.FromDays(1) + Minutes(1));

        Assert.Equal(2 * Count, harness.Provider.Dispatches.Count);
    }

    [Fact]
    public void Clock_that_is_set_back_has_all_judged_again()
    {
        using var harness = SetAside();
        harness.Advance(Hours(23));
        harness.Time.JumpWall(-Hours(2));
        harness.Advance(Minutes(1));

        Assert.Equal(Count, harness.Provider.Dispatches.Count);
        Assert.Equal(Count, harness.Do(client => Ask(client, scheduler => scheduler.State.Tenant("a").Parked.Active)));
    }

    [Fact]
    public void Campaign_that_is_canceled_gives_back_the_memory_of_those_set_aside()
    {
        using var harness = SetAside(out var campaign);
        Assert.Equal(Count, harness.JobsInMemory());

        harness.Do(client => client.CancelAsync(campaign));
        harness.Advance(Seconds(1));

        Assert.Equal(0, harness.JobsInMemory());
    }

    private static readonly IReadOnlyList<FrequencyCap> Caps = [new FrequencyCap(1, 1)];

    private static CampaignHarness SetAside() => SetAside(out _);

    private static CampaignHarness SetAside(out CampaignId campaign)
    {
        var harness = new CampaignHarness();
        harness.Provider.Otherwise(_ => DispatchResult.Completed(AttemptOutcome.Busy));
        harness.Do(operations => operations.ChangeTenantAsync("a", new TenantSettings { Caps = Caps }));
        campaign = harness.Run(Calls(StepRetryPolicy.Fixed(5, Seconds(1)), maxConcurrent: Count) with { Tenant = "a" }, Many(Count));
        harness.Advance(Minutes(1));
        Assert.Equal(Count, harness.Provider.Dispatches.Count);
        return harness;
    }

    private static Task<T> Ask<T>(ICampaignClient client, Func<Scheduler, T> body) =>
        ((CampaignClient)client).AskAsync(body, CancellationToken.None);
}
