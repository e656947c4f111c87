namespace Campaigns.Scheduling;

/// <summary>The quota counts that include one attempt, per holder, as of the decision. Null for a holder without quotas.</summary>
/// <remarks>An object of its own, because most attempts count in no quota, and a live attempt takes room in the cache.</remarks>
internal sealed record TakenQuotas(
    QuotaCount[]? Campaign, QuotaCount[]? Tenant, QuotaCount[]? Everything, QuotaCount[]? Provider, QuotaCount[]? CallerId);
