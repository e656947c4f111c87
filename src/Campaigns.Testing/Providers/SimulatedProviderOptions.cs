namespace Campaigns.Testing;

/// <summary>What a <see cref="SimulatedProvider"/> makes of calls.</summary>
public sealed record SimulatedProviderOptions
{
    /// <summary>Its name as registered (<see cref="ProviderOptions.Name"/>). Reports name it; needed with <see cref="ReportsByCallId"/>.</summary>
    public string? Name { get; init; }

    /// <summary>How long a dispatch takes to answer. The call begins at once. 0, the default, up to 1 hour.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>How long a call takes from its dispatch to its end. 0 to 1 day; 10 seconds by default.</summary>
    public TimeSpan CallLength { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>By which share calls are shorter or longer than <see cref="CallLength"/>, evenly. 0, the default, to 1.</summary>
    public double Spread { get; init; }

    /// <summary>
    /// How calls end, by weight. By default of a hundred 57 are completed, 20 not answered, 12 busy, 4 answered by a machine, 3 invalid,
    /// 2 rejected, 1 failed and 1 opted out.
    /// </summary>
    public IReadOnlyDictionary<Outcome, int> Outcomes { get; init; } = new Dictionary<Outcome, int>
    {
        [Outcome.Completed] = 57,
        [Outcome.NoAnswer] = 20,
        [Outcome.Busy] = 12,
        [Outcome.Machine] = 4,
        [Outcome.Invalid] = 3,
        [Outcome.Rejected] = 2,
        [Outcome.Failed] = 1,
        [Outcome.OptedOut] = 1,
    };

    /// <summary>
    /// Whether the last two digits of an address script what happens, as <see cref="MagicNumber"/> says; without faults then. True by
    /// default: turn it off for a rehearsal with real contacts.
    /// </summary>
    public bool MagicNumbers { get; init; } = true;

    /// <summary>Whether reports name the call by the provider's own id, not by the attempt. False by default.</summary>
    public bool ReportsByCallId { get; init; }

    /// <summary>How long it wants to be left alone when it throttles. More than 0, up to 1 day; 30 seconds by default.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>When it is down, and how. None by default. The first that holds counts, before magic numbers and faults.</summary>
    public IReadOnlyList<SimulatedOutage> Outages { get; init; } = [];

    /// <summary>How often what goes wrong. Nothing by default.</summary>
    public SimulatedProviderFaults Faults { get; init; } = new();

    /// <summary>
    /// Draws what becomes of each call, together with its campaign, its address and which of the contact's dispatches it is: so the same,
    /// whatever the order of the calls. 0 by default.
    /// </summary>
    public int Seed { get; init; }

    internal Problems FindProblems()
    {
        var problems = new Problems();
        var day = TimeSpan.FromDays(1);
        problems.Require(Latency >= TimeSpan.Zero && Latency <= TimeSpan.FromHours(1), nameof(Latency), Latency, "use 0 to 1 hour");
        problems.Require(CallLength >= TimeSpan.Zero && CallLength <= day, nameof(CallLength), CallLength, "use 0 to 1 day");
        problems.Require(Spread is >= 0 and <= 1, nameof(Spread), Spread, "use 0 to 1");
        problems.Require(RetryAfter > TimeSpan.Zero && RetryAfter <= day, nameof(RetryAfter), RetryAfter, "use more than 0, up to 1 day");
        problems.Require(!ReportsByCallId || !string.IsNullOrEmpty(Name), nameof(Name), Name, "name the provider whose call ids are reported");
        var fits = Outcomes.All(pair => pair.Key.IsOfContact() && pair.Value is >= 0 and <= 1_000_000);
        problems.Require(fits && Outcomes.Values.Any(weight => weight > 0), nameof(Outcomes), "a mix", "give contact outcomes weights of 0 to 1,000,000, one above 0");
        foreach (var outage in Outages)
        {
            problems.Require(outage.From < outage.To, nameof(Outages), outage, "end it after it begins");
        }

        Faults.AddProblems(problems);
        return problems;
    }
}
