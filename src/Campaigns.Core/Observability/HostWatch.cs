using Microsoft.Extensions.Logging;

namespace Campaigns.Observability;

/// <summary>Reports failures of host code in log and metrics. Called once per step.</summary>
internal sealed class HostWatch(HostFaults faults, Instruments instruments, ILogger log)
{
    private readonly Occurrences[] _failures = new Occurrences[HostFaults.Kinds];
    private readonly long[] _seen = new long[HostFaults.Kinds];

    public void Look(long mono)
    {
        for (var i = 0; i < _seen.Length; i++)
        {
            var code = (HostCode)i;
            var more = faults.Count(code) - _seen[i];
            _seen[i] += more;
            if (more > 0)
            {
                instruments.HostFailures.Add(more, new KeyValuePair<string, object?>(Labels.Code, Labels.Of(code)));
            }

            if (_failures[i].TryTell(more, mono, out var failures))
            {
                Log.HostCodeFailed(log, Labels.Of(code), failures, faults.Last(code));
            }
        }
    }
}
