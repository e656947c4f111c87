namespace Campaigns.Tests.HostRules;

/// <summary>A gate of a test.</summary>
internal sealed class Rule(string name, Func<GateCandidate, DateTimeOffset, GateDecision> judge) : IContactGate
{
    public string Name => name;

    /// <summary>The number of calls.</summary>
    public int Calls { get; private set; }

    public GateDecision Judge(in GateCandidate candidate, DateTimeOffset now)
    {
        Calls++;
        return judge(candidate, now);
    }
}

/// <summary>A check of a test.</summary>
internal sealed class Asking(Func<DispatchRequest, CancellationToken, ValueTask<CheckResult>> check) : IDispatchCheck
{
    public Asking(Func<DispatchRequest, CheckResult> check)
        : this((request, _) => new(check(request)))
    {
    }

    /// <summary>The requests, in order.</summary>
    public List<DispatchRequest> Requests { get; } = [];

    public ValueTask<CheckResult> CheckAsync(DispatchRequest request, CancellationToken cancellationToken)
    {
        lock (Requests)
        {
            Requests.Add(request);
        }

        return check(request, cancellationToken);
    }
}
