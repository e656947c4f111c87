namespace Campaigns;

/// <summary>Delivers attempts on a channel. One method to write; three more if the provider can do them.</summary>
public interface IProvider
{
    /// <summary>
    /// Places one attempt. Return as soon as the provider has taken it: an outcome that comes later is reported through
    /// <see cref="ICampaignReports.ReportAsync"/>.
    /// </summary>
    /// <remarks>
    /// Called at most once for an attempt id; pass <see cref="DispatchRequest.Attempt"/> on as idempotency key where the provider
    /// takes one. An exception or a timeout is recorded as <see cref="Outcome.Unknown"/> and the attempt is not repeated: say
    /// <see cref="DispatchResult.NotPlaced"/> when you know that nothing was placed.
    /// </remarks>
    /// <param name="request">Whom to contact, and how.</param>
    /// <param name="cancellation">Set off when nobody waits for the answer any more.</param>
    ValueTask<DispatchResult> DispatchAsync(DispatchRequest request, CancellationToken cancellation);

    /// <summary>
    /// Looks up an attempt whose outcome never came, before it is closed as unknown. A look-up that throws, or takes longer than
    /// <see cref="ProviderOptions.DispatchTimeout"/>, is repeated with growing pauses, for as long as the attempt has time and six times at least.
    /// </summary>
    /// <remarks>
    /// At most 16 look-ups of a provider are under way at once, no more than <see cref="ProviderOptions.MaxDispatching"/>; they take up to half of
    /// <see cref="ProviderOptions.Rate"/> and become fewer when they fail.
    /// </remarks>
    /// <param name="attempt">The attempt.</param>
    /// <param name="providerCallId">The provider's own id, if it gave one.</param>
    /// <param name="cancellation">Set off when nobody waits for the answer any more.</param>
    /// <returns>What became of it; <see cref="LookUp.CannotSay"/> for a provider that has no look-up (the default).</returns>
    ValueTask<LookUp> QueryAsync(AttemptId attempt, string? providerCallId, CancellationToken cancellation) => new(LookUp.CannotSay);

    /// <summary>
    /// Says which attempt a call is of, for a report that names the call by an id that no attempt is known by: the provider was given the
    /// attempt's id as a reference, and its answer to the dispatch was lost. Paced and repeated as look-ups are.
    /// </summary>
    /// <param name="callId">The provider's own id for the call.</param>
    /// <param name="cancellation">Set off when nobody waits for the answer any more.</param>
    /// <returns>The attempt; null when the call is not ours, or the provider cannot say (the default).</returns>
    ValueTask<AttemptId?> ResolveAsync(string callId, CancellationToken cancellation) => new((AttemptId?)null);

    /// <summary>Ends a live attempt early. To return says that nobody is on the phone any more: throw when that is not certain.</summary>
    /// <remarks>
    /// A provider that cannot leaves it out: the default throws <see cref="NotSupportedException"/>, and the attempt goes on, and is waited
    /// for, until its outcome or its deadline comes.
    /// </remarks>
    /// <param name="attempt">The attempt.</param>
    /// <param name="providerCallId">The provider's own id, if it gave one.</param>
    /// <param name="cancellation">Set off when nobody waits for the answer any more.</param>
    ValueTask AbortAsync(AttemptId attempt, string? providerCallId, CancellationToken cancellation) =>
        throw new NotSupportedException("The provider cannot end what it has placed.");
}
