namespace Campaigns.Scheduling;

/// <summary>
/// Closed while no provider of the channel can take an attempt. A provider may be full, throttled, broken or turned off, or its rate may be
/// used up. A provider may also be closed for the tenant alone, because it throttles the tenant or refused the tenant's contacts. Provider
/// rates are debited at the moment of sending.
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

    public override Verdict JudgeAtSend(in Intent intent, Now now)
    {
        var rate = intent.ReservedRate(Scope);
        return rate is null || rate.TrySend(now.Mono) ? Verdict.Open : Verdict.Closed("it came too close behind another");
    }

    public override void Release(in Intent intent) => intent.ReservedRate(Scope)?.Release();

    /// <summary>
    /// The earliest opening of a provider, such as the next probe or the end of a throttle, in UTC ticks. 0 if unknown, because a provider
    /// at capacity may become free at any time.
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
