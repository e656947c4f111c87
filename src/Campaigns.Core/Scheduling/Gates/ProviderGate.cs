namespace Campaigns.Scheduling;

/// <summary>
/// Closed while no provider of the channel can take an attempt: all are full, throttled, broken or turned off, or their rates are used up;
/// or are left alone with the tenant, because they asked for it or took none of its contacts. Their rates are debited at the moment of
/// sending.
/// </summary>
internal sealed class ProviderGate() : Gate("provider", GateScope.Route)
{
    public override Verdict Judge(in Candidate candidate)
    {
        var (route, now) = (candidate.Lane.Route, candidate.Now);
        var tenant = candidate.Tenant.FindChannel(route);
        if (route.IsOpen(now.Mono, tenant: tenant))
        {
            return Verdict.Open;
        }

        var states =
            route.Providers.Select(provider => $"{provider.Name} is {tenant?.StateAt(provider, now.Mono) ?? provider.StateAt(now.Mono)}");
        return Verdict.Closed($"no provider of the channel can take an attempt: {string.Join(", ", states)}", OpensAt(route, tenant, now));
    }

    public override string? JudgeAtSend(in Intent intent, Now now)
    {
        var rate = intent.ReservedRate(Scope);
        return rate is null || rate.TrySend(now.Mono) ? null : "it came too close behind another";
    }

    public override void Release(in Intent intent) => intent.ReservedRate(Scope)?.Release();

    /// <summary>
    /// When the first one opens: the next probe, the end of a throttle. 0 if that is not known, for one that is full may be free at any
    /// time.
    /// </summary>
    private static long OpensAt(Route route, TenantChannel? tenant, Now now)
    {
        var opens = long.MaxValue;
        foreach (var provider in route.Providers)
        {
            if (provider.StateAt(now.Mono) is ProviderState.AtCapacity)
            {
                return 0;
            }

            var own = tenant?.FindAccount(provider)?.OpensAt(now.Mono) ?? now.Mono;
            opens = Math.Min(opens, Math.Max(own, provider.OpensAt(now)));
        }

        return opens == long.MaxValue ? 0 : now.Wall + opens - now.Mono;
    }
}
