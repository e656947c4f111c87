namespace Campaigns.Samples.CampaignHost.Simulated;

/// <summary>Stands in for a mail provider: every message is delivered at once. With faults, some are not sent.</summary>
internal sealed class SimulatedMail(Chance chance, CallLog calls) : IProvider
{
    public ValueTask<DispatchResult> DispatchAsync(DispatchRequest request, CancellationToken cancellationToken)
    {
        if (chance.Fails(2))
        {
            return new(DispatchResult.NotPlaced("the mail server is busy"));
        }

        calls.Note(request);
        return new(DispatchResult.Completed(AttemptOutcome.Completed, $"mail-{request.Attempt}"));
    }
}
