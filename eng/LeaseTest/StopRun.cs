using System.Diagnostics;
using System.Globalization;
using Campaigns.Tests;
using Npgsql;

namespace Campaigns.LeaseTest;

/// <summary>
/// Stops a process with SIGSTOP for longer than its lease and lets it go on, twice: first while another session holds the row of the shard,
/// so that the lease cannot be renewed; then while another process takes the shard over.
/// </summary>
internal sealed class StopRun(TimeSpan stop)
{
    private static readonly TimeSpan Watch = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly TimeSpan _lease = stop > TimeSpan.FromSeconds(20) ? TimeSpan.FromSeconds(10) : TimeSpan.FromSeconds(1);
    private int _sends;
    private int _beforeRenewal;
    private int _afterTakeover;
    private int _doubled;
    private bool _goesOn;
    private bool _endsItself;

    /// <summary>Whether nothing was sent that should not be, and everything else was.</summary>
    public bool IsPassed => _beforeRenewal + _afterTakeover + _doubled == 0 && _goesOn && _endsItself;

    /// <summary>The figures, as JSON.</summary>
    public string Verdict
    {
        get
        {
            string[] figures =
            [
                $"\"stopped_seconds\":{Text(stop.TotalSeconds)}", $"\"sends\":{Text(_sends)}",
                $"\"sent_before_renewal\":{Text(_beforeRenewal)}", $"\"goes_on\":{Text(_goesOn)}",
                $"\"sent_after_takeover\":{Text(_afterTakeover)}", $"\"ends_itself\":{Text(_endsItself)}",
                $"\"doubled\":{Text(_doubled)}",
            ];
            return $"{{{string.Join(',', figures)}}}";
        }
    }

    public async Task RunAsync()
    {
        await using var server = new PostgreSqlServer(isDurable: true);
        await server.CreateAsync();
        using var first = new DialerProcess(server.ConnectionString, _lease);
        await first.SentAsync(200, Patience);
        await StopAloneAsync(server, first);
        await StopReplacedAsync(server, first);
    }

    private async Task StopAloneAsync(PostgreSqlServer server, DialerProcess dialer)
    {
        await dialer.StopAsync();
        await using var connection = new NpgsqlConnection($"{server.ConnectionString};Pooling=false");
        await connection.OpenAsync();
        await using var lockRow = new NpgsqlCommand("begin; select 1 from campaigns.shards where shard = 0 for update", connection);
        await lockRow.ExecuteNonQueryAsync(); // no commit can renew the lease
        await Task.Delay(stop);
        var before = dialer.Sent.Count;
        dialer.GoOn();
        await Task.Delay(Watch);
        _beforeRenewal = dialer.Sent.Count - before;
        await using var unlock = new NpgsqlCommand("rollback", connection);
        await unlock.ExecuteNonQueryAsync();
        _goesOn = await dialer.SentAsync(dialer.Sent.Count - before + 200, Patience);
    }

    private async Task StopReplacedAsync(PostgreSqlServer server, DialerProcess dialer)
    {
        await dialer.StopAsync();
        var since = Stopwatch.GetTimestamp();
        using var second = new DialerProcess(server.ConnectionString, _lease);
        await second.SentAsync(200, Patience); // the takeover waits for the end of the lease
        var left = stop - Stopwatch.GetElapsedTime(since);
        await Task.Delay(left > TimeSpan.Zero ? left : TimeSpan.Zero);
        var before = dialer.Sent.Count;
        dialer.GoOn();
        _endsItself = await dialer.EndAsync(Patience);
        _afterTakeover = dialer.Sent.Count - before;
        string[] all = [.. dialer.Sent, .. second.Sent];
        (_sends, _doubled) = (all.Length, all.Length - all.Distinct().Count());
    }

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Text(bool value) => value ? "true" : "false";
}
