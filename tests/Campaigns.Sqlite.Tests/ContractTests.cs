using System.Reflection;
using Campaigns.Storage;

namespace Campaigns.Sqlite.Tests;

/// <summary>Runs the whole contract against every store of the repository.</summary>
public sealed class ContractTests
{
    public static IEnumerable<TheoryDataRow<string, string>> Cases =>
        from store in Stores.All.Keys
        from contractCase in StoreContract.Cases
        select new TheoryDataRow<string, string>(store.Name, contractCase.Name);

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Store_keeps_the_contract(string store, string promise)
    {
        await using var fixture = Stores.FixtureOf(store);
        var contractCase = StoreContract.Cases.Single(candidate => candidate.Name == promise);
        var isAsked = await contractCase.RunAsync(fixture);
        Assert.True(isAsked || contractCase.NeedsDurable);
    }

    [Fact]
    public async Task Sqlite_store_keeps_the_contract_within_the_call_too()
    {
        await using var fixture = new SqliteFixture(options => options.HasOwnThread = false);
        foreach (var contractCase in StoreContract.Cases)
        {
            Assert.True(await contractCase.RunAsync(fixture), contractCase.Name);
        }
    }

    [Fact]
    public void Every_store_of_the_libraries_runs_the_contract()
    {
        var libraries = Directory.GetFiles(AppContext.BaseDirectory, "Campaigns.*.dll")
            .Select(Path.GetFileNameWithoutExtension)
            .Where(name => !name!.EndsWith(".Tests", StringComparison.Ordinal) && name != "Campaigns.PostgreSql") // has tests of its own
            .Select(name => Assembly.Load(name!));
        var stores = libraries.SelectMany(library => library.GetTypes())
            .Where(type => type is { IsClass: true, IsAbstract: false, Name: not "SimulatedStore" } // wraps a store and fails on purpose
                && type.IsAssignableTo(typeof(IJobStore)));

        Assert.Equal(stores.Select(type => type.Name).Order(), Stores.All.Keys.Select(type => type.Name).Order());
    }

    [Fact]
    public void Names_of_the_cases_are_unique() =>
        Assert.Equal(StoreContract.Cases.Count, StoreContract.Cases.Select(contractCase => contractCase.Name).Distinct().Count());
}
