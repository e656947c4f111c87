namespace Campaigns.Sqlite.Tests;

/// <summary>Runs 10,000 lists of 50 random commands: the model and the memory store never differ.</summary>
[Trait("Category", "Sweep")]
public sealed class MemoryModelTests
{
    [Theory]
    [MemberData(nameof(ModelShares.Seeds), MemberType = typeof(ModelShares))]
    public async Task Memory_store_and_model_never_differ(int seed)
    {
        await using var fixture = new MemoryFixture();
        await StoreModelRun.RunAsync(fixture, seed, ModelShares.Lists);
    }
}

/// <summary>
/// Runs 2,000 lists of 50 random commands: the model and the SQLite store never differ. CAMPAIGNS_MODEL_LISTS sets another number.
/// </summary>
[Trait("Category", "Sweep")]
public sealed class SqliteModelTests
{
    /// <summary>The number of lists in a share.</summary>
    private static readonly int Lists =
        int.TryParse(Environment.GetEnvironmentVariable("CAMPAIGNS_MODEL_LISTS"), out var lists) ? lists / ModelShares.Count : 500;

    [Theory]
    [MemberData(nameof(ModelShares.Seeds), MemberType = typeof(ModelShares))]
    public async Task Sqlite_store_and_model_never_differ(int seed)
    {
        await using var fixture = new SqliteFixture(options => options.HasOwnThread = false, reopenEvery: 20);
        await StoreModelRun.RunAsync(fixture, seed, Lists);
    }
}

/// <summary>The lists, split into shares that a test report names.</summary>
public static class ModelShares
{
    public const int Count = 4;

    /// <summary>The number of lists in a share.</summary>
    public const int Lists = 2_500;

    /// <summary>The first seed of each share.</summary>
    public static IEnumerable<TheoryDataRow<int>> Seeds =>
        Enumerable.Range(0, Count).Select(share => new TheoryDataRow<int>(share * Lists));
}
