namespace Campaigns;

/// <summary>Whether a provider is used: as its health says, or as an operator says.</summary>
public enum ProviderSwitch
{
    /// <summary>As its health says.</summary>
    Automatic,

    /// <summary>However often it fails: its breaker does not count. Limits and throttling hold.</summary>
    On,

    /// <summary>Not at all. Live attempts finish.</summary>
    Off,
}

/// <summary>What of a provider can be changed while the engine runs.</summary>
public sealed record ProviderSettings
{
    /// <summary>How many attempts may be live at the provider. 1 or more; no limit by default.</summary>
    public int MaxConcurrent { get; init; } = int.MaxValue;

    /// <summary>How many attempts may be sent to it in a time; null, the default, for no limit.</summary>
    public RateLimit? Rate { get; init; }

    /// <summary>
    /// How many attempts may be sent to it in calendar periods; every quota holds. Up to <see cref="Quota.MaxQuotas"/>; none by default.
    /// </summary>
    public IReadOnlyList<Quota> Quotas { get; init => field = QuotaList.Of(value); } = QuotaList.None;

    /// <summary>Whether it is used. <see cref="ProviderSwitch.Automatic"/> by default.</summary>
    public ProviderSwitch Switch { get; init; }

    /// <summary>Everything that is wrong with the settings, each naming field, value and remedy. Empty when they are valid.</summary>
    public IReadOnlyList<string> Check()
    {
        var problems = new Problems();
        AddProblems(problems, "");
        return problems.List;
    }

    internal void AddProblems(Problems problems, string prefix)
    {
        problems.Require(MaxConcurrent >= 1, $"{prefix}MaxConcurrent", MaxConcurrent, "use 1 or more");
        problems.Require(Enum.IsDefined(Switch), $"{prefix}Switch", Switch, "use Automatic, On or Off");
        Rate?.AddProblems(problems, $"{prefix}Rate");
        Quota.AddProblems(problems, $"{prefix}Quotas", Quotas);
    }
}
