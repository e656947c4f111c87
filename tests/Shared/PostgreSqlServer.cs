using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Campaigns.Tests;

/// <summary>
/// A database server of its own: a folder and a port on the loopback interface that nobody else uses. It uses the programs of the package
/// postgresql, and nothing that runs on the machine.
/// </summary>
public sealed class PostgreSqlServer : IAsyncDisposable
{
    private const string NoSync = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"; // a crash of the machine may lose all
    private const string User = "nobody";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5); // catches hangs, not slowness
    private readonly string _folder = Directory.CreateTempSubdirectory("campaigns-pg-").FullName;
    private readonly string _settings;
    private Process? _server;

    /// <param name="isDurable">Whether a commit is on the disk before it is reported. False, the default, is faster.</param>
    /// <param name="settings">More settings, each as -c name=value.</param>
    public PostgreSqlServer(bool isDurable = false, string settings = "")
    {
        _settings = $"{(isDurable ? "" : NoSync)} {settings}";
        Port = FreePort();
    }

    /// <summary>Why tests that need a server are skipped; null if they run.</summary>
    public static string? Missing { get; } = Programs is null
        ? "PostgreSQL is not installed (/usr/lib/postgresql/*/bin, PATH): apt-get install postgresql"
        : null;

    public int Port { get; }

    public string Folder => _folder;

    /// <summary>The folder of the databases.</summary>
    public string Data => Path.Combine(_folder, "data");

    /// <summary>The connection string of the superuser.</summary>
    public string ConnectionString => ConnectionTo("postgres");

    /// <summary>The folder of the newest server programs; null if there are none.</summary>
    public static string? Programs => Folders().FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")));

    public string ConnectionTo(string database, int? port = null) => string.Create(
        CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={port ?? Port};Username=postgres;Database={database};SSL Mode=Disable");

    /// <summary>Creates the folder of the databases and starts the server.</summary>
    public async Task CreateAsync()
    {
        await RunAsync("/bin/chmod", "0777", _folder);
        await RunAsServerAsync("initdb", "-D", Data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync", "--no-instructions");
        await StartAsync();
    }

    /// <summary>Starts the server, and waits until it accepts connections.</summary>
    public async Task StartAsync()
    {
        var start = AsServer(Path.Combine(Programs!, "postgres"), _folder);
        string[] fixedSettings =
        [
            "-D", Data, "-p", Text(Port), "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=",
            "-c", "shared_buffers=256MB", "-c", "max_connections=60", "-c", "log_min_messages=fatal",
        ];
        foreach (var argument in fixedSettings.Concat(_settings.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
        {
            start.ArgumentList.Add(argument);
        }

        _server = Process.Start(start)!;
        _server.ErrorDataReceived += (_, _) => { };
        _server.BeginErrorReadLine();
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                await using var connection = new NpgsqlConnection($"{ConnectionString};Pooling=false;Timeout=5");
                await connection.OpenAsync();
                return;
            }
            catch (NpgsqlException) when (!_server.HasExited && Stopwatch.GetElapsedTime(began) < Patience)
            {
                await Task.Delay(20);
            }
        }
    }

    /// <summary>Stops the server: at once, as a crash does, or in order.</summary>
    public async Task StopAsync(bool immediate)
    {
        await RunAsServerAsync("pg_ctl", "-D", Data, "-m", immediate ? "immediate" : "fast", "-w", "stop");
        await _server!.WaitForExitAsync().WaitAsync(Patience);
        _server.Dispose();
        _server = null;
    }

    /// <summary>
    /// Replaces everything in the folder by a copy of another server, and follows that server from then on. Starts the server.
    /// </summary>
    public async Task BecomeReplicaAsync(PostgreSqlServer primary)
    {
        ArgumentNullException.ThrowIfNull(primary);
        if (Directory.Exists(Data))
        {
            Directory.Delete(Data, recursive: true);
        }

        await RunAsync("/bin/chmod", "0777", _folder);
        await RunAsServerAsync("pg_basebackup", "-D", Data, "-d", primary.ToolConnection("postgres"), "-R", "-c", "fast", "--no-sync",
            "-X", "stream");
        await StartAsync();
    }

    /// <summary>Makes a replica the primary.</summary>
    public Task PromoteAsync() => RunAsServerAsync("pg_ctl", "-D", Data, "-w", "promote");

    /// <summary>Runs statements as the superuser, each in a transaction of its own if they are given one by one.</summary>
    public Task ExecuteAsync(params string[] statements) => ExecuteInAsync("postgres", statements);

    /// <summary>Runs statements in a database as the superuser.</summary>
    public async Task ExecuteInAsync(string database, params string[] statements)
    {
        ArgumentNullException.ThrowIfNull(statements);
        await using var connection = new NpgsqlConnection($"{ConnectionTo(database)};Pooling=false");
        await connection.OpenAsync();
        foreach (var sql in statements)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync();
        }
    }

    /// <summary>Reads one value as the superuser.</summary>
    public Task<object?> ReadAsync(string sql) => ReadInAsync("postgres", sql);

    /// <summary>Reads one value of a database as the superuser.</summary>
    public async Task<object?> ReadInAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection($"{ConnectionTo(database)};Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    /// <summary>Writes the schemas "campaigns" of a database and all their rows as statements.</summary>
    /// <returns>The statements.</returns>
    public async Task<string> DumpAsync(string database)
    {
        var file = Path.Combine(_folder, $"{database}.sql");
        await RunAsServerAsync("pg_dump", "-d", ToolConnection(database), "-n", "campaigns", "--inserts", "--no-owner", "-f", file);
        var lines = (await File.ReadAllLinesAsync(file)).Where(line => !line.StartsWith('\\')); // what only psql understands
        File.Delete(file);
        return string.Join('\n', lines);
    }

    private string ToolConnection(string database) =>
        string.Create(CultureInfo.InvariantCulture, $"host=127.0.0.1 port={Port} user=postgres dbname={database}");

    /// <summary>How a program starts that refuses to run as root: root starts it as another user.</summary>
    /// <param name="program">The path of the program.</param>
    /// <param name="folder">The folder in which it runs.</param>
    public static ProcessStartInfo AsServer(string program, string folder)
    {
        var start = new ProcessStartInfo { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["LC_ALL"] = "C.UTF-8";
        start.Environment["TZ"] = "UTC";
        if (!Environment.IsPrivilegedProcess)
        {
            start.FileName = program;
            return start;
        }

        start.FileName = "/usr/bin/setpriv";
        foreach (var argument in new[] { $"--reuid={User}", "--regid=nogroup", "--clear-groups", "--", program })
        {
            start.ArgumentList.Add(argument);
        }

        return start;
    }

    /// <summary>Gives a file or a folder to the server's user, if this process may.</summary>
    public static Task GiveAsync(string path) =>
        Environment.IsPrivilegedProcess ? RunAsync("/bin/chown", $"{User}:nogroup", path) : Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        if (_server is { HasExited: false })
        {
            await StopAsync(immediate: true);
        }

        _server?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static IEnumerable<string> Folders()
    {
        const string Debian = "/usr/lib/postgresql";
        var versions = Directory.Exists(Debian) ? Directory.GetDirectories(Debian) : [];
        return versions
            .OrderByDescending(
                folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var version) ? version : 0)
            .Select(folder => Path.Combine(folder, "bin"))
            .Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(':'));
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private Task RunAsServerAsync(string program, params string[] arguments)
    {
        var start = AsServer(Path.Combine(Programs!, program), _folder);
        arguments.ToList().ForEach(start.ArgumentList.Add);
        return RunAsync(start);
    }

    private static Task RunAsync(string program, params string[] arguments) =>
        RunAsync(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true });

    private static async Task RunAsync(ProcessStartInfo start)
    {
        using var process = Process.Start(start)!;
        var (told, failed) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(Patience);
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{start.FileName} ended with {process.ExitCode}: {await told} {await failed}");
        }
    }
}
