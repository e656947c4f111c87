namespace Campaigns.Sqlite.Tests;

/// <summary>A file of every earlier version has the columns and indexes of a new file.</summary>
public sealed class MigratedShapeTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    public static IEnumerable<TheoryDataRow<int>> Versions =>
        Enumerable.Range(1, Migrations.Current).Select(version => new TheoryDataRow<int>(version));

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Columns_and_indexes_are_those_of_a_new_file(int version)
    {
        await MigrateAsync(version);
        using var folder = new StoreFolder();
        await OpenAndCloseAsync(folder.File);

        Assert.Equal(Shape(folder.File), Shape(_folder.File));
    }

    private async Task MigrateAsync(int version)
    {
        using (var database = Database.Open(_folder.File, isReader: false, TimeSpan.Zero))
        {
            database.Execute(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", $"V{version}.sql")));
        }

        await OpenAndCloseAsync(_folder.File);
    }

    private static async Task OpenAndCloseAsync(string file)
    {
        using var store = new SqliteJobStore(file, options => options.HasOwnThread = false);
        await store.OpenAsync(default, CancellationToken.None);
    }

    private static List<string> Shape(string file)
    {
        using var database = Database.Open(file, isReader: true, TimeSpan.Zero);
        const string Columns =
            """
            SELECT m.name || '.' || c.name || ' ' || c.type || ' ' || c."notnull" || ' ' || coalesce(c.dflt_value, '-') || ' ' || c.pk
            FROM sqlite_schema m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' ORDER BY 1
            """;
        const string Indexes =
            """
            SELECT m.name || ' on ' || m.tbl_name || ' ' || coalesce(group_concat(c.name, ','), '')
            FROM sqlite_schema m JOIN pragma_index_info(m.name) c WHERE m.type = 'index' GROUP BY m.name ORDER BY 1
            """;
        var lines = new List<string>();
        foreach (var sql in new[] { Columns, Indexes })
        {
            using var statement = new Statement(database, sql);
            while (statement.Step())
            {
                lines.Add(statement.Text(0));
            }
        }

        return lines;
    }
}
