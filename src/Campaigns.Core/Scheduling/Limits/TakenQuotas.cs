namespace Campaigns.Scheduling;

/// <summary>The quota counts that include one attempt, per holder, as of the decision.</summary>
internal struct TakenQuotas
{
    public QuotaCount[]? Campaign;
    public QuotaCount[]? Tenant;
    public QuotaCount[]? Everything;
    public QuotaCount[]? Provider;
    public QuotaCount[]? CallerId;
}
