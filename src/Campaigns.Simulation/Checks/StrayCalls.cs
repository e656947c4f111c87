namespace Campaigns.Simulation;

/// <summary>Calls that stray reports were about, and that nobody has placed. A provider may use their ids later, for calls of ours.</summary>
internal sealed class StrayCalls(Judge judge)
{
    private readonly List<(string Provider, string CallId, long Mono, long Wall)> _calls = [];

    /// <summary>A report about such a call is acknowledged: it is kept.</summary>
    public void Add(ProviderReport report)
    {
        if (report is { Attempt: null, Provider: { } provider, CallId: { } callId } && callId.StartsWith(Callbacks.Nobody, StringComparison.Ordinal))
        {
            _calls.Add((provider, callId, judge.Kernel.Mono, judge.Clock.LatestWall.UtcTicks));
        }
    }

    /// <summary>Takes the id of a call that was reported before an attempt was committed, as clocks tell; null for none.</summary>
    public string? TakeOlder(string provider, AttemptFacts attempt)
    {
        var index = _calls.FindIndex(call => call.Provider == provider && call.Mono < attempt.DecidedAt && call.Wall < attempt.Row.CommittedAt);
        if (index < 0)
        {
            return null;
        }

        var callId = _calls[index].CallId;
        _calls.RemoveAt(index);
        return callId;
    }
}
