namespace Campaigns.Tests;

/// <summary>Runs the scenario once for each call that it makes.</summary>
public static class FaultSweep
{
    /// <summary>Every site and fault but one: reads for people wait as long as whoever asks.</summary>
    public static IEnumerable<TheoryDataRow<CallSite, Fault>> Faults =>
        from site in Enum.GetValues<CallSite>()
        from fault in Enum.GetValues<Fault>()
        where site != CallSite.ReadJobs || fault != Fault.Never
        select new TheoryDataRow<CallSite, Fault>(site, fault);

    /// <summary>Lets each call of a site fail in a run of its own, the first one first.</summary>
    /// <param name="site">The site.</param>
    /// <param name="fault">How it fails.</param>
    /// <param name="with">Makes a scenario on a new store, hands it over, and clears up.</param>
    internal static void Run(CallSite site, Fault fault, Func<Func<FaultScenario, int>, int> with)
    {
        var calls = with(scenario => scenario.Run(null)[site]);
        Assert.True(calls > 0, "the scenario does not call it");
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
