namespace Campaigns.Scheduling;

/// <summary>
/// Closed while a quota of the campaign, the tenant or everything is used up, until the next period of the quota. An attempt may be sent
/// only in the period of its decision. The window gate enforces this at the moment of sending.
/// </summary>
internal sealed class QuotaGate(GateScope scope) : Gate($"quota ({scope.ToString().ToLowerInvariant()})", scope)
{
    public override Verdict Judge(in Candidate candidate)
    {
        var quotas = candidate.Capped(Scope).Quotas;
        return quotas is null || quotas.IsOpen ? Verdict.Open : Closed(quotas, candidate.Now.Wall);
    }

    private static Verdict Closed(QuotaSet quotas, long wall) =>
        quotas.UsedUp(wall) is { } used ? Verdict.Closed($"the quota of {used.Text} is used up", used.Until) : Verdict.Open;
}
