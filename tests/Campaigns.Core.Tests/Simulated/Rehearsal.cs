namespace Campaigns.Tests.Simulated;

/// <summary>A harness whose voice channel is a simulated provider.</summary>
internal sealed class Rehearsal : IDisposable
{
    public Rehearsal(SimulatedProviderOptions? options = null, Action<ProviderOptions>? configure = null, int? order = null)
    {
        SimulatedProvider? provider = null;
        Harness = new CampaignHarness(
            engine => engine.AddProvider(
                "voice", provider = new SimulatedProvider(engine.TimeProvider!, options, engine.TaskScheduler), configure),
            seed: order);
        Provider = provider!;
        Provider.Reports = () => Harness.Reports;
    }

    public CampaignHarness Harness { get; }

    public SimulatedProvider Provider { get; }

    public void Dispose()
    {
        Provider.Dispose();
        Harness.Dispose();
    }

    /// <summary>Three attempts a minute apart, a timeout of five minutes: what the table in docs/testing.md shows.</summary>
    public static CampaignDefinition Documented(int maxConcurrent = 10) => new()
    {
        Name = "rehearsal",
        MaxConcurrent = maxConcurrent,
        Steps = [new ContactStep { Channel = "voice", Retry = StepRetryPolicy.Fixed(
            3, TimeSpan.FromMinutes(1)), Timeout = TimeSpan.FromMinutes(5) }],
    };

    /// <summary>How a contact's attempts ended, but for those held back because another contact's was throttled.</summary>
    public static string Outcomes(ContactStatus contact) =>
        string.Join(", ", contact.Timeline.Select(attempt => attempt.Outcome).Where(outcome => outcome != AttemptOutcome.NotSent));

    /// <summary>Everything about a contact's attempts that a test can see.</summary>
    public static string Story(ContactStatus contact) =>
        $"{contact.State}: {string.Join(", ", contact.Timeline.Select(attempt => $"{attempt.Outcome} {attempt.CommittedAt:O} {attempt.EndedAt:O}"))}";
}
