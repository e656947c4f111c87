namespace Campaigns;

/// <summary>Delivers attempts on a channel. One method is required; three more are optional.</summary>
public interface IProvider
{
    /// <summary>
    /// Places one attempt. Return as soon as the provider has accepted it. Report a later outcome through
    /// <see cref="ICampaignReports.ReportAsync"/>.
    /// </summary>
    /// <remarks>
    /// Called at most once per attempt id. Pass <see cref="DispatchRequest.Attempt"/> to the provider as an idempotency key if it supports
    /// one. An exception or a timeout is recorded as <see cref="AttemptOutcome.Unknown"/>, and the attempt is not repeated. Return
    /// <see cref="DispatchResult.NotPlaced"/> when nothing was placed for certain.
    /// </remarks>
    /// <param name="request">The attempt to place.</param>
    /// <param name="cancellationToken">Canceled when the engine no longer waits for the answer.</param>
    ValueTask<DispatchResult> DispatchAsync(DispatchRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Looks up an attempt whose outcome never came, before it is closed as unknown. A lookup that throws, or takes longer than
    /// <see cref="ProviderOptions.DispatchTimeout"/>, is repeated with growing pauses: until the attempt's time is up, and at least six
    /// times.
    /// </summary>
    /// <remarks>
    /// At most 16 lookups of a provider run at the same time, and no more than <see cref="ProviderOptions.MaxDispatching"/>. Lookups use up
    /// to half of <see cref="ProviderOptions.Rate"/> and become fewer when they fail.
    /// </remarks>
    /// <param name="attempt">The attempt.</param>
    /// <param name="providerCallId">The provider's own id; null for none.</param>
    /// <param name="cancellationToken">Canceled when the engine no longer waits for the answer.</param>
    /// <returns>The result; <see cref="LookUpResult.CannotSay"/>, the default, for a provider without lookups.</returns>
    ValueTask<LookUpResult> QueryAsync(AttemptId attempt, string? providerCallId, CancellationToken cancellationToken) =>
        new(LookUpResult.CannotSay);

    /// <summary>
    /// Finds the attempt of a call when a report names the call by an unknown id. This happens when the provider received the attempt's id
    /// as a reference, but its answer to the dispatch was lost. Paced and repeated like lookups.
    /// </summary>
    /// <param name="callId">The provider's own id for the call.</param>
    /// <param name="cancellationToken">Canceled when the engine no longer waits for the answer.</param>
    /// <returns>The attempt; null, the default, if the call is not from this engine or the provider cannot tell.</returns>
    ValueTask<AttemptId?> ResolveAsync(string callId, CancellationToken cancellationToken) => new((AttemptId?)null);

    /// <summary>Ends a live attempt early. Return only when nobody is on the phone anymore; throw when that is not certain.</summary>
    /// <remarks>
    /// Optional. The default throws <see cref="NotSupportedException"/>. The attempt then continues until its outcome or its deadline.
    /// </remarks>
    /// <param name="attempt">The attempt.</param>
    /// <param name="providerCallId">The provider's own id; null for none.</param>
    /// <param name="cancellationToken">Canceled when the engine no longer waits for the answer.</param>
    ValueTask AbortAsync(AttemptId attempt, string? providerCallId, CancellationToken cancellationToken) =>
        throw new NotSupportedException("The provider cannot abort an attempt.");
}
