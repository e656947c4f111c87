namespace Campaigns.Sqlite.Tests;

/// <summary>What stands on the way of every report reads one entry of an index, however many attempts there are.</summary>
public sealed class QueryPlanTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Attempt_is_looked_up_by_its_call_in_the_index_made_for_it()
    {
        using var store = new SqliteJobStore(_folder.File, options => options.HasOwnThread = false);
        await store.OpenAsync(default, CancellationToken.None);

        Assert.Equal(
            ["SEARCH a USING INDEX attempts_by_call (provider=? AND provider_call_id=?)", "USE TEMP B-TREE FOR LAST 2 TERMS OF ORDER BY"],
            Plan(AttemptReader.ByCall));
    }

    private List<string> Plan(string sql)
    {
        using var database = Database.Open(_folder.File, isReader: true, TimeSpan.Zero);
        using var statement = new Statement(database, $"EXPLAIN QUERY PLAN {sql}");
        var lines = new List<string>();
        while (statement.Step())
        {
            lines.Add(statement.Text(3));
        }

        return lines;
    }
}
