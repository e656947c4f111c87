using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Campaigns.LeaseTest;

/// <summary>A process with a <see cref="Dialer"/>, and what it has sent.</summary>
internal sealed class DialerProcess : IDisposable
{
    private static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(300);
    private readonly Process _process;
    private readonly SemaphoreSlim _new = new(0);

    public DialerProcess(string database, TimeSpan lease)
    {
        string[] arguments =
        [
            typeof(DialerProcess).Assembly.Location, Dialer.Name, database, lease.TotalSeconds.ToString(CultureInfo.InvariantCulture),
        ];
        _process = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true })!;
        _process.OutputDataReceived += (_, line) => Note(line.Data);
        _process.BeginOutputReadLine();
    }

    /// <summary>The keys of the contacts that were reached, in order.</summary>
    public ConcurrentQueue<string> Sent { get; } = [];

    /// <summary>Stops the process, and waits until all that it has printed is read.</summary>
    public async Task StopAsync()
    {
        Signal("STOP");
        await Task.Delay(Settle);
    }

    public void GoOn() => Signal("CONT");

    /// <summary>Waits for more sends.</summary>
    /// <returns>Whether they came in time.</returns>
    public async Task<bool> SentAsync(int count, TimeSpan patience)
    {
        for (; count > 0; count--)
        {
            if (!await _new.WaitAsync(patience))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Waits for the end of the process.</summary>
    /// <returns>Whether it ended itself with a fault.</returns>
    public async Task<bool> EndAsync(TimeSpan patience)
    {
        using var timeout = new CancellationTokenSource(patience);
        try
        {
            await _process.WaitForExitAsync(timeout.Token);
            return _process.ExitCode == 3;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
        _new.Dispose();
    }

    private void Note(string? line)
    {
        if (line is { Length: > 0 } && line[0] == 'C')
        {
            Sent.Enqueue(line);
            _new.Release();
        }
    }

    private void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }
}
