using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Campaigns.Tests;

/// <summary>A pooler of its own in front of a server, in transaction mode: the program of the package pgbouncer.</summary>
public sealed class PgBouncer(PostgreSqlServer server) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly string[] Places = ["/usr/sbin/pgbouncer", "/usr/bin/pgbouncer"];
    private readonly string _folder = Directory.CreateTempSubdirectory("campaigns-pgbouncer-").FullName;
    private Process? _process;

    /// <summary>Whether the package is missing.</summary>
    public static bool IsMissing => Program is null;

    public int Port { get; } = FreePort();

    private static string? Program => Places.FirstOrDefault(File.Exists);

    /// <summary>The connection string of a database through the pooler.</summary>
    public string ConnectionTo(string database) => server.ConnectionTo(database, Port);

    public async Task StartAsync()
    {
        var settings = Path.Combine(_folder, "pgbouncer.ini");
        await File.WriteAllTextAsync(settings, string.Create(CultureInfo.InvariantCulture, $"""
            [databases]
            * = host=127.0.0.1 port={server.Port} user=postgres
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = {Port}
            unix_socket_dir =
            auth_type = any
            pool_mode = transaction
            default_pool_size = 5
            server_login_retry = 1
            ignore_startup_parameters = extra_float_digits
            """));
        await PostgreSqlServer.GiveAsync(_folder);
        var start = PostgreSqlServer.AsServer(Program!, _folder);
        start.ArgumentList.Add("-q");
        start.ArgumentList.Add(settings);
        _process = Process.Start(start)!;
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginErrorReadLine();
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                await using var connection = new NpgsqlConnection($"{ConnectionTo("postgres")};Pooling=false;Timeout=5");
                await connection.OpenAsync();
                return;
            }
            catch (NpgsqlException) when (!_process.HasExited && Stopwatch.GetElapsedTime(began) < Patience)
            {
                await Task.Delay(20);
            }
        }
    }

    /// <summary>Kills the pooler, and with it every connection.</summary>
    public async Task KillAsync()
    {
        if (_process is { } process)
        {
            process.Kill();
            await process.WaitForExitAsync().WaitAsync(Patience);
            process.Dispose();
            _process = null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
