using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Campaigns.Samples.Tests.EventQueue;

/// <summary>
/// A broker of its own: a folder and ports on the loopback interface that nobody else uses. It uses the programs of the package
/// rabbitmq-server, and nothing that runs on the machine.
/// </summary>
public sealed class RabbitBroker : IAsyncLifetime
{
    /// <summary>Why tests that need a broker are skipped; null if they run.</summary>
    public static string? Missing { get; } = Find() is null
        ? "RabbitMQ is not installed (/usr/lib/rabbitmq, /usr/bin/epmd): apt-get install rabbitmq-server"
        : null;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5); // catches hangs, not slowness
    private readonly string _folder = Directory.CreateTempSubdirectory("rabbit-").FullName;
    private readonly int[] _ports = FreePorts();
    private Process? _mapper;
    private Process? _broker;

    /// <summary>The address of the broker.</summary>
    public Uri Address => new(string.Create(CultureInfo.InvariantCulture, $"amqp://guest:guest@127.0.0.1:{_ports[0]}/"));

    public async ValueTask InitializeAsync()
    {
        if (Missing is null)
        {
            await File.WriteAllTextAsync(Path.Combine(_folder, "plugins"), "[].");
            await File.WriteAllTextAsync(Path.Combine(_folder, "rabbitmq.conf"), "");
            _mapper = Begin("/usr/bin/epmd", "-port", Text(_ports[2]), "-address", "127.0.0.1");
            await StartAsync();
        }
    }

    /// <summary>Starts the broker, and waits until it accepts connections.</summary>
    public async Task StartAsync()
    {
        _broker = Begin(Find()!);
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                await using var connection = await ConnectAsync();
                return;
            }
            catch (BrokerUnreachableException) when (!_broker.HasExited && Stopwatch.GetElapsedTime(began) < Patience)
            {
                await Task.Delay(100);
            }
        }
    }

    /// <summary>Stops the broker as an operator does, or kills it.</summary>
    public async Task StopAsync(bool kill)
    {
        if (kill)
        {
            _broker!.Kill();
        }
        else
        {
            using var signal = Process.Start("/bin/sh", ["-c", $"kill -TERM {Text(_broker!.Id)}"]);
            await signal.WaitForExitAsync();
        }

        await _broker!.WaitForExitAsync().WaitAsync(Patience);
    }

    public Task<IConnection> ConnectAsync() =>
        new ConnectionFactory { Uri = Address, AutomaticRecoveryEnabled = false }.CreateConnectionAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var process in new[] { _broker, _mapper })
        {
            if (process is { HasExited: false })
            {
                process.Kill();
                await process.WaitForExitAsync();
            }

            process?.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private static string? Find()
    {
        const string Versions = "/usr/lib/rabbitmq/lib";
        return !File.Exists("/usr/bin/epmd") || !Directory.Exists(Versions)
            ? null
            : Directory.EnumerateDirectories(Versions).Select(folder => Path.Combine(folder, "sbin", "rabbitmq-server"))
                .FirstOrDefault(File.Exists);
    }

    private static int[] FreePorts()
    {
        var listeners = Enumerable.Range(0, 3).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(listener => listener.Start());
        int[] ports = [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        listeners.ForEach(listener => listener.Stop());
        return ports;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>
    /// Starts a program in the environment of this broker. The script of the broker becomes the broker, under the same id.
    /// </summary>
    private Process Begin(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = _folder, RedirectStandardOutput = true };
        foreach (var (name, value) in new Dictionary<string, string>
        {
            ["HOME"] = _folder,
            ["RUNNING_UNDER_SYSTEMD"] = "true", // the script is replaced by the broker
            ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
            ["ERL_EPMD_PORT"] = Text(_ports[2]),
            ["RABBITMQ_NODENAME"] = $"test{Text(_ports[0])}@localhost",
            ["RABBITMQ_NODE_IP_ADDRESS"] = "127.0.0.1",
            ["RABBITMQ_NODE_PORT"] = Text(_ports[0]),
            ["RABBITMQ_DIST_PORT"] = Text(_ports[1]),
            ["RABBITMQ_MNESIA_BASE"] = Path.Combine(_folder, "data"),
            ["RABBITMQ_LOG_BASE"] = Path.Combine(_folder, "log"),
            ["RABBITMQ_CONFIG_FILE"] = Path.Combine(_folder, "rabbitmq.conf"),
            ["RABBITMQ_CONF_ENV_FILE"] = Path.Combine(_folder, "none"),
            ["RABBITMQ_ENABLED_PLUGINS_FILE"] = Path.Combine(_folder, "plugins"),
            ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "-kernel inet_dist_use_interface {127,0,0,1}",
        })
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        return process;
    }
}
