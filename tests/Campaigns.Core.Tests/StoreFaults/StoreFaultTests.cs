using Campaigns.Storage;

namespace Campaigns.Tests;

/// <summary>Every single store call in a campaign's life fails once, in every way: the promises hold, and all contacts end.</summary>
public sealed class StoreFaultTests
{
    [Theory, Trait("Category", "Sweep")]
    [MemberData(nameof(FaultSweep.Faults), MemberType = typeof(FaultSweep))]
    public void Whichever_call_of_the_store_fails_the_promises_hold(CallSite site, Fault fault) =>
        FaultSweep.Run(site, fault, run =>
        {
            using var scenario = new FaultScenario(new MemoryJobStore(new Random(1)));
            return run(scenario);
        });
}
