namespace Campaigns;

/// <summary>Whether a provider is in use: according to its health, or to an operator.</summary>
public enum ProviderSwitch
{
    /// <summary>According to the provider's health.</summary>
    Automatic,

    /// <summary>Always in use. The breaker does not count failures; limits and throttling apply.</summary>
    On,

    /// <summary>Not in use. Live attempts finish.</summary>
    Off,
}

/// <summary>The settings of a provider that can be changed while the engine runs.</summary>
public sealed record ProviderSettings
{
    /// <summary>The maximum number of live attempts at the provider. 1 or more; no limit by default.</summary>
    public int MaxConcurrent { get; init; } = int.MaxValue;

    /// <summary>The rate limit of the provider; null, the default, for no limit.</summary>
    public RateLimit? Rate { get; init; }

    /// <summary>
    /// The quotas of the provider per calendar period; all of them apply. Up to <see cref="Quota.MaxQuotas"/>; none by default.
    /// </summary>
    public IReadOnlyList<Quota> Quotas { get; init => field = QuotaList.Of(value); } = QuotaList.None;

    /// <summary>Whether the provider is in use. <see cref="ProviderSwitch.Automatic"/> by default.</summary>
    public ProviderSwitch Switch { get; init; }

    /// <summary>Returns all problems with the settings, each with field, value and remedy. Empty if the settings are valid.</summary>
    public IReadOnlyList<string> Validate()
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
