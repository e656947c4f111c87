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

    /// <summary>Three attempts a minute apart with a timeout of five minutes, as in the table in docs/testing.md.</summary>
    public static CampaignDefinition Documented(int maxConcurrent = 10) => new()
    {
        Name = "rehearsal",
        MaxConcurrent = maxConcurrent,
        Steps = [new ContactStep { Channel = "voice", Retry = StepRetryPolicy.Fixed(
            3, TimeSpan.FromMinutes(1)), Timeout = TimeSpan.FromMinutes(5) }],
    };

    /// <summary>The outcomes of a contact's attempts, except attempts held back because another contact's attempt was throttled.</summary>
    public static string Outcomes(ContactStatus contact) =>
        string.Join(", ", contact.Timeline.Select(attempt => attempt.Outcome).Where(outcome => outcome != AttemptOutcome.NotSent));

    /// <summary>Everything observable about a contact's attempts, as text.</summary>
    public static string Story(ContactStatus contact) =>
        $"{contact.State}: {string.Join(", ", contact.Timeline.Select(attempt => $"{attempt.Outcome} {attempt.CommittedAt:O} {attempt.EndedAt:O}"))}";
}
