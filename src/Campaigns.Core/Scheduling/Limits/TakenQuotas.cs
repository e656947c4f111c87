namespace Campaigns.Scheduling;

/// <summary>Where one attempt was counted: in the quotas of each holder, as they stood at its decision.</summary>
internal struct TakenQuotas
{
    public QuotaCount[]? Campaign;
    public QuotaCount[]? Tenant;
    public QuotaCount[]? Everything;
    public QuotaCount[]? Provider;
}
