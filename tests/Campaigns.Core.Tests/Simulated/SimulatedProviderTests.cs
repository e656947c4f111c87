using static Campaigns.Tests.People;

namespace Campaigns.Tests.Simulated;

/// <summary>Each magic number does what docs/testing.md says, as seen by the calling campaign.</summary>
public class SimulatedProviderTests
{
    public static TheoryData<string, string, string, string> Rows => [.. Documented()];

    [Fact]
    public void Page_lists_every_magic_number_once_in_order() =>
        Assert.Equal(
            Enum.GetValues<MagicNumber>().Select(script => $"{(int)script:D2} {script}"),
            Documented().Select(row => $"{row.Item1} {row.Item2}"));

    [Theory]
    [MemberData(nameof(Rows))]
    public void Magic_number_does_what_the_page_says(string digits, string name, string outcomes, string state)
    {
        var script = Enum.Parse<MagicNumber>(name);
        Assert.EndsWith(digits, script.Phone(), StringComparison.Ordinal);
        using var rehearsal = new Rehearsal();
        var campaign =
            rehearsal.Harness.Run(Rehearsal.Documented(), new Contact("ann", script.Phone()), new Contact("bob", "+155501001" + digits));

        rehearsal.Harness.Advance(Hours(1));

        foreach (var key in new[] { "ann", "bob" })
        {
            var contact = rehearsal.Harness.Contact(campaign, key);
            Assert.Equal(outcomes, Rehearsal.Outcomes(contact));
            Assert.Equal(state, contact.State.ToString());
        }

        Assert.Equal(0, rehearsal.Harness.Statistics(campaign).Live);
        Assert.Equal((0, 0), (rehearsal.Provider.Live, rehearsal.Provider.Undelivered));
    }

    /// <summary>
    /// This includes dispatches that threw. Their reports come under a call id that the engine does not know, and a lookup by call id finds
    /// the attempt.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_row_comes_to_the_same_end_in_any_order_of_tasks_however_reports_name_the_call(bool byCallId)
    {
        for (var order = 1; order <= 5; order++)
        {
            using var rehearsal =
                new Rehearsal(new SimulatedProviderOptions { Name = "voice-1", ReportsByCallId = byCallId }, order: order);
            var everybody = Documented().Select(row => new Contact(row.Item2, "+155501001" + row.Item1));
            var campaign = rehearsal.Harness.Run(Rehearsal.Documented(maxConcurrent: 100), everybody);
            rehearsal.Harness.Advance(Hours(2));
            foreach (var (_, name, outcomes, state) in Documented())
            {
                var contact = rehearsal.Harness.Contact(campaign, name);
                var told = (Rehearsal.Outcomes(contact), contact.State.ToString());
                Assert.True((outcomes, state) == told, $"order {order}, {name}: {told}");
            }

            Assert.Empty(rehearsal.Harness.Unmatched());
        }
    }

    [Fact]
    public void Completed_call_takes_ten_seconds_and_says_on_the_way_where_it_stands()
    {
        using var rehearsal = new Rehearsal();
        var campaign = rehearsal.Harness.Run(Rehearsal.Documented(), new Contact("ann", MagicNumber.Completed.Phone()));
        AttemptState State() => rehearsal.Harness.Contact(campaign, "ann").Timeline.Single().State;

        Assert.Equal((AttemptState.Accepted, 1), (State(), rehearsal.Provider.Live));
        rehearsal.Harness.Advance(Seconds(1));
        Assert.Equal(AttemptState.Ringing, State());
        rehearsal.Harness.Advance(Seconds(2));
        Assert.Equal(AttemptState.Answered, State());
        rehearsal.Harness.Advance(Seconds(6.9));
        Assert.Equal((AttemptState.Answered, 1), (State(), rehearsal.Provider.Live));
        rehearsal.Harness.Advance(Seconds(0.1));
        Assert.Equal((AttemptState.Ended, 0), (State(), rehearsal.Provider.Live));
        Assert.Equal("completed", rehearsal.Harness.Contact(campaign, "ann").Timeline.Single().ProviderStatus);
    }

    [Fact]
    public void Late_report_finds_an_unknown_attempt_and_revises_it()
    {
        using var rehearsal = new Rehearsal();
        var campaign = rehearsal.Harness.Run(Rehearsal.Documented(), new Contact("ann", MagicNumber.Late.Phone()));

        rehearsal.Harness.Advance(Minutes(5) + Seconds(1));
        Assert.Equal((1, 0), (rehearsal.Harness.Statistics(campaign).Unknown, rehearsal.Harness.Statistics(campaign).Live));
        rehearsal.Harness.Advance(Seconds(4));
        Assert.Equal((0, 1), (rehearsal.Harness.Statistics(campaign).Unknown, rehearsal.Harness.Statistics(campaign).Completed));
    }

    [Fact]
    public void Magic_numbers_turned_off_leave_everybody_to_the_mix()
    {
        var mix = new Dictionary<AttemptOutcome, int> { [AttemptOutcome.Rejected] = 1 };
        using var rehearsal = new Rehearsal(new SimulatedProviderOptions { MagicNumbers = false, Outcomes = mix });
        var everybody = Enum.GetValues<MagicNumber>().Select(script => new Contact(script.ToString(), script.Phone()));
        var campaign = rehearsal.Harness.Run(Calls(StepRetryPolicy.None), everybody);

        rehearsal.Harness.Advance(Hours(1));

        Assert.Equal(
            [KeyValuePair.Create(AttemptOutcome.Rejected, (long)Enum.GetValues<MagicNumber>().Length)],
            rehearsal.Harness.Statistics(campaign).Outcomes);
    }

    [Theory]
    [InlineData("someone05@example.com", MagicNumber.Rejected)]
    [InlineData("+15550000021", MagicNumber.Long)]
    [InlineData("+15550000022", null)]
    [InlineData("someone5@example.com", null)]
    [InlineData("someone@example00", null)]
    [InlineData("5", null)]
    [InlineData("", null)]
    public void Digits_before_the_at_sign_count(string address, MagicNumber? script) => Assert.Equal(script, MagicNumbers.Find(address));

    [Fact]
    public void Abort_ends_the_call_and_silences_it()
    {
        using var rehearsal = new Rehearsal();
        var campaign = rehearsal.Harness.Run(Rehearsal.Documented(), new Contact("ann", MagicNumber.Completed.Phone()));

        rehearsal.Harness.Do(client => client.CancelAsync(campaign, CancelMode.Abort));
        Assert.Equal(0, rehearsal.Provider.Live);
        rehearsal.Harness.Advance(Hours(1));

        Assert.Equal(AttemptOutcome.Aborted, rehearsal.Harness.Contact(campaign, "ann").Timeline.Single().Outcome);
    }

    [Fact]
    public void Calls_outlive_a_restart_and_are_reported_to_the_new_engine()
    {
        using var rehearsal = new Rehearsal();
        var campaign = rehearsal.Harness.Run(Rehearsal.Documented(), new Contact("ann", MagicNumber.Completed.Phone()));

        rehearsal.Harness.Advance(Seconds(5));
        rehearsal.Harness.Restart();
        rehearsal.Harness.Advance(Seconds(5));

        Assert.Equal(JobState.Completed, rehearsal.Harness.Contact(campaign, "ann").State);
    }

    [Fact]
    public void Without_a_client_nothing_is_placed_and_the_timeline_says_why()
    {
        using var rehearsal = new Rehearsal();
        rehearsal.Provider.Reports = null;
        var campaign = rehearsal.Harness.Run(Rehearsal.Documented(), new Contact("ann", MagicNumber.Completed.Phone()));

        var attempt = rehearsal.Harness.Contact(campaign, "ann").Timeline[0];
        Assert.Equal((AttemptOutcome.NotPlaced, 0), (attempt.Outcome, rehearsal.Provider.Placed));
        Assert.Contains("no client", attempt.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_that_make_no_sense_are_refused_all_at_once()
    {
        var options = new SimulatedProviderOptions
        {
            Latency = Seconds(-1),
            CallLength = TimeSpan.FromDays(2),
            Spread = 1.1,
            RetryAfter = TimeSpan.Zero,
            ReportsByCallId = true,
            Outcomes = new Dictionary<AttemptOutcome, int> { [AttemptOutcome.Unknown] = 1 },
            Outages = [new SimulatedOutage(Nine, Nine, SimulatedOutageKind.Hangs)],
            Faults = new SimulatedProviderFaults { NotPlaced = 0.6, Throttled = 0.6, ReportDelay = Seconds(-1) },
        };

        var refusal = Assert.Throws<CampaignException>(() => new SimulatedProvider(TimeProvider.System, options));

        Assert.Contains("9 problem(s)", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Name is missing", refusal.Message, StringComparison.Ordinal);
    }

    private static IEnumerable<(string, string, string, string)> Documented()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Campaigns.Core.sln")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return File.ReadLines(Path.Combine(folder, "docs", "testing.md"))
            .SkipWhile(line => !line.StartsWith("| digits |", StringComparison.Ordinal))
            .Skip(2)
            .TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Split('|')[1..^1].Select(cell => cell.Trim(' ', '`')).ToArray())
            .Select(cells => (cells[0], cells[1], cells[3], cells[4]));
    }
}
