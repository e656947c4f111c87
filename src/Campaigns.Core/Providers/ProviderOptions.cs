namespace Campaigns;

/// <summary>The options of one provider.</summary>
public sealed class ProviderOptions
{
    private const int UsualDispatching = 256;
    private const int MostDispatching = 100_000;
    private int? _maxDispatching;

    /// <summary>The provider's name, unique among all providers. By default, the channel and a number.</summary>
    public string? Name { get; set; }

    /// <summary>
    /// The maximum number of live attempts at the provider. 1 or more; no limit by default. Can be changed while the engine runs.
    /// </summary>
    public int MaxConcurrent { get; set; } = int.MaxValue;

    /// <summary>The rate limit of the provider; null, the default, for no limit. Can be changed while the engine runs.</summary>
    public RateLimit? Rate { get; set; }

    /// <summary>
    /// The quotas of the provider per calendar period; all of them apply. Up to <see cref="Quota.MaxQuotas"/>; none by default. Can be
    /// changed while the engine runs.
    /// </summary>
    public IReadOnlyList<Quota> Quotas { get; set => field = QuotaList.Of(value); } = QuotaList.None;

    /// <summary>
    /// The numbers that the provider's attempts may show, each with its own limits. An attempt gets the number of its contact's last
    /// attempt if that number belongs to the provider and has room, else the number used least today. While no number has room, the
    /// provider gets no attempts. Up to <see cref="CallerId.MaxCallerIds"/>; none by default.
    /// </summary>
    public IReadOnlyList<CallerId> CallerIds { get; set => field = CallerIdList.Of(value); } = CallerIdList.None;

    /// <summary>
    /// The maximum number of dispatches that wait for the provider's answer at the same time. This bulkhead keeps a slow provider from
    /// affecting others. 1 to 100,000; 256 by default, and more on a store that prefers larger commits
    /// (<c>StoreCapabilities.CommitSize</c>).
    /// </summary>
    public int MaxDispatching
    {
        get => _maxDispatching ?? UsualDispatching;
        set => _maxDispatching = value;
    }

    /// <summary>The maximum duration of a dispatch before it is recorded as unknown. 10 ms to 1 hour; 30 seconds by default.</summary>
    public TimeSpan DispatchTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The maximum time that an attempt may be live, from its commit, regardless of reports and lookups. After it, the attempt is unknown,
    /// and its slot and address are free. A longer <see cref="ContactStep.Timeout"/> of the step takes precedence. 1 minute to 30 days,
    /// counted in minutes; null, the default, for 4 hours on the voice channel and 24 hours on others.
    /// </summary>
    public TimeSpan? MaxAttemptDuration { get; set; }

    /// <summary>The circuit breaker of the provider.</summary>
    public CircuitBreakerOptions CircuitBreaker { get; set; } = new();

    /// <summary>The weight of the provider for routers that split by weight. 1 to 1,000; 1 by default.</summary>
    public int Weight { get; set; } = 1;

    /// <summary>The cost of an attempt, in any unit, for routers that compare costs. 0, the default, or more.</summary>
    public decimal Cost { get; set; }

    internal ProviderSettings Settings => new() { MaxConcurrent = MaxConcurrent, Rate = Rate, Quotas = Quotas };

    /// <summary>A copy with the defaults that depend on the store.</summary>
    /// <param name="commitSize">The store's own <c>StoreCapabilities.CommitSize</c>.</param>
    internal ProviderOptions CopyFor(int commitSize)
    {
        var copy = (ProviderOptions)MemberwiseClone();
        copy._maxDispatching ??= Math.Clamp(commitSize / 2, UsualDispatching, MostDispatching);
        return copy;
    }

    /// <summary>Applies the values from a configuration section.</summary>
    internal void Read(SectionReader section)
    {
        MaxConcurrent = section.Number<int>(nameof(MaxConcurrent)) ?? MaxConcurrent;
        Rate = section.Section(nameof(Rate)) is { } rate ? RateLimit.From(rate) : Rate;
        Quotas = section.Section(nameof(Quotas)) is { } quotas ? Quota.From(quotas) : Quotas;
        CallerIds = section.Section(nameof(CallerIds)) is { } callerIds ? CallerId.From(callerIds) : CallerIds;
        _maxDispatching = section.Number<int>(nameof(MaxDispatching)) ?? _maxDispatching;
        DispatchTimeout = section.Time(nameof(DispatchTimeout)) ?? DispatchTimeout;
        MaxAttemptDuration = section.Time(nameof(MaxAttemptDuration)) ?? MaxAttemptDuration;
        CircuitBreaker = section.Section(nameof(CircuitBreaker)) is { } breaker ? CircuitBreaker.With(breaker) : CircuitBreaker;
        Weight = section.Number<int>(nameof(Weight)) ?? Weight;
        Cost = section.Number<decimal>(nameof(Cost)) ?? Cost;
    }

    internal void AddProblems(Problems problems, string field)
    {
        Settings.AddProblems(problems, $"{field}.");
        CallerId.AddProblems(problems, $"{field}.CallerIds", CallerIds);
        problems.Require(MaxDispatching is >= 1 and <= MostDispatching, $"{field}.MaxDispatching", MaxDispatching, "use 1 to 100,000");
        var fits = DispatchTimeout >= TimeSpan.FromMilliseconds(10) && DispatchTimeout <= TimeSpan.FromHours(1);
        problems.Require(fits, $"{field}.DispatchTimeout", DispatchTimeout, "use 10 ms to 1 hour");
        var isLife =
            MaxAttemptDuration is null || (MaxAttemptDuration >= TimeSpan.FromMinutes(1) && MaxAttemptDuration <= TimeSpan.FromDays(30));
        problems.Require(isLife, $"{field}.MaxAttemptDuration", MaxAttemptDuration, "use 1 minute to 30 days, or null");
        problems.Require(Weight is >= 1 and <= 1_000, $"{field}.Weight", Weight, "use 1 to 1,000");
        problems.Require(Cost >= 0, $"{field}.Cost", Cost, "use 0 or more");
        problems.Require(CircuitBreaker is not null, $"{field}.CircuitBreaker", null, "give a breaker; ProviderSwitch.On disables it");
        CircuitBreaker?.AddProblems(problems, $"{field}.CircuitBreaker");
    }
}
