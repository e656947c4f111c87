using static Campaigns.Tests.People;

namespace Campaigns.Tests.Simulated;

/// <summary>Scheduled outages and random faults. The same seed always gives the same run.</summary>
public class SimulatedProviderFaultTests
{
    private static readonly DateTimeOffset Five = Nine + Minutes(5);

    [Fact]
    public void While_nothing_is_placed_nothing_is_spent_and_everybody_is_reached_afterwards()
    {
        using var rehearsal = WithOutage(SimulatedOutageKind.NotPlaced);
        var campaign = rehearsal.Harness.Run(Rehearsal.Documented(maxConcurrent: 3), Good(30));

        rehearsal.Harness.Advance(Minutes(5));
        Assert.Equal(0, rehearsal.Provider.Placed);
        Assert.Equal((0, 0), (rehearsal.Harness.Statistics(campaign).Completed, rehearsal.Harness.Statistics(campaign).RetriesAttempted));
        rehearsal.Harness.Advance(Hours(1));

        Assert.Equal((30, 30), (rehearsal.Harness.Statistics(campaign).Completed, rehearsal.Provider.Placed));
        Assert.Equal(1, rehearsal.Harness.Contact(campaign, "p00001").Attempts);
    }

    [Fact]
    public void While_it_throttles_it_is_left_alone_for_as_long_as_it_says()
    {
        using var rehearsal = WithOutage(SimulatedOutageKind.Throttles);
        var campaign = rehearsal.Harness.Run(Rehearsal.Documented(maxConcurrent: 1), Good(3));

        rehearsal.Harness.Advance(Minutes(4) + Seconds(59));
        Assert.Equal((10, 0), (rehearsal.Provider.Dispatches, rehearsal.Provider.Placed)); // every 30 s
        rehearsal.Harness.Advance(Minutes(10));

        Assert.Equal((3, 0), (rehearsal.Harness.Statistics(campaign).Completed, rehearsal.Harness.Statistics(campaign).RetriesAttempted));
    }

    [Theory]
    [InlineData(SimulatedOutageKind.Throws)]
    [InlineData(SimulatedOutageKind.Hangs)]
    public void While_it_throws_or_hangs_attempts_are_unknown_and_the_breaker_spares_the_rest(SimulatedOutageKind kind)
    {
        using var rehearsal = WithOutage(kind);
        var campaign = rehearsal.Harness.Run(Rehearsal.Documented(maxConcurrent: 5), Good(100));

        rehearsal.Harness.Advance(Hours(1));

        var statistics = rehearsal.Harness.Statistics(campaign);
        Assert.InRange(statistics.Unknown, 10, 25);
        Assert.Equal(100, statistics.Unknown + statistics.Completed);
        Assert.Equal(statistics.Completed, rehearsal.Provider.Placed);
    }

    [Fact]
    public void Reports_lost_in_an_outage_are_found_by_look_up()
    {
        using var rehearsal = WithOutage(SimulatedOutageKind.ReportsLost);
        var campaign = rehearsal.Harness.Run(Rehearsal.Documented(maxConcurrent: 100), Good(20));

        rehearsal.Harness.Advance(Minutes(5) - Seconds(1));
        Assert.Equal(20, rehearsal.Harness.Statistics(campaign).Live);
        rehearsal.Harness.Advance(Minutes(1));

        Assert.Equal((20, 0), (rehearsal.Harness.Statistics(campaign).Completed, rehearsal.Harness.Statistics(campaign).Unknown));
    }

    [Theory]
    [InlineData(SimulatedOutageKind.Throws, JobState.Live, JobState.Completed)]
    [InlineData(SimulatedOutageKind.Hangs, JobState.Live, JobState.Completed)]
    [InlineData(SimulatedOutageKind.Throttles, JobState.Unknown, JobState.Unknown)]
    [InlineData(SimulatedOutageKind.NotPlaced, JobState.Unknown, JobState.Unknown)]
    public void Look_up_fails_in_an_outage_too_and_is_repeated(SimulatedOutageKind kind, JobState within, JobState after)
    {
        using var rehearsal =
            new Rehearsal(new SimulatedProviderOptions { Outages = [new SimulatedOutage(Nine + Minutes(1), Nine + Minutes(9), kind)] });
        var campaign = rehearsal.Harness.Run(Rehearsal.Documented(), new Contact("ann", MagicNumber.NeverReported.Phone()));

        rehearsal.Harness.Advance(Minutes(8));
        Assert.Equal((within, 1), (rehearsal.Harness.Contact(campaign, "ann").State, rehearsal.Provider.Placed));
        rehearsal.Harness.Advance(Minutes(3));
        Assert.Equal((after, 1), (rehearsal.Harness.Contact(campaign, "ann").State, rehearsal.Provider.Placed));
    }

    [Fact]
    public async Task Look_up_says_for_certain_that_a_call_never_came()
    {
        using var provider = new SimulatedProvider(new VirtualTimeProvider());

        Assert.Equal(LookUpResult.NotPlaced, await provider.QueryAsync(new AttemptId(1, 2, 3), null, CancellationToken.None));
    }

    public static TheoryData<SimulatedProviderFaults, AttemptOutcome, int> Faults => new()
    {
        { new() { ThrowsBeforePlacing = 1 }, AttemptOutcome.Unknown, 0 },
        { new() { ThrowsAfterPlacing = 1 }, AttemptOutcome.Rejected, 1 },
        { new() { HangsBeforePlacing = 1 }, AttemptOutcome.Unknown, 0 },
        { new() { HangsAfterPlacing = 1 }, AttemptOutcome.Rejected, 1 },
        { new() { NotPlaced = 1 }, AttemptOutcome.NotPlaced, 0 },
        { new() { Throttled = 1 }, AttemptOutcome.Throttled, 0 },
        { new() { ReportLost = 1 }, AttemptOutcome.Rejected, 1 },
        { new() { ReportLost = 1, LookUpFindsNothing = 1 }, AttemptOutcome.Unknown, 1 },
        { new() { ReportLost = 1, LookUpThrows = 1 }, AttemptOutcome.Unknown, 1 },
        { new() { ReportLost = 1, LookUpHangs = 1 }, AttemptOutcome.Unknown, 1 },
        { new() { ReportDoubled = 1 }, AttemptOutcome.Rejected, 1 },
        { new() { ReportDelayed = 1 }, AttemptOutcome.Rejected, 1 },
        { new() { ReportsEarly = 1 }, AttemptOutcome.Rejected, 1 },
        { new() { ReportCorrected = 1 }, AttemptOutcome.Rejected, 1 },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void Each_fault_alone_does_what_it_says(SimulatedProviderFaults faults, AttemptOutcome outcome, int placed)
    {
        var mix = new Dictionary<AttemptOutcome, int> { [AttemptOutcome.Rejected] = 1 };
        using var rehearsal = new Rehearsal(new SimulatedProviderOptions { Faults = faults, Outcomes = mix });
        var campaign = rehearsal.Harness.Run(Calls(StepRetryPolicy.None), new Contact("ann", "+15550000099"));

        rehearsal.Harness.Advance(Hours(1));

        Assert.Equal(outcome, rehearsal.Harness.Contact(campaign, "ann").Timeline[0].Outcome);
        Assert.Equal(placed, rehearsal.Provider.Placed);
    }

    [Fact]
    public void Reports_come_early_late_and_corrected()
    {
        var ends = new Dictionary<AttemptOutcome, int> { [AttemptOutcome.Rejected] = 1 };
        Assert.Equal(200, Ended(new() { ReportsEarly = 1 }, ends, Seconds(1))[AttemptOutcome.Rejected]); // as soon as the dispatch returns

        var late = new SimulatedProviderFaults { ReportDelayed = 1, ReportDelay = Seconds(100) };
        Assert.InRange(Ended(late, ends, Seconds(60))[AttemptOutcome.Rejected], 70, 130); // 100 expected, standard deviation 7
        Assert.Equal(200, Ended(late, ends, Seconds(110))[AttemptOutcome.Rejected]);

        ends[AttemptOutcome.OptedOut] = 1;
        var corrected = Ended(new() { ReportCorrected = 1 }, ends, Minutes(2))[AttemptOutcome.OptedOut]; // either of two reports: 3 in 4
        Assert.InRange(corrected, 120, 180);
    }

    [Fact]
    public void Same_seed_tells_the_same_story_and_another_seed_another()
    {
        Assert.Equal(Stories(seed: 1), Stories(seed: 1));
        Assert.NotEqual(Stories(seed: 1), Stories(seed: 2));
    }

    [Fact]
    public void Fate_of_a_call_hangs_on_nobody_else()
    {
        var apart = Fates(Many(200).Take(100)).Concat(Fates(Many(200).Skip(100)));
        var together = Fates(Many(200).Reverse());

        Assert.Equal(apart.Order(), together.Order());
    }

    [Fact, Trait("Category", "Sweep")]
    public void Outcomes_follow_the_mix_and_lengths_the_spread()
    {
        const int People = 10_000;
        using var rehearsal = new Rehearsal(new SimulatedProviderOptions { Spread = 0.5, MagicNumbers = false });
        var campaign = rehearsal.Harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: People), Many(People));

        rehearsal.Harness.Advance(Seconds(4.9));
        Assert.Equal(People, rehearsal.Provider.Live);
        rehearsal.Harness.Advance(Seconds(5.1));
        Assert.InRange(rehearsal.Provider.Live, (People / 2) - 250, (People / 2) + 250); // five standard deviations
        rehearsal.Harness.Advance(Seconds(5));
        Assert.Equal(0, rehearsal.Provider.Live);

        var outcomes = rehearsal.Harness.Statistics(campaign).Outcomes;
        foreach (var (outcome, weight) in new SimulatedProviderOptions().Outcomes)
        {
            var share = weight / 100.0;
            var spread = 5 * Math.Sqrt(People * share * (1 - share));
            Assert.InRange(outcomes[outcome], (People * share) - spread, (People * share) + spread);
        }
    }

    [Fact]
    public void Everybody_ends_and_the_books_balance_whatever_goes_wrong()
    {
        for (var seed = 1; seed <= 10; seed++)
        {
            using var rehearsal = new Rehearsal(Everything(seed), order: seed);
            var campaign = rehearsal.Harness.Run(Rehearsal.Documented(maxConcurrent: 20), Many(60));

            rehearsal.Harness.Advance(Hours(12));

            var statistics = rehearsal.Harness.Statistics(campaign);
            var told = $"seed {seed}: {statistics}";
            Assert.True(statistics.Completed + statistics.Failed + statistics.Unknown == 60, told);
            Assert.True(statistics.Live == 0, told);
            var entries = Many(60).SelectMany(contact => rehearsal.Harness.Contact(campaign, contact.Key).Timeline).ToList();
            Assert.Equal(
                entries.CountBy(entry => entry.Outcome).ToDictionary(pair => pair.Key, pair => (long)pair.Value).OrderBy(pair => pair.Key),
                statistics.Outcomes.OrderBy(pair => pair.Key));
        }
    }

    private static SimulatedProviderOptions Everything(int seed) => new()
    {
        Seed = seed,
        MagicNumbers = false,
        Latency = Seconds(0.2),
        Spread = 0.9,
        Outages = [new SimulatedOutage(Five, Five + Minutes(1), SimulatedOutageKind.Throws)],
        Faults = new SimulatedProviderFaults
        {
            ThrowsBeforePlacing = 0.02,
            ThrowsAfterPlacing = 0.02,
            HangsBeforePlacing = 0.02,
            HangsAfterPlacing = 0.02,
            NotPlaced = 0.05,
            Throttled = 0.02,
            ReportLost = 0.1,
            ReportDoubled = 0.2,
            ReportDelayed = 0.2,
            ReportsEarly = 0.1,
            ReportCorrected = 0.1,
            LookUpThrows = 0.1,
            LookUpHangs = 0.1,
            LookUpFindsNothing = 0.1,
        },
    };

    /// <summary>The outcomes of the calls, out of 200 that begin together, that have ended after a given time.</summary>
    private static IReadOnlyDictionary<AttemptOutcome, long> Ended(
        SimulatedProviderFaults faults, IReadOnlyDictionary<AttemptOutcome, int> mix, TimeSpan after)
    {
        using var rehearsal = new Rehearsal(new SimulatedProviderOptions { Faults = faults, Outcomes = mix, MagicNumbers = false });
        var campaign = rehearsal.Harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 200), Many(200));
        rehearsal.Harness.Advance(after);
        return rehearsal.Harness.Statistics(campaign).Outcomes;
    }

    private static string Stories(int seed)
    {
        using var rehearsal = new Rehearsal(Everything(seed));
        var campaign = rehearsal.Harness.Run(Rehearsal.Documented(), Many(100));
        rehearsal.Harness.Advance(Hours(6));
        return string.Join('\n', Many(100).Select(contact => Rehearsal.Story(rehearsal.Harness.Contact(campaign, contact.Key))));
    }

    private static List<string> Fates(IEnumerable<Contact> contacts)
    {
        var people = contacts.ToList();
        using var rehearsal = new Rehearsal(new SimulatedProviderOptions { Spread = 0.5, MagicNumbers = false });
        var campaign = rehearsal.Harness.Run(Rehearsal.Documented(maxConcurrent: 1_000), people);
        rehearsal.Harness.Advance(Hours(1));
        return [.. people.Select(contact => $"{contact.Key} {Rehearsal.Story(rehearsal.Harness.Contact(campaign, contact.Key))}")];
    }

    private static Rehearsal WithOutage(SimulatedOutageKind kind) =>
        new(new SimulatedProviderOptions { Outages = [new SimulatedOutage(Nine, Five, kind)] });

    /// <summary>Contacts whose calls are completed.</summary>
    private static IEnumerable<Contact> Good(int count) =>
        Enumerable.Range(1, count).Select(i => new Contact($"p{i:D5}", MagicNumber.Completed.Phone(i)));
}
