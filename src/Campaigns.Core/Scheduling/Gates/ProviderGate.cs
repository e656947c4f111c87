namespace Campaigns.Scheduling;

/// <summary>
/// Closed while no provider of the channel can take an attempt. A provider may be full, throttled, broken or turned off, its rate may be
/// used up, or none of its caller ids may have room. A provider may also be closed for the tenant alone, because it throttles the tenant or
/// refused the tenant's contacts. Provider rates are debited at the moment of sending.
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

        var states = route.Providers.Select(provider => Explain(provider, tenant, now.Mono));
        return Verdict.Closed($"no provider of the channel can take an attempt: {string.Join(", ", states)}", OpensAt(route, tenant, now));
    }

    public override Verdict JudgeAtSend(in Intent intent, Now now)
    {
        var rate = intent.ReservedRate(Scope);
        return rate is null || rate.TrySend(now.Mono) ? Verdict.Open : Verdict.Closed("it came too close behind another");
    }

    public override void Release(in Intent intent) => intent.ReservedRate(Scope)?.Release();

    private static string Explain(ProviderEntry provider, TenantChannel? tenant, long mono)
    {
        var state = tenant?.StateAt(provider, mono) ?? provider.StateAt(mono);
        var callerIds = state == ProviderState.NoCallerId ? $" ({provider.CallerIds!.Explain(mono)})" : "";
        return $"{provider.Name} is {state}{callerIds}";
    }

    /// <summary>
    /// The earliest opening of a provider, such as the next probe or the end of a throttle, in UTC ticks. 0 if unknown, because a provider
    /// at capacity may become free at any time.
    /// </summary>
    private static long OpensAt(Route route, TenantChannel? tenant, Now now)
    {
        var opens = long.MaxValue;
        foreach (var provider in route.Providers)
        {
            var state = provider.StateAt(now.Mono);
            if (state is ProviderState.AtCapacity || (state is ProviderState.NoCallerId && provider.CallerIds!.IsFull))
            {
                return 0;
            }

            var own = tenant?.FindAccount(provider)?.OpensAt(now.Mono) ?? now.Mono;
            opens = Math.Min(opens, Math.Max(own, provider.OpensAt(now)));
        }

        return opens == long.MaxValue ? 0 : now.Wall + opens - now.Mono;
    }
}
