namespace Campaigns.Testing;

/// <summary>Brings the providers' callbacks to the engine, again while nobody acknowledges them, as webhooks do.</summary>
internal sealed class Reports(SimulatedWorld world)
{
    private const int MaxTries = 30;

    public Desk? Desk { get; set; }

    public void Bring(AttemptFacts attempt, ProviderReport report) => Bring(attempt, report, 1);

    private void Bring(AttemptFacts attempt, ProviderReport report, int tries)
    {
        if (report.State == AttemptState.Ended)
        {
            world.Judge.Told(attempt, report.Outcome);
        }

        Desk!.Ask(
            "reports",
            client => client.ReportAsync(report),
            (_, _) =>
            {
                if (report.State == AttemptState.Ended)
                {
                    world.Judge.Acknowledged(attempt, report.Outcome);
                }
            },
            failure =>
            {
                world.Judge.Require(!Desk.IsRefusal(failure), 7, () => $"a report about {attempt} was refused: {failure.Message}");
                if (tries < MaxTries && !Desk.IsRefusal(failure))
                {
                    world.Kernel.After(TimeSpan.FromSeconds(2 * tries), () => Bring(attempt, report, tries + 1));
                }
            });
    }
}
