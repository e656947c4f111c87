using Campaigns;

namespace Company.CampaignHost1.Providers;

/// <summary>
/// Places calls. Fill in <see cref="DispatchAsync"/>. Services of the host can be injected, such as an <see cref="HttpClient"/> and
/// <see cref="ICampaignReports"/>, which takes callbacks.
/// </summary>
public sealed class VoiceProvider : IProvider
{
    /// <summary>Places one call, and returns as soon as the carrier has it.</summary>
    /// <remarks>
    /// Give the carrier <c>request.Attempt</c> as its reference: callbacks name it. An exception or a timeout means that the call may have
    /// reached somebody, so it is not repeated. Return <see cref="DispatchResult.NotPlaced"/> only if nothing can have rung.
    /// </remarks>
    public ValueTask<DispatchResult> DispatchAsync(DispatchRequest request, CancellationToken cancellationToken)
    {
        // For example: var call = await carrier.CallAsync(request.Address, request.Attempt.ToString(), cancellationToken);
        //              return DispatchResult.Accepted(call.Id);
        // and when the carrier reports the end: await reports.ReportAsync(ProviderReport.Ended(attempt, AttemptOutcome.Completed));
        return new(DispatchResult.ProviderDown("Providers/VoiceProvider.cs is not filled in")); // costs the contact nothing
    }
}
