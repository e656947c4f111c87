using System.Diagnostics;
using System.Globalization;
using Campaigns.Samples.EventQueue;

namespace Campaigns.Samples.Tests.EventQueue;

/// <summary>The sample in a process of its own.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private readonly Process _process;

    public WorkerProcess(Uri broker, string queue, string database)
    {
        // from its own folder: beside web apps, packages that the shared framework of ASP.NET Core has are left out
        var program = Path.Combine(
            AppContext.BaseDirectory.Replace("tests/Campaigns.Samples.Tests", "samples/EventQueue", StringComparison.Ordinal),
            Path.GetFileName(typeof(EventMessage).Assembly.Location));
        _process = Process.Start(new ProcessStartInfo(
            "dotnet",
            [
                program, "--Broker", broker.ToString(), "--Queue", queue, "--Database", database, "--Prefetch", "100",
                "--Pause", "00:00:00.2",
            ])
            { RedirectStandardOutput = true })!;
        _process.OutputDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
    }

    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Stops the sample as an operator does.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> StopAsync()
    {
        using var signal = Process.Start("/bin/sh", ["-c", string.Create(CultureInfo.InvariantCulture, $"kill -TERM {_process.Id}")]);
        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(5));
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
