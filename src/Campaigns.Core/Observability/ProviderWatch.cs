using Campaigns.Scheduling;
using Microsoft.Extensions.Logging;

namespace Campaigns.Observability;

/// <summary>Logs the health of one provider. Called once per step.</summary>
internal sealed class ProviderWatch
{
    private Occurrences _failures;
    private Occurrences _throttles;
    private long _failed;
    private long _throttled;
    private bool _isClosed;
    private bool _isToldToReport;
    private ProviderSwitch _switch;

    /// <summary>Resets the counts after the store was read again, because the scheduler then counts from zero.</summary>
    public void Reset() => _failed = _throttled = 0;

    public void Look(ProviderEntry provider, long mono, ILogger log)
    {
        if (_failures.TryTell(provider.Failures - _failed, mono, out var failures))
        {
            Log.DispatchFailed(log, provider.Name, failures, provider.LastFailure);
        }

        if (_throttles.TryTell(provider.Throttles - _throttled, mono, out var throttles))
        {
            Log.ProviderThrottled(log, provider.Name, throttles, TimeSpan.FromTicks(Math.Max(0, provider.AskedUntil - mono)));
        }

        if (provider.AcceptedOnly > 0 && !_isToldToReport)
        {
            _isToldToReport = true;
            Log.ProviderReportsNothing(log, provider.Name);
        }

        (_failed, _throttled) = (provider.Failures, provider.Throttles);
        if (_switch != provider.Settings.Switch)
        {
            _switch = provider.Settings.Switch;
            Log.ProviderSwitched(log, provider.Name, _switch);
        }

        if (!_isClosed && provider.IsBroken && provider.ClosedUntil > mono)
        {
            _isClosed = true;
            Log.ProviderClosed(log, provider.Name, Pause(provider, mono));
        }
        else if (_isClosed && !provider.IsBroken)
        {
            _isClosed = false;
            if (_switch == ProviderSwitch.Automatic) // an operator's switch does not prove that the provider has recovered
            {
                Log.ProviderOpened(log, provider.Name);
            }
        }
    }

    private static TimeSpan Pause(ProviderEntry provider, long mono) => TimeSpan.FromTicks(Math.Max(0, provider.ClosedUntil - mono));
}
