using Campaigns.Tests;

namespace Campaigns.Sqlite.Tests;

/// <summary>The fault scenario of the core's tests on a file, for each failing call that writes.</summary>
[Trait("Category", "Sweep")]
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

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Random_settings_with_failing_commits_are_the_same_in_memory_and_after_a_restart(int seed)
    {
        using var folder = new StoreFolder();
        using var store =
            new SqliteJobStore(folder.File, options => (options.HasOwnThread, options.SyncsToDisk) = (false, false), new Random(1));
        using var run = new SettingsRun(store, seed);
        run.Run(100);
    }
}
