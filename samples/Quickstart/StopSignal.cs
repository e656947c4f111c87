using System.Runtime.InteropServices;

namespace Campaigns.Samples.Quickstart;

/// <summary>
/// Turns the first Ctrl+C (or SIGTERM) into a cancellation, so that the run ends with its report. A second signal ends the process.
/// </summary>
internal sealed class StopSignal : IDisposable
{
    /// <summary>Signals within this time count as one. A signal to a whole process group may reach this process twice.</summary>
    private static readonly TimeSpan Echo = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration[] _signals;
    private long _first;

    public StopSignal() => _signals =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle),
    ];

    public CancellationToken Token => _stop.Token;

    public void Dispose()
    {
        foreach (var signal in _signals)
        {
            signal.Dispose();
        }

        _stop.Dispose();
    }

    private void Handle(PosixSignalContext context)
    {
        if (!_stop.IsCancellationRequested)
        {
            _first = TimeProvider.System.GetTimestamp();
            _stop.Cancel();
        }

        context.Cancel = TimeProvider.System.GetElapsedTime(_first) < Echo;
    }
}
