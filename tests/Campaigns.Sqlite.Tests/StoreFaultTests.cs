using Campaigns.Tests;

namespace Campaigns.Sqlite.Tests;

/// <summary>The scenario of the core's tests, on a file: whichever call that writes fails.</summary>
public sealed class StoreFaultTests
{
    public static IEnumerable<TheoryDataRow<CallSite, Fault>> Faults =>
        FaultSweep.Faults.Where(fault => fault.Data.Item1 is CallSite.Open or CallSite.Commit);

    [Theory]
    [MemberData(nameof(Faults))]
    public void Whichever_write_fails_the_promises_hold(CallSite site, Fault fault) =>
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
