namespace Campaigns.Tests;

/// <summary>Runs the scenario once for each call that it makes.</summary>
public static class FaultSweep
{
    /// <summary>All combinations of site and fault except some: reads of lists have no timeout, so they may wait
    /// forever.</summary>
    public static IEnumerable<TheoryDataRow<CallSite, Fault>> Faults =>
        from site in Enum.GetValues<CallSite>()
        from fault in Enum.GetValues<Fault>()
        where fault != Fault.Never
            || site is not (CallSite.ReadCampaigns or CallSite.ReadJobs or CallSite.ListAttempts or CallSite.ReadEvents)
        select new TheoryDataRow<CallSite, Fault>(site, fault);

    /// <summary>Runs the scenario once for each call of a site, with only that call failing, in order.</summary>
    /// <param name="site">The site.</param>
    /// <param name="fault">How the call fails.</param>
    /// <param name="with">Creates a scenario on a new store, passes it on, and cleans up.</param>
    internal static void Run(CallSite site, Fault fault, Func<Func<FaultScenario, int>, int> with)
    {
        var calls = with(scenario => scenario.Run(null)[site]);
        Assert.True(calls > 0, "the scenario never calls this site");
        for (var number = 1; number <= calls; number++)
        {
            try
            {
                with(scenario => scenario.Run((site, number, fault))[site]);
            }
            catch (Exception error)
            {
                Assert.Fail($"call {number} of {calls}: {error}");
            }
        }
    }
}
