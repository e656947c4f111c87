namespace Campaigns.Scheduling;

/// <summary>Closed while the number of live attempts has reached the cap of the campaign, the tenant or everything.</summary>
internal sealed class ConcurrencyGate(GateScope scope) : Gate($"concurrency ({scope.ToString().ToLowerInvariant()})", scope)
{
    public override Verdict Judge(in Candidate candidate)
    {
        var capped = candidate.Capped(Scope);
        return capped.Live < capped.MaxConcurrent ? Verdict.Open
            : Verdict.Closed(
                $"the number of live attempts has reached {(capped.Live >= capped.Share ? "this shard's share of " : "")}its cap");
    }
}

internal static class CandidateExtensions
{
    public static LimitedEntry Capped(this in Candidate candidate, GateScope scope) => scope switch
    {
        GateScope.Campaign => candidate.Campaign,
        GateScope.Tenant => candidate.Tenant,
        _ => candidate.State.Everything,
    };
}
