namespace Campaigns.Scheduling;

/// <summary>Where one attempt was counted: the quotas of each holder at the time of the decision.</summary>
internal struct TakenQuotas
{
    public QuotaCount[]? Campaign;
    public QuotaCount[]? Tenant;
    public QuotaCount[]? Everything;
    public QuotaCount[]? Provider;
}
