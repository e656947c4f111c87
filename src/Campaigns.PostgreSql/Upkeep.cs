using Npgsql;

namespace Campaigns.PostgreSql;

/// <summary>
/// Keeps the tables in shape while the engine works, on a connection of its own: vacuums the table of live jobs, prepares partitions for
/// the months to come, and drops empty ones. At full speed, rows of live jobs change so often that the server's own vacuum, which looks
/// once a minute, lets the table grow to hundreds of megabytes.
/// </summary>
internal sealed class Upkeep(NpgsqlDataSource source, SchemaNames names, PostgreSqlStoreOptions options)
{
    /// <summary>The number of dead rows that are worth a vacuum: about 30 MB.</summary>
    private const int WorthIt = 100_000;

    private int _dead;
    private int _month;
    private Task _running = Task.CompletedTask;

    /// <summary>Notes a commit, and begins work if there is enough.</summary>
    /// <param name="dead">The number of rows of live jobs that the commit has deleted or replaced.</param>
    /// <param name="at">When the commit was made.</param>
    public void Note(int dead, DateTimeOffset at)
    {
        _dead += dead;
        var month = (at.Year * 12) + at.Month;
        var isNewMonth = month != _month && options.Migrates;
        if (!_running.IsCompleted || (_dead < WorthIt && !isNewMonth))
        {
            return;
        }

        if (isNewMonth)
        {
            _month = month;
            _running = StartAsync(connection => Partitions.MaintainAsync(connection, names, at));
        }
        else
        {
            _dead = 0;
            _running = StartAsync(VacuumAsync);
        }
    }

    /// <summary>Waits for work that runs.</summary>
    public Task EndAsync() => PoolWork.IgnoreAsync(_running);

    private Task StartAsync(Func<NpgsqlConnection, Task> work) => PoolWork.DoAsync(async () =>
    {
        try
        {
            await using var connection = await source.OpenConnectionAsync();
            await work(connection);
            return true;
        }
        catch (Exception error) when (PostgreSqlFaults.IsOurs(error))
        {
            return false; // the server's own vacuum does it, or the next work
        }
    });

    private async Task VacuumAsync(NpgsqlConnection connection)
    {
        // Truncation would lock the table, and the pages are used again soon.
        await using var command = new NpgsqlCommand($"vacuum (truncate false) {names.Quoted}.live", connection);
        await command.ExecuteNonQueryAsync();
    }
}
