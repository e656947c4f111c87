using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Campaigns.ClusterTest.Silo;

namespace Campaigns.ClusterTest.Driver;

/// <summary>The process of a silo, which is started again whenever it ends, as an orchestrator does.</summary>
internal sealed class SiloProcess(int index, Func<int, SiloArguments> argumentsOf, TextWriter log) : IDisposable
{
    private static readonly TimeSpan RestartPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(50);
    private readonly CancellationTokenSource _end = new();
    private Process? _process;
    private Task _supervised = Task.CompletedTask;
    private bool _isRetired;

    public int Index => index;

    /// <summary>The program to start: this one, or one with another version of the library.</summary>
    public string Program { get; set; } = typeof(SiloProcess).Assembly.Location;

    /// <summary>The port that the silo listens on.</summary>
    public int Port { get; } = FreePort();

    /// <summary>The id of the process; 0 while there is none.</summary>
    public int Id { get; private set; }

    /// <summary>How often the process was started.</summary>
    public int Starts { get; private set; }

    public void Start() => _supervised = SuperviseAsync();

    public void Kill() => Signal("KILL");

    public void Freeze() => Signal("STOP");

    public void Thaw() => Signal("CONT");

    public void Terminate() => Signal("TERM");

    /// <summary>Ends the process in order, and waits until it is started again.</summary>
    public async Task RestartAsync()
    {
        var starts = Starts;
        Terminate();
        while (Starts == starts)
        {
            await Task.Delay(Moment);
        }
    }

    /// <summary>Ends the process in order, for good.</summary>
    public async Task RetireAsync()
    {
        _isRetired = true;
        Terminate();
        await _supervised;
    }

    public async Task EndAsync()
    {
        await _end.CancelAsync();
        Kill();
        await _supervised;
    }

    public void Dispose()
    {
        _process?.Dispose();
        _end.Dispose();
    }

    private async Task SuperviseAsync()
    {
        while (!_end.IsCancellationRequested && !_isRetired)
        {
            Starts++;
            string[] arguments = [Program, .. argumentsOf(index).ToArray()];
            _process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, arguments)
            {
                RedirectStandardInput = true, RedirectStandardError = true,
            })!;
            _process.ErrorDataReceived += (_, line) => Note(line.Data);
            _process.BeginErrorReadLine();
            Id = _process.Id;
            await _process.WaitForExitAsync();
            Note($"silo {index} has ended with {_process.ExitCode}");
            Id = 0;
            _process.Dispose();
            await Task.Delay(RestartPause);
        }
    }

    private void Note(string? line)
    {
        if (line is not null)
        {
            lock (log)
            {
                log.WriteLine(line);
            }
        }
    }

    private void Signal(string name)
    {
        if (Id != 0)
        {
            using var kill = Process.Start("kill", [$"-{name}", Id.ToString(CultureInfo.InvariantCulture)]);
            kill.WaitForExit();
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
