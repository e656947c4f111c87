using Campaigns.AspNetCore.Settings;

namespace Campaigns.AspNetCore.Installation;

/// <summary>The limits that apply to all attempts of all tenants.</summary>
internal sealed class LimitsBody
{
    /// <summary>The maximum number of live attempts, 1 or more; absent: no limit.</summary>
    public int? MaxConcurrent { get; set; }

    /// <summary>The rate limit; absent: none.</summary>
    public RateBody? Rate { get; set; }

    /// <summary>The quotas. Every quota applies.</summary>
    public IReadOnlyList<QuotaBody> Quotas { get; set; } = [];

    /// <summary>The hours in which attempts may be sent; absent: all hours.</summary>
    public WindowBody? Window { get; set; }

    internal EngineLimits ToLimits() => new()
    {
        MaxConcurrent = NoLimit.Read(MaxConcurrent),
        Rate = Rate?.ToRate(),
        Quotas = QuotaBody.ToQuotas(Quotas),
        Window = Window?.ToWindow("/window"),
    };

    internal static LimitsBody Of(EngineLimits limits) => new()
    {
        MaxConcurrent = NoLimit.Write(limits.MaxConcurrent),
        Rate = RateBody.Of(limits.Rate),
        Quotas = QuotaBody.Of(limits.Quotas),
        Window = WindowBody.Of(limits.Window),
    };
}

/// <summary>A hold in force.</summary>
internal sealed class HoldBody
{
    /// <summary>The tenant; absent: everything is held.</summary>
    public string? Tenant { get; set; }

    /// <summary>When the hold began; absent if it is not known.</summary>
    public DateTimeOffset? Since { get; set; }

    /// <summary>Why the engine itself holds everything; absent for a requested hold.</summary>
    public string? Reason { get; set; }

    /// <summary>For a hold that the engine itself has placed: when the store's last commit before it was made.</summary>
    public DateTimeOffset? LastCommit { get; set; }

    internal static HoldBody Of(HoldStatus hold) =>
        new() { Tenant = hold.Tenant, Since = hold.Since, Reason = hold.Reason, LastCommit = hold.LastCommit };
}

/// <summary>The strategy that decides which campaign goes next.</summary>
internal sealed class StrategyBody
{
    /// <summary>The name of the strategy.</summary>
    public required string Name { get; set; }
}

/// <summary>What the store tells about itself.</summary>
internal sealed class StoreBody
{
    /// <summary>How often an engine has taken over the store.</summary>
    public required long Epoch { get; set; }

    /// <summary>The number of the last commit.</summary>
    public required long Commit { get; set; }

    /// <summary>When the last commit was made; absent if it is not known.</summary>
    public DateTimeOffset? CommittedAt { get; set; }

    /// <summary>The version of the store's schema; 0 for a store without one.</summary>
    public required int SchemaVersion { get; set; }

    /// <summary>The size in bytes; 0 if the store does not know it.</summary>
    public required long Size { get; set; }

    internal static StoreBody Of(StoreInfo info) => new()
    {
        Epoch = info.Epoch,
        Commit = info.Commit,
        CommittedAt = info.CommittedAt,
        SchemaVersion = info.SchemaVersion,
        Size = info.Size,
    };
}
