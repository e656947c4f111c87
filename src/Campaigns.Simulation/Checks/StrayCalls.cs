namespace Campaigns.Simulation;

/// <summary>Call ids from stray reports whose calls do not exist. A provider may later use such an id for one of our calls.</summary>
internal sealed class StrayCalls(Judge judge)
{
    private readonly List<(string Provider, string CallId, long Mono, long Wall)> _calls = [];

    /// <summary>Records an acknowledged report about such a call.</summary>
    public void Add(ProviderReport report)
    {
        if (report is { Attempt: null, Provider: { } provider, CallId: { } callId }
            && callId.StartsWith(Callbacks.Nobody, StringComparison.Ordinal))
        {
            _calls.Add((provider, callId, judge.Kernel.Mono, judge.Clock.LatestWall.UtcTicks));
        }
    }

    /// <summary>Takes the id of a call reported before the attempt was committed, by both clocks; null for none.</summary>
    public string? TakeOlder(string provider, AttemptFacts attempt)
    {
        var index =
            _calls.FindIndex(call => call.Provider == provider && call.Mono < attempt.DecidedAt && call.Wall < attempt.Row.CommittedAt);
        if (index < 0)
        {
            return null;
        }

        var callId = _calls[index].CallId;
        _calls.RemoveAt(index);
        return callId;
    }
}
