using System.Collections.Frozen;
using Campaigns.Observability;

namespace Campaigns.Engine;

/// <summary>The host's checks by name. Each has its own queue and threads, so that one that blocks holds up no other.</summary>
internal sealed class DispatchChecks(IEnumerable<CheckRunner> runners, TimeProvider time) : IDisposable
{
    /// <summary>The checks of an engine whose host has none.</summary>
    public static readonly DispatchChecks None = new([], TimeProvider.System);

    private readonly FrozenDictionary<string, CheckRunner> _runners = runners.ToFrozenDictionary(runner => runner.Name);

    /// <summary>Creates the checks that a host has registered.</summary>
    public static DispatchChecks Of(
        CampaignsOptions options, TimeProvider time, SenderThreads threads, HostFaults faults, Instruments instruments) =>
        options.Checks.Count == 0
            ? None
            : new(
                options.Checks.Select(check => new CheckRunner(
                    check.Key, check.Value, new CheckParts(options.CheckTimeout, time, threads, faults, instruments))),
                time);

    /// <summary>Checks an attempt. The executor gets it back once: at the answer, or at the deadline.</summary>
    public void Begin(Dispatch dispatch, ProviderExecutor executor)
    {
        var run = new CheckRun(dispatch, executor, time.GetTimestamp());
        if (_runners.TryGetValue(dispatch.Intent.Terms.Check!, out var runner))
        {
            runner.Begin(run);
        }
        else
        {
            run.TryEnd(CheckAnswer.Failed, "its check is not registered");
        }
    }

    /// <summary>Ends all checks, because the engine stops and sends nothing more.</summary>
    public void Close()
    {
        foreach (var runner in _runners.Values)
        {
            runner.Close();
        }
    }

    public void Dispose()
    {
        foreach (var runner in _runners.Values)
        {
            runner.Dispose();
        }
    }
}
