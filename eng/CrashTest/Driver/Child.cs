using System.Diagnostics;

namespace Campaigns.CrashTest;

/// <summary>A child process of the test. It ends with its parent, however the parent ends.</summary>
internal sealed class Child : IDisposable
{
    private readonly Process _process;
    private bool _isDisposed;

    public Child(params string[] args)
    {
        _process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [typeof(Child).Assembly.Location, .. args])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
    }

    public bool HasEnded => _process.HasExited;

    public bool IsKilled { get; private set; }

    public int ExitCode => _process.ExitCode;

    /// <summary>Ends this process as soon as its parent ends.</summary>
    public static void EndWithParent()
    {
        new Thread(() =>
        {
            Console.In.ReadToEnd();
            Environment.Exit(3);
        })
        { IsBackground = true }.Start();
    }

    public async Task<string?> ReadLineAsync(TimeSpan atMost)
    {
        using var patience = new CancellationTokenSource(atMost);
        return await _process.StandardOutput.ReadLineAsync(patience.Token);
    }

    /// <summary>Reads the rest of the output.</summary>
    public async Task<IReadOnlyList<string>> ReadToEndAsync() =>
        (await _process.StandardOutput.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public async Task<bool> EndsAsync(TimeSpan within)
    {
        using var patience = new CancellationTokenSource(within);
        try
        {
            await _process.WaitForExitAsync(patience.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Kills the process (kill -9). No part of the process runs when this method returns.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
        IsKilled = true;
    }

    public void Dispose()
    {
        if (!_isDisposed && !_process.HasExited)
        {
            Kill();
        }

        _isDisposed = true;
        _process.Dispose();
    }
}
