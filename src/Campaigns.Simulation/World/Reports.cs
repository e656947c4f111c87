namespace Campaigns.Simulation;

/// <summary>Delivers the providers' callbacks to the engine and repeats unacknowledged ones, as webhooks do.</summary>
internal sealed class Reports(SimulatedWorld world)
{
    private const int MaxTries = 30;

    public RequestSender? Sender { get; set; }

    /// <summary>Delivers a report.</summary>
    /// <param name="attempt">The attempt; null for a call that is not ours.</param>
    /// <param name="report">The report.</param>
    public void Bring(AttemptFacts? attempt, ProviderReport report) => Bring(attempt, report, 1);

    private void Bring(AttemptFacts? attempt, ProviderReport report, int tries)
    {
        if (attempt is not null)
        {
            attempt.HeardAt = world.Kernel.Mono;
            world.Judge.Results.Told(attempt, report.AttemptResult, report.OccurredAt);
        }

        if (attempt is not null && report.State == AttemptState.Ended)
        {
            world.Judge.Told(attempt, report.Outcome);
        }

        var receipt = ReportReceipt.NoNews;
        Sender!.Ask(
            "reports",
            async engine => receipt = await engine.Reports.ReportAsync(report),
            (issued, _) => world.Judge.Reports.Acknowledged(attempt, report, receipt, issued),
            failure =>
            {
                world.Judge.Require(!RequestSender.IsRefusal(failure), 7, () => $"{report} about {attempt} was refused: {failure.Message}");
                if (tries < MaxTries && !RequestSender.IsRefusal(failure))
                {
                    world.Kernel.After(TimeSpan.FromSeconds(2 * tries), () => Bring(attempt, report, tries + 1));
                }
            });
    }
}
