namespace Campaigns.Testing;

/// <summary>How the calls of a <see cref="SimulatedProvider"/> behave.</summary>
public sealed record SimulatedProviderOptions
{
    /// <summary>
    /// The registered name of the provider (<see cref="ProviderOptions.Name"/>). Reports carry it. Required with
    /// <see cref="ReportsByCallId"/>.
    /// </summary>
    public string? Name { get; init; }

    /// <summary>How long a dispatch takes to answer. The call begins immediately. 0 to 1 hour. Default: 0.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>How long a call lasts from its dispatch to its end. 0 to 1 day. Default: 10 seconds.</summary>
    public TimeSpan CallLength { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The largest deviation from <see cref="CallLength"/> as a share of it, up or down, evenly distributed. 0 to 1. Default: 0.
    /// </summary>
    public double Spread { get; init; }

    /// <summary>
    /// The weights of call outcomes. By default, of 100 calls, 57 are completed, 20 not answered, 12 busy, 4 answered by a machine,
    /// 3 invalid, 2 rejected, 1 failed and 1 opted out.
    /// </summary>
    public IReadOnlyDictionary<AttemptOutcome, int> Outcomes { get; init; } = new Dictionary<AttemptOutcome, int>
    {
        [AttemptOutcome.Completed] = 57,
        [AttemptOutcome.NoAnswer] = 20,
        [AttemptOutcome.Busy] = 12,
        [AttemptOutcome.Machine] = 4,
        [AttemptOutcome.Invalid] = 3,
        [AttemptOutcome.Rejected] = 2,
        [AttemptOutcome.Failed] = 1,
        [AttemptOutcome.OptedOut] = 1,
    };

    /// <summary>
    /// Whether the last two digits of an address select a script (see <see cref="MagicNumber"/>). Faults do not apply to scripted calls.
    /// Default: true. Set it to false for a rehearsal with real contacts.
    /// </summary>
    public bool MagicNumbers { get; init; } = true;

    /// <summary>Whether reports name the call by the provider's own id instead of the attempt. Default: false.</summary>
    public bool ReportsByCallId { get; init; }

    /// <summary>How long a throttled engine must wait. More than 0, up to 1 day. Default: 30 seconds.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The scheduled outages. Default: none. The first outage in force applies, before magic numbers and faults.</summary>
    public IReadOnlyList<SimulatedOutage> Outages { get; init; } = [];

    /// <summary>The shares of faults. Default: no faults.</summary>
    public SimulatedProviderFaults Faults { get; init; } = new();

    /// <summary>
    /// Seeds the draws. The draws of a call depend on the seed, the campaign, the address, and the number of the dispatch among the
    /// contact's dispatches. They do not depend on the order of calls. Default: 0.
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
        problems.Require(
            !ReportsByCallId || !string.IsNullOrEmpty(Name), nameof(Name), Name, "name the provider whose call ids are reported");
        var fits = Outcomes.All(pair => pair.Key.IsOfContact() && pair.Value is >= 0 and <= 1_000_000);
        problems.Require(
            fits && Outcomes.Values.Any(weight => weight > 0), nameof(Outcomes), "a mix",
            "give contact outcomes weights of 0 to 1,000,000, one above 0");
        foreach (var outage in Outages)
        {
            problems.Require(outage.From < outage.To, nameof(Outages), outage, "use an end after the start");
        }

        Faults.AddProblems(problems);
        return problems;
    }
}
