using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Campaigns.LoadTest;

/// <summary>The sample host as a process of its own, which can be killed and started again on the same file.</summary>
internal sealed class HostProcess(int port, string database, string dialer, string key) : IDisposable
{
    private static readonly string Assembly = Path.Combine(
        AppContext.BaseDirectory, "../../../../../samples/CampaignHost/bin/Release/net10.0/CampaignHost.dll");

    private Process? _process;

    public Uri Address { get; } = new($"http://127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}");

    /// <summary>The resident memory of the process, in bytes.</summary>
    public long Memory
    {
        get
        {
            _process!.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>The processor time that the process has used.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process!.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    /// <summary>Starts the host, and waits until it is ready.</summary>
    public async Task StartAsync()
    {
        _process = Process.Start(new ProcessStartInfo(
            "dotnet",
            [
                Path.GetFullPath(Assembly), "--db", database, $"--urls={Address}", $"Dialer:BaseAddress={dialer}", $"Dialer:Key={key}",
                "Dialer:MaxConcurrent=5000", $"Dialer:CallbackUrl={Address}webhooks/dialer", "Logging:LogLevel:Default=Warning",
            ])
        {
            RedirectStandardOutput = true,
        })!;
        _process.OutputDataReceived += (_, line) => Console.Error.WriteLine(line.Data);
        _process.BeginOutputReadLine();
        using var http = new HttpClient { BaseAddress = Address };
        for (var tries = 0; tries < 300; tries++)
        {
            try
            {
                if ((await http.GetAsync("/health/ready")).IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }

            await Task.Delay(200);
        }

        throw new TimeoutException("The host is not ready after a minute.");
    }

    /// <summary>Ends the host as a crash would: at once.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    public void Dispose()
    {
        if (_process is { HasExited: false })
        {
            _process.Kill();
        }

        _process?.Dispose();
    }
}
