namespace Campaigns;

/// <summary>Limits for everything that the engine sends, over all tenants. Can be changed while campaigns run.</summary>
public sealed record EngineLimits
{
    /// <summary>The maximum number of live attempts. 1 or more. Default: no limit.</summary>
    public int MaxConcurrent { get; init; } = int.MaxValue;

    /// <summary>The rate limit for attempts. Null, the default: no limit.</summary>
    public RateLimit? Rate { get; init; }

    /// <summary>
    /// The quotas for attempts in calendar periods. Every quota applies. Up to <see cref="Quota.MaxQuotas"/>. Default: none.
    /// </summary>
    public IReadOnlyList<Quota> Quotas { get; init => field = QuotaList.Of(value); } = QuotaList.None;

    /// <summary>
    /// The hours in which attempts may be sent, in each contact's time zone. Nothing is sent outside them, even if another window is open.
    /// Null, the default: all hours.
    /// </summary>
    public ContactWindow? Window { get; init; }

    /// <summary>Returns all problems of the limits, each with the field, the value and the remedy. Empty if the limits are valid.</summary>
    public IReadOnlyList<string> Check() => AsSettings().FindProblems().List;

    /// <summary>Returns the limits in the form that the engine stores.</summary>
    internal TenantSettings AsSettings() => new() { MaxConcurrent = MaxConcurrent, Rate = Rate, Quotas = Quotas, Window = Window };

    /// <summary>Returns the limits that the engine stores as settings.</summary>
    internal static EngineLimits Of(TenantSettings settings) =>
        new() { MaxConcurrent = settings.MaxConcurrent, Rate = settings.Rate, Quotas = settings.Quotas, Window = settings.Window };
}
