using Campaigns.Storage;

namespace Campaigns.Sqlite.Tests;

/// <summary>Caller ids in a file.</summary>
public sealed class CallerIdFileTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Caller_ids_their_settings_and_the_numbers_of_attempts_and_jobs_are_there_since_version_6()
    {
        using (var database = Database.Open(_folder.File, isReader: false, TimeSpan.Zero))
        {
            database.Execute(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", "V6.sql")));
        }

        using var store = new SqliteJobStore(_folder.File, options => options.HasOwnThread = false);

        var snapshot = await store.OpenAsync(default, CancellationToken.None);

        var settings = new CallerIdSettings { MaxConcurrent = 3, Quotas = [new Quota(9, QuotaPeriod.Day)], Switch = ProviderSwitch.Off };
        Assert.Equal(
            [new CallerIdRow(1, "voice-1", "+15550100", null), new CallerIdRow(2, "voice-1", "+15550101", settings)],
            snapshot.CallerIds.OrderBy(row => row.Id));
        var job = await store.FindJobAsync(1, CancellationToken.None);
        Assert.Equal((ushort)1, job!.Value.Row.CallerId);
        var attempts = await store.Queries.ReadAttemptsAsync(1, CancellationToken.None);
        Assert.All(attempts, attempt => Assert.Equal("+15550100", attempt.CallerId));
        Assert.NotEmpty(attempts);
    }
}
