using System.Text.RegularExpressions;
using Campaigns.Tests;
using Npgsql;

namespace Campaigns.PostgreSql.Tests;

/// <summary>Every query for monitoring in docs/postgresql.md runs on a store.</summary>
[Collection(OneServer.Name)]
public sealed partial class MonitoringTests(SharedServer shared)
{
    [Fact]
    public async Task Each_monitoring_query_of_the_documentation_runs()
    {
        Assert.SkipWhen(PostgreSqlServer.Missing is not null, PostgreSqlServer.Missing ?? "");
        var database = await shared.CreateDatabaseAsync();
        await using var store = new PostgreSqlJobStore(database);
        await store.OpenAsync(default, CancellationToken.None);
        var page = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "postgresql.md"),
            TestContext.Current.CancellationToken);
        var section = page[page.IndexOf("## Watch", StringComparison.Ordinal)..];
        var queries = Block().Matches(section).SelectMany(block => block.Groups["sql"].Value.Split(';', StringSplitOptions.TrimEntries))
            .Where(query => query.Length > 0).ToList();

        Assert.InRange(queries.Count, 8, 30);
        foreach (var query in queries)
        {
            await using var connection = new NpgsqlConnection(database);
            await connection.OpenAsync(TestContext.Current.CancellationToken);
            await using var command = new NpgsqlCommand(query, connection);
            await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
            Assert.True(reader.FieldCount > 0, query);
        }
    }

    [GeneratedRegex(@"```sql\n(?<sql>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();
}
