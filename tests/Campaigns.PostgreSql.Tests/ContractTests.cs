using Campaigns.Tests;

namespace Campaigns.PostgreSql.Tests;

/// <summary>Runs the whole contract against a real server.</summary>
[Collection(OneServer.Name)]
public sealed class ContractTests(SharedServer shared)
{
    public static IEnumerable<TheoryDataRow<string>> Cases =>
        StoreContract.Cases.Select(contractCase => new TheoryDataRow<string>(contractCase.Name));

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Store_keeps_the_contract(string promise)
    {
        Assert.SkipWhen(PostgreSqlServer.Missing is not null, PostgreSqlServer.Missing ?? "");
        await using var fixture = new PostgreSqlFixture(shared.Server.ConnectionString);
        var contractCase = StoreContract.Cases.Single(candidate => candidate.Name == promise);
        Assert.True(await contractCase.RunAsync(fixture));
    }
}
