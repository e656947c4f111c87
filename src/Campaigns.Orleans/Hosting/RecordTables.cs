using Campaigns.PostgreSql;
using Campaigns.Storage;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Campaigns.Orleans.Hosting;

/// <summary>
/// Lets the host wait at its first start until a shard has created the tables of the store. What starts after it, such as the API, reads
/// its records at once.
/// </summary>
internal sealed class RecordTables(IRecordStore records, TimeProvider time) : IHostedService
{
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        while (records is PostgreSqlRecordStore && !await AreThereAsync(time.GetElapsedTime(began) > Patience, cancellationToken))
        {
            await Task.Delay(Rest, time, cancellationToken);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<bool> AreThereAsync(bool isLast, CancellationToken cancellationToken)
    {
        try
        {
            await records.FindAsync("none", "none", cancellationToken);
            return true;
        }
        catch (PostgresException missing) when (missing.SqlState == PostgresErrorCodes.UndefinedTable && !isLast)
        {
            return false;
        }
    }
}
