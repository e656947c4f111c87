using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>What has a cap on live attempts and a rate: everything, a tenant, a campaign.</summary>
internal abstract class LimitedEntry
{
    protected LimitedEntry() => RateWake = new HeapNode<object>(this);

    /// <summary>Live attempts: each holds a slot from its commit to its outcome.</summary>
    public int Live { get; set; }

    public abstract int MaxConcurrent { get; }

    /// <summary>Of what it is, and its name there: the store knows how far its limits are used up by both.</summary>
    public abstract (LimitScope Scope, string Name) Limits { get; }

    /// <summary>Whether what its limits have used is to be written with the next commit.</summary>
    public bool IsUsed { get; set; }

    /// <summary>Whether the store holds how far its rate is used up.</summary>
    public bool IsUsageStored { get; set; }

    public RateState Rate { get; } = new();

    /// <summary>Its quotas; null as long as it never had one.</summary>
    public QuotaSet? Quotas { get; set; }

    /// <summary>The last time that it was paused or held.</summary>
    public StopPeriods Stopped { get; } = new();

    /// <summary>Whether it stands in <see cref="Touched"/>.</summary>
    public bool IsTouched { get; set; }

    /// <summary>Wakes when the rate lets the next attempt through.</summary>
    public HeapNode<object> RateWake { get; }
}

/// <summary>Everything the engine does.</summary>
internal sealed class EverythingEntry : LimitedEntry
{
    /// <summary>What a contact waits for while its tenant or everything is held.</summary>
    public const string HeldText = "held until it is released";

    public TenantSettings Settings { get; set; } = new();

    /// <summary>The options' own cap, which settings may lower and not raise.</summary>
    public required int OptionsMaxConcurrent { get; init; }

    public StopSwitch Stop { get; } = new();

    public bool IsHeld { get; private set; }

    /// <summary>Why the store has held everything; null when it has not.</summary>
    public string? HoldReason { get; private set; }

    /// <summary>What a contact waits for meanwhile.</summary>
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
