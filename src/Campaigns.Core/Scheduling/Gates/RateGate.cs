namespace Campaigns.Scheduling;

/// <summary>
/// Closed until the rate of the campaign, the tenant or everything allows the next attempt. The rate is debited at the moment of sending.
/// </summary>
internal sealed class RateGate(GateScope scope) : Gate($"rate ({scope.ToString().ToLowerInvariant()})", scope)
{
    public override Verdict Judge(in Candidate candidate)
    {
        var rate = candidate.Capped(Scope).Rate;
        var now = candidate.Now;
        return !rate.IsLimited || rate.EnsureAllowance(now.Mono)
            ? Verdict.Open
            : Verdict.Closed("the rate is used up", now.Wall + rate.OpensAt(now.Mono) - now.Mono);
    }

    public override Verdict JudgeAtSend(in Intent intent, Now now)
    {
        var rate = intent.ReservedRate(Scope);
        return rate is null || rate.TrySend(now.Mono) ? Verdict.Open : Verdict.Closed("it came too close behind another");
    }

    public override void Release(in Intent intent) => intent.ReservedRate(Scope)?.Release();
}
