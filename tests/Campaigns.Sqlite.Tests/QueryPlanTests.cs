namespace Campaigns.Sqlite.Tests;

/// <summary>The queries for every report, event and enrollment read single index entries, however many rows the tables have.</summary>
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

    [Fact]
    public async Task Results_of_a_job_are_read_in_the_order_of_an_index()
    {
        using var store = new SqliteJobStore(_folder.File, options => options.HasOwnThread = false);
        await store.OpenAsync(default, CancellationToken.None);

        Assert.Equal(["results USING INDEX sqlite_autoindex_results_1 (job=?)"], Plan(ResultReader.OfJob, "SEARCH "));
    }

    [Fact]
    public async Task Person_is_looked_up_in_indexes_by_key_and_by_address()
    {
        using var store = new SqliteJobStore(_folder.File, options => options.HasOwnThread = false);
        await store.OpenAsync(default, CancellationToken.None);

        Assert.Equal(["p USING INDEX campaigns_open (tenant=?)", "c USING INDEX contacts_by_key (<expr>=? AND key=? AND campaign=?)",
            Row("j")], Plan(PersonReader.ByKey, "SEARCH "));
        Assert.Equal(["c USING INDEX contacts_by_phone (phone=?)", Row("p"), Row("j")], Plan(PersonReader.ByPhone, "SEARCH "));
        Assert.Equal(["a USING PRIMARY KEY (address=?)", Row("c"), Row("p"), Row("j")], Plan(PersonReader.ByAddress, "SEARCH "));
    }

    [Fact]
    public async Task Contact_is_looked_up_in_the_index_by_key()
    {
        using var store = new SqliteJobStore(_folder.File, options => options.HasOwnThread = false);
        await store.OpenAsync(default, CancellationToken.None);

        Assert.Equal(
            ["c USING INDEX contacts_by_key (<expr>=? AND key=? AND campaign=?)", "SCALAR SUBQUERY 1", Row("campaigns"), Row("j")],
            Plan(JobReader.ByKey, "SEARCH "));
    }

    [Fact]
    public async Task Running_contact_is_looked_up_in_the_index_made_for_it()
    {
        using var store = new SqliteJobStore(_folder.File, options => options.HasOwnThread = false);
        await store.OpenAsync(default, CancellationToken.None);

        Assert.Equal(
            ["c USING COVERING INDEX contacts_by_key (<expr>=? AND key=?)", Row("j"), Row("l"), Row("p")],
            Plan(ExclusivityReader.Running, "SEARCH "));
    }

    [Fact]
    public async Task Whoever_expires_next_and_what_caps_look_back_on_are_read_in_the_order_of_an_index()
    {
        using var store = new SqliteJobStore(_folder.File, options => options.HasOwnThread = false);
        await store.OpenAsync(default, CancellationToken.None);

        Assert.Equal(["j USING INDEX jobs_expiring (lane=? AND expires>?)", Row("c")], Plan(JobReader.Expiring, "SEARCH "));
        Assert.Equal(
            ["a USING INDEX attempts_by_end (campaign=? AND ended_at>?)", Row("c"), Row("j")], Plan(HistoryReader.LaterEnd, "SEARCH "));
        Assert.Equal(
            ["a USING INDEX attempts_by_end (campaign=? AND ended_at=? AND rowid>?)", Row("c"), Row("j")],
            Plan(HistoryReader.SameEnd, "SEARCH "));
        Assert.Equal(
            ["campaigns USING COVERING INDEX campaigns_by_tenant (tenant=? AND rowid>?)"], Plan(HistoryReader.NextCampaign, "SEARCH "));
    }

    [Fact]
    public async Task Campaigns_that_have_ended_are_found_by_indexes_and_are_not_read_when_the_store_is_opened()
    {
        using var store = new SqliteJobStore(_folder.File, options => options.HasOwnThread = false);
        await store.OpenAsync(default, CancellationToken.None);

        Assert.Equal(["campaigns USING INDEX campaigns_by_key (tenant=? AND key=?)"], Plan(CampaignReader.ByKey, "SEARCH "));
        Assert.Equal([Row("campaigns"), "SCALAR SUBQUERY 1", Row("lanes")], Plan(CampaignReader.OfLane, "SEARCH "));
        Assert.Equal(["lanes USING INDEX lanes_by_campaign (campaign=?)"], Plan(CampaignReader.Lanes, "SEARCH "));
        Assert.Equal(["campaigns USING INDEX campaigns_by_tenant (tenant=? AND rowid>?)"], Plan(CampaignReader.EndedOfTenant, "SEARCH "));
        Assert.Equal(["campaigns USING INDEX campaigns_by_end (tenant=?)"], Plan(CampaignReader.FirstEnded, "SEARCH "));
        Assert.DoesNotContain(Plan(CampaignReader.FirstEnded), line => line.Contains("TEMP B-TREE", StringComparison.Ordinal));
        foreach (var sql in new[] { SnapshotReader.Campaigns, SnapshotReader.Lanes, SnapshotReader.Counters })
        {
            var scans = Plan(sql).Where(line => line.StartsWith("SCAN ", StringComparison.Ordinal));
            // small indexes: open, live or exclusive rows
            Assert.DoesNotContain(scans, line => !line.Contains("INDEX", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Event_log_is_read_in_the_order_of_an_index()
    {
        using var store = new SqliteJobStore(_folder.File, options => options.HasOwnThread = false);
        await store.OpenAsync(default, CancellationToken.None);

        Assert.Equal(["events USING INDEX events_by_id (tenant=? AND id=?)"], Plan(EventReader.ById, "SEARCH "));
        Assert.Equal(["events USING INTEGER PRIMARY KEY (rowid>?)"], Plan(EventReader.All, "SEARCH "));
        Assert.Equal(["events USING INDEX events_by_tenant (tenant=? AND rowid>?)"], Plan(EventReader.OfTenant, "SEARCH "));
        Assert.Equal(["events USING INDEX events_not_applied (state=? AND rowid>?)"], Plan(EventReader.NotApplied, "SEARCH "));
        Assert.Equal(["SCAN events"], Plan(EventWriter.Oldest)); // in the order of the rows, up to the limit
    }

    [Fact]
    public async Task Pages_of_lists_follow_an_index_and_sort_nothing()
    {
        using var store = new SqliteJobStore(_folder.File, options => options.HasOwnThread = false);
        await store.OpenAsync(default, CancellationToken.None);

        Assert.Equal(["campaigns USING INTEGER PRIMARY KEY (rowid<?)"], Plan(CampaignReader.Newest, "SEARCH "));
        Assert.Equal(["campaigns USING INDEX campaigns_by_tenant (tenant=? AND rowid<?)"], Plan(CampaignReader.NewestOfTenant, "SEARCH "));
        Assert.Equal(
            ["c USING INDEX contacts_by_campaign (campaign=? AND rowid>?)", Row("j"), Row("l")], Plan(ListReader.Jobs, "SEARCH "));
        Assert.Equal(
            ["c USING INDEX contacts_by_campaign (campaign=? AND rowid>?)", Row("j"),
                "a USING INDEX sqlite_autoindex_attempts_1 (job=?) LEFT-JOIN"],
            Plan(ListReader.Attempts, "SEARCH "));
        Assert.Equal(
            ["campaigns USING COVERING INDEX campaigns_by_tenant (tenant=? AND rowid>?)"], Plan(ListReader.NextOfTenant, "SEARCH "));
        Assert.Equal(["campaigns USING INTEGER PRIMARY KEY (rowid>?)"], Plan(ListReader.NextOfAll, "SEARCH "));
    }

    private static string Row(string table) => $"{table} USING INTEGER PRIMARY KEY (rowid=?)";

    private List<string> Plan(string sql, string prefix) =>
        [.. Plan(sql).Select(line => line.Replace(prefix, "", StringComparison.Ordinal))];

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
