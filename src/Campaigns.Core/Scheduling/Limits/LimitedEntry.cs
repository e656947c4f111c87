using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>An entity with a cap on live attempts and a rate: everything, a tenant, a campaign or a provider.</summary>
internal abstract class LimitedEntry
{
    protected LimitedEntry() => RateWake = new HeapNode<object>(this);

    /// <summary>The number of live attempts. Each holds a slot from its commit to its outcome.</summary>
    public int Live { get; set; }

    public abstract int MaxConcurrent { get; }

    /// <summary>The scope and the name under which the store keeps the usage of these limits.</summary>
    public abstract (LimitScope Scope, string Name) Limits { get; }

    /// <summary>Whether the next commit must write the usage of these limits.</summary>
    public bool IsUsed { get; set; }

    /// <summary>Whether the store holds the usage of the rate.</summary>
    public bool IsUsageStored { get; set; }

    public RateState Rate { get; } = new();

    /// <summary>The quotas; null if there has never been one.</summary>
    public QuotaSet? Quotas { get; set; }

    /// <summary>The last period of a pause or hold.</summary>
    public StopPeriods Stopped { get; } = new();

    /// <summary>Whether this entry is in <see cref="Touched"/>.</summary>
    public bool IsTouched { get; set; }

    /// <summary>Wakes the scheduler when the rate allows the next attempt.</summary>
    public HeapNode<object> RateWake { get; }
}

/// <summary>The limits and stops that apply to all tenants together.</summary>
internal sealed class EverythingEntry : LimitedEntry
{
    /// <summary>The reason shown for a contact that waits because its tenant or everything is held.</summary>
    public const string HeldText = "held until it is released";

    public TenantSettings Settings { get; set; } = new();

    /// <summary>The cap in the options. Settings may lower it but not raise it.</summary>
    public required int OptionsMaxConcurrent { get; init; }

    public StopSwitch Stop { get; } = new();

    public bool IsHeld { get; private set; }

    /// <summary>Why the store has held everything; null if it has not.</summary>
    public string? HoldReason { get; private set; }

    /// <summary>The reason shown for a contact that waits for the hold to end.</summary>
    public string HoldText { get; private set; } = HeldText;

    public void Hold(bool isHeld, string? reason)
    {
        IsHeld = isHeld;
        HoldReason = isHeld ? reason ?? HoldReason : null;
        HoldText = HoldReason is null ? HeldText : $"{HeldText}: {HoldReason}";
    }

    public override (LimitScope Scope, string Name) Limits => (LimitScope.Everything, "");

    public override int MaxConcurrent => Math.Min(Settings.MaxConcurrent, OptionsMaxConcurrent);
}
