namespace Campaigns;

/// <summary>What holds for everything the engine sends, over all tenants. Can be changed while campaigns run.</summary>
public sealed record EngineLimits
{
    /// <summary>How many attempts may be live at once. 1 or more; no limit by default.</summary>
    public int MaxConcurrent { get; init; } = int.MaxValue;

    /// <summary>How many attempts may be sent in a time; null, the default, for no limit.</summary>
    public RateLimit? Rate { get; init; }

    /// <summary>
    /// How many attempts may be sent in calendar periods; every quota holds. Up to <see cref="Quota.MaxQuotas"/>; none by default.
    /// </summary>
    public IReadOnlyList<Quota> Quotas { get; init => field = QuotaList.Of(value); } = QuotaList.None;

    /// <summary>Hours in each contact's own zone outside of which nothing is sent, whatever other windows say. Null for none.</summary>
    public ContactWindow? Window { get; init; }

    /// <summary>Everything that is wrong with the limits, each naming field, value and remedy. Empty when they are valid.</summary>
    public IReadOnlyList<string> Check() => AsSettings().FindProblems().List;

    /// <summary>The limits as the engine keeps them.</summary>
    internal TenantSettings AsSettings() => new() { MaxConcurrent = MaxConcurrent, Rate = Rate, Quotas = Quotas, Window = Window };
}
