using Campaigns.Tests;

namespace Campaigns.PostgreSql.Tests;

/// <summary>Runs lists of 50 random commands: the model and the PostgreSQL store never differ.</summary>
[Collection(OneServer.Name)]
public sealed class ModelTests(SharedServer shared)
{
    [Fact, Trait("Category", "Sweep")]
    public async Task Store_and_model_never_differ()
    {
        Assert.SkipWhen(PostgreSqlServer.Missing is not null, PostgreSqlServer.Missing ?? "");
        await using var fixture = new PostgreSqlFixture(shared.Server.ConnectionString);
        await StoreModelRun.RunAsync(fixture, 0, ListsOf("CAMPAIGNS_MODEL_LISTS", 100));
    }

    private static int ListsOf(string name, int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), out var lists) ? lists : usual;
}
