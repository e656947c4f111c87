namespace Campaigns;

/// <summary>The settings of a caller id that can be changed while the engine runs.</summary>
public sealed record CallerIdSettings
{
    /// <summary>The maximum number of live attempts with the number. 1 or more; no limit by default.</summary>
    public int MaxConcurrent { get; init; } = int.MaxValue;

    /// <summary>
    /// The quotas of the number per calendar period; all of them apply. Up to <see cref="Quota.MaxQuotas"/>; none by default.
    /// </summary>
    public IReadOnlyList<Quota> Quotas { get; init => field = QuotaList.Of(value); } = QuotaList.None;

    /// <summary>
    /// Whether the number is in use. <see cref="ProviderSwitch.Automatic"/>, the default: unless the provider refuses it.
    /// <see cref="ProviderSwitch.On"/>: even if the provider refuses it. <see cref="ProviderSwitch.Off"/>: no new attempt gets it, and live
    /// attempts finish.
    /// </summary>
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
        Quota.AddProblems(problems, $"{prefix}Quotas", Quotas);
    }
}
