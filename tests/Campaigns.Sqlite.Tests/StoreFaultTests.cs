using Campaigns.Tests;

namespace Campaigns.Sqlite.Tests;

/// <summary>The scenario of the core's tests, on a file.</summary>
public sealed class StoreFaultTests
{
    [Theory]
    [MemberData(nameof(FaultSweep.Faults), MemberType = typeof(FaultSweep))]
    public void Whichever_call_of_the_store_fails_the_promises_hold(CallSite site, Fault fault) =>
        FaultSweep.Run(site, fault, run =>
        {
            using var folder = new StoreFolder();
            using var store = new SqliteJobStore(
                folder.File,
                options => (options.HasOwnThread, options.SyncsToDisk) = (false, false),
                new Random(1));
            using var scenario = new FaultScenario(store);
            return run(scenario);
        });
}
