using System.Diagnostics;

namespace Campaigns.Sqlite.Tests;

/// <summary>One engine owns a file. The next engine gets the file, however the last one ended.</summary>
[Trait("Category", "Process")]
public sealed class OwnershipTests : IDisposable
{
    private static readonly DateTimeOffset Nine = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);
    private readonly StoreFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Second_process_is_told_who_holds_the_file_and_gets_it_when_that_one_is_killed()
    {
        using var holder = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, Arguments())
        {
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
        })!;
        Assert.Equal("held", await holder.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
        using var store = new SqliteJobStore(_folder.File);

        var refusal = await Assert.ThrowsAsync<SqliteStoreException>(() => OpenAsync(store));
        Assert.Equal(StoreProblem.Held, refusal.Problem);
        Assert.Contains(
            $"held by process {holder.Id} on {Environment.MachineName} since 2026-01-05 09:00:00 UTC", refusal.Message,
            StringComparison.Ordinal);

        holder.Kill();
        await holder.WaitForExitAsync(TestContext.Current.CancellationToken);
        await OpenAsync(store);
    }

    [Fact]
    public async Task Second_store_of_the_same_process_is_refused_until_the_first_is_disposed()
    {
        using var second = new SqliteJobStore(_folder.File);
        using (var first = new SqliteJobStore(_folder.File))
        {
            await OpenAsync(first);
            var refusal = await Assert.ThrowsAsync<SqliteStoreException>(() => OpenAsync(second));
            Assert.Equal(StoreProblem.Held, refusal.Problem);
        }

        await OpenAsync(second);
    }

    [Fact]
    public async Task Engine_on_a_file_that_is_held_says_so_when_it_starts()
    {
        using var first = new SqliteJobStore(_folder.File);
        await OpenAsync(first);
        using var second = new SqliteJobStore(_folder.File, options => options.HasOwnThread = false);

        var refusal = Assert.Throws<CampaignException>(() => new CampaignHarness(options => options.Store = second));

        Assert.Equal(CampaignError.StoreFailed, refusal.Error);
        Assert.Contains($"held by process {Environment.ProcessId}", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Disposed_store_lets_go_of_all_its_files()
    {
        using (var store = new SqliteJobStore(_folder.File))
        {
            await OpenAsync(store);
            Assert.Null(await store.Queries.FindJobAsync(new CampaignId(1), "nobody", CancellationToken.None));
        }

        File.Delete(_folder.File);
        Assert.False(File.Exists($"{_folder.File}-wal"), "closing moved the log into the file");
    }

    private static async Task OpenAsync(SqliteJobStore store) => await store.OpenAsync(Nine, CancellationToken.None);

    private string[] Arguments()
    {
        var isHost = Path.GetFileNameWithoutExtension(Environment.ProcessPath!) == "dotnet";
        string[] own = [Program.Hold, _folder.File];
        return isHost ? [typeof(Program).Assembly.Location, .. own] : own;
    }
}
