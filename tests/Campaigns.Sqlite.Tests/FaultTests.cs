using Microsoft.Extensions.Logging;

namespace Campaigns.Sqlite.Tests;

/// <summary>
/// A file that cannot be written: the engine stops sending, reports it, loses nothing, and continues when the file is writable again.
/// </summary>
public sealed class FaultTests : IDisposable
{
    private const string FullDisk = "PRAGMA max_page_count = 1;"; // the file may not grow
    private const string RoomAgain = "PRAGMA max_page_count = 1000000;";
    private const string ReadOnly = "PRAGMA query_only = 1;";
    private const string WritableAgain = "PRAGMA query_only = 0;";
    private const int Contacts = 400;
    private readonly StoreFolder _folder = new();
    private readonly LogLines _log = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(FullDisk, RoomAgain, "make room")]
    [InlineData(ReadOnly, WritableAgain, "give this process write permission")]
    public async Task Engine_stops_sending_says_so_and_goes_on_when_mended(string fault, string remedy, string advice)
    {
        using var store = NewStore();
        using var harness = NewHarness(store);
        var campaign = Start(harness);
        harness.Advance(TimeSpan.FromSeconds(15));
        var before = harness.Provider.Dispatches.Count;

        await SpoilAsync(store, fault);
        harness.Advance(TimeSpan.FromMinutes(2));
        var stopped = harness.Provider.Dispatches.Count;
        harness.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(stopped, harness.Provider.Dispatches.Count);
        Assert.True(before < Contacts * 3, "the campaign was over before the fault");
        Assert.Contains(_log.Lines, line => line.Contains(advice, StringComparison.Ordinal));

        await SpoilAsync(store, remedy);
        harness.Advance(TimeSpan.FromHours(1));
        AssertNothingLost(harness, campaign);
    }

    [Fact]
    public void Another_programs_lock_never_reaches_the_caller_as_a_locked_database()
    {
        using var store = NewStore();
        using var harness = NewHarness(store);
        var campaign = Start(harness);
        harness.Advance(TimeSpan.FromSeconds(15));

        using (var other = Database.Open(_folder.File, isReader: false, TimeSpan.Zero))
        {
            other.Execute("BEGIN IMMEDIATE");
            harness.Advance(TimeSpan.FromMinutes(2));
            var stopped = harness.Provider.Dispatches.Count;
            harness.Advance(TimeSpan.FromMinutes(2));
            Assert.Equal(stopped, harness.Provider.Dispatches.Count);
            other.Execute("ROLLBACK");
        }

        harness.Advance(TimeSpan.FromHours(1));
        AssertNothingLost(harness, campaign);
        Assert.Contains(_log.Lines, line => line.Contains("Another program holds the file", StringComparison.Ordinal));
    }

    [Fact]
    public async Task File_that_is_no_database_is_refused_and_left_alone()
    {
        var text = string.Concat(Enumerable.Repeat("no database at all\n", 500));
        await File.WriteAllTextAsync(_folder.File, text, TestContext.Current.CancellationToken);
        await RefusesAsync(StoreProblem.Damaged, "restore a backup");
        Assert.Equal(text, await File.ReadAllTextAsync(_folder.File, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("CREATE TABLE theirs (a);", StoreProblem.Foreign, "another program")]
    [InlineData("PRAGMA application_id = 7;", StoreProblem.Foreign, "another program")]
    [InlineData("PRAGMA application_id = 1130458480; PRAGMA user_version = 1000; CREATE TABLE a (a);", StoreProblem.TooNew, "update the package")]
    public async Task Database_that_is_not_ours_or_too_new_is_refused_and_left_alone(string made, StoreProblem problem, string advice)
    {
        using (var database = Database.Open(_folder.File, isReader: false, TimeSpan.Zero))
        {
            database.Execute(made);
        }

        var before = await File.ReadAllBytesAsync(_folder.File, TestContext.Current.CancellationToken);
        await RefusesAsync(problem, advice);
        Assert.Equal(before, await File.ReadAllBytesAsync(_folder.File, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Folder_that_is_not_there_is_named()
    {
        using var store = new SqliteJobStore(Path.Combine(_folder.File, "none", "campaigns.db"));
        var refusal = await Assert.ThrowsAsync<SqliteStoreException>(async () => await store.OpenAsync(default, CancellationToken.None));
        Assert.Equal(StoreProblem.Unreachable, refusal.Problem);
    }

    [Fact]
    public async Task Store_that_is_not_open_says_so()
    {
        using var store = NewStore();
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await store.FindJobAsync(1, CancellationToken.None));
    }

    /// <summary>Applies the pragmas now, and on every connection that the store opens for recovery.</summary>
    private static async Task SpoilAsync(SqliteJobStore store, string pragmas)
    {
        store.Options.Pragmas = pragmas;
        await store.ExecuteAsync(pragmas);
    }

    private async Task RefusesAsync(StoreProblem problem, string advice)
    {
        using var store = NewStore();
        var refusal = await Assert.ThrowsAsync<SqliteStoreException>(async () => await store.OpenAsync(default, CancellationToken.None));
        Assert.Equal(problem, refusal.Problem);
        Assert.Contains(_folder.File, refusal.Message, StringComparison.Ordinal);
        Assert.Contains(advice, refusal.Message, StringComparison.Ordinal);
    }

    private SqliteJobStore NewStore() => new(
        _folder.File,
        options =>
        {
            options.HasOwnThread = false;
            options.SyncsToDisk = false;
            options.BusyTimeout = TimeSpan.Zero;
        },
        new Random(1));

    private CampaignHarness NewHarness(SqliteJobStore store)
    {
        var harness = new CampaignHarness(options =>
        {
            options.Store = store;
            options.LoggerFactory = _log;
        });
        harness.Provider.Otherwise(request => DispatchResult.Completed(request.Try < 3 ? AttemptOutcome.Busy : AttemptOutcome.Completed));
        return harness;
    }

    /// <summary>Three tries per contact, ten contacts per second.</summary>
    private static CampaignId Start(CampaignHarness harness) => harness.Run(
        new CampaignDefinition
        {
            Name = "calls",
            Steps = [CampaignStep.Call(StepRetryPolicy.Fixed(3, TimeSpan.FromSeconds(10)))],
            Rate = RateLimit.PerSecond(10),
        },
        Enumerable.Range(1, Contacts).Select(i => new Contact($"p{i:D5}", $"+1555{i:D7}")));

    private static void AssertNothingLost(CampaignHarness harness, CampaignId campaign)
    {
        var statistics = harness.Statistics(campaign);
        Assert.Equal((CampaignState.Completed, (long)Contacts), (statistics.State, statistics.Completed));
        var attempts = harness.Provider.Dispatches.Select(dispatch => dispatch.Request.Attempt).ToList();
        Assert.Equal(attempts.Count, attempts.Distinct().Count());
        Assert.All(harness.Provider.Dispatches.GroupBy(dispatch => dispatch.ContactKey), contact => Assert.Equal(3, contact.Count()));
    }
}

/// <summary>Records the log.</summary>
internal sealed class LogLines : ILoggerFactory, ILogger
{
    public List<string> Lines { get; } = [];

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        Lines.Add(formatter(state, exception));
    }

    public void Dispose()
    {
    }
}
