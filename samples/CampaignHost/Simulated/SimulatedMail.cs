namespace Campaigns.Samples.CampaignHost.Simulated;

/// <summary>Stands in for a mail provider: every message is delivered at once. With faults, some are not sent.</summary>
internal sealed class SimulatedMail(Chance chance) : IProvider
{
    public ValueTask<DispatchResult> DispatchAsync(DispatchRequest request, CancellationToken cancellationToken) =>
        new(chance.Fails(2)
            ? DispatchResult.NotPlaced("the mail server is busy")
            : DispatchResult.Completed(AttemptOutcome.Completed, $"mail-{request.Attempt}"));
}
