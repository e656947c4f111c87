namespace Campaigns.Scheduling;

/// <summary>What has a cap on live attempts and a rate: everything, a tenant, a campaign.</summary>
internal abstract class Capped
{
    protected Capped() => RateWake = new HeapNode<object>(this);

    /// <summary>Live attempts: each holds a slot from its commit to its outcome.</summary>
    public int Live { get; set; }

    public abstract int MaxConcurrent { get; }

    public RateState Rate { get; } = new();

    /// <summary>Wakes when the rate lets the next attempt through.</summary>
    public HeapNode<object> RateWake { get; }
}

/// <summary>Everything the engine does.</summary>
internal sealed class EverythingEntry : Capped
{
    public TenantSettings Settings { get; set; } = new();

    /// <summary>The options' own cap, which settings may lower and not raise.</summary>
    public required int OptionsMaxConcurrent { get; init; }

    public StopSwitch Stop { get; } = new();

    public bool IsHeld { get; set; }

    public override int MaxConcurrent => Math.Min(Settings.MaxConcurrent, OptionsMaxConcurrent);
}
