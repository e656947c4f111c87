using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>An entity with a cap on live attempts and a rate: everything, a tenant, a campaign or a provider.</summary>
internal abstract class LimitedEntry
{
    protected LimitedEntry() => RateWake = new HeapNode<object>(this);

    /// <summary>The number of live attempts. Each holds a slot from its commit to its outcome.</summary>
    public int Live { get; private set; }

    public abstract int MaxConcurrent { get; }

    /// <summary>
    /// This engine's share of the cap; <see cref="int.MaxValue"/> if the cap is not divided. Caps of campaigns and tenants never are.
    /// </summary>
    public int Share { get; private set; } = int.MaxValue;

    /// <summary>The scope and the name under which the store keeps the usage of these limits.</summary>
    public abstract (LimitScope Scope, string Name) Limits { get; }

    /// <summary>Whether the next commit must write the usage of the limits.</summary>
    public bool IsUsed { get; private set; }

    /// <summary>Whether the store holds the usage of the rate.</summary>
    public bool IsUsageStored { get; private set; }

    public RateState Rate { get; } = new();

    /// <summary>The quotas; null if the entry never had one.</summary>
    public QuotaSet? Quotas { get; private set; }

    /// <summary>The last period of a pause or hold.</summary>
    public StopPeriods Stopped { get; } = new();

    /// <summary>Whether this entry is in <see cref="Touched"/>.</summary>
    public bool IsTouched { get; private set; }

    /// <summary>Wakes the scheduler when the rate allows the next attempt.</summary>
    public HeapNode<object> RateWake { get; }

    /// <summary>Takes a slot for an attempt.</summary>
    public void TakeSlot() => Live++;

    /// <summary>Frees the slot of an attempt that has ended.</summary>
    /// <returns>Whether no slot was free before.</returns>
    public bool FreeSlot() => Live-- >= MaxConcurrent;

    /// <summary>Sets the share of the cap.</summary>
    public void Grant(int share) => Share = share;

    /// <returns>Whether the entry was not marked before.</returns>
    public bool TryMarkUsed() => !IsUsed && (IsUsed = true);

    /// <summary>Notes that the usage of the limits is written.</summary>
    /// <param name="hasMore">Whether there is more to write later.</param>
    /// <returns>The value of <paramref name="hasMore"/>.</returns>
    public bool SettleUse(bool hasMore) => IsUsed = hasMore;

    public void NoteUsageStored() => IsUsageStored = true;

    public QuotaSet EnsureQuotas() => Quotas ??= new QuotaSet(this);

    /// <returns>Whether the entry was not in <see cref="Touched"/> before.</returns>
    public bool TryTouch() => !IsTouched && (IsTouched = true);

    public void Settle() => IsTouched = false;
}

/// <summary>Why the store or the engine itself holds everything.</summary>
/// <param name="Reason">The reason; null for a requested hold.</param>
/// <param name="LastCommit">When the last commit before the hold was made; null if that is not known.</param>
internal readonly record struct HoldCause(string? Reason, DateTimeOffset? LastCommit);

/// <summary>The limits and stops that apply to all tenants together.</summary>
internal sealed class EverythingEntry : LimitedEntry
{
    /// <summary>The reason shown for a contact that waits because its tenant or everything is held.</summary>
    public const string HeldText = "held until it is released";

    public TenantSettings Settings { get; private set; } = new();

    /// <summary>The cap in the options. Settings may lower it but not raise it.</summary>
    public required int OptionsMaxConcurrent { get; init; }

    public StopSwitch Stop { get; } = new();

    /// <summary>The key of the hashes in the do-not-contact lists.</summary>
    public UInt128 SuppressionKey { get; private set; }

    public bool IsHeld { get; private set; }

    /// <summary>When the hold began; null if nothing is held, or if an earlier version placed the hold.</summary>
    public DateTimeOffset? HeldSince { get; private set; }

    /// <summary>The number of changes of the settings.</summary>
    public long Revision { get; private set; }

    /// <summary>The reason why the store holds everything; null if it does not.</summary>
    public string? HoldReason { get; private set; }

    /// <summary>For a hold with a reason: when the last commit before it was made; null if that is not known.</summary>
    public DateTimeOffset? LastCommit { get; private set; }

    /// <summary>The reason shown for a contact that waits for the hold to end.</summary>
    public string HoldText { get; private set; } = HeldText;

    public void Change(TenantSettings settings, long revision) => (Settings, Revision) = (settings, revision);

    public void UseSuppressionKey(UInt128 key) => SuppressionKey = key;

    public void Hold(bool isHeld, DateTimeOffset? since, HoldCause? cause)
    {
        (IsHeld, HeldSince) = (isHeld, since);
        var holds = isHeld ? cause ?? new HoldCause(HoldReason, LastCommit) : default;
        (HoldReason, LastCommit) = (holds.Reason, holds.LastCommit);
        HoldText = HoldReason is null ? HeldText : $"{HeldText}: {HoldReason}";
    }

    public override (LimitScope Scope, string Name) Limits => (LimitScope.Everything, "");

    public override int MaxConcurrent => Math.Min(Math.Min(Settings.MaxConcurrent, Share), OptionsMaxConcurrent);
}
