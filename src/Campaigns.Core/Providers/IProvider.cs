namespace Campaigns;

/// <summary>Delivers attempts on a channel. One method to write; two more if the provider can do them.</summary>
public interface IProvider
{
    /// <summary>
    /// Places one attempt. Return as soon as the provider has taken it: an outcome that comes later is reported through
    /// <see cref="ICampaignClient.ReportAsync"/>.
    /// </summary>
    /// <remarks>
    /// Called at most once for an attempt id; pass <see cref="DispatchRequest.Attempt"/> on as idempotency key where the provider
    /// takes one. An exception or a timeout is recorded as <see cref="Outcome.Unknown"/> and the attempt is not repeated: say
    /// <see cref="DispatchResult.NotPlaced"/> when you know that nothing was placed.
    /// </remarks>
    /// <param name="request">Whom to contact, and how.</param>
    /// <param name="cancellation">Set off when nobody waits for the answer any more.</param>
    ValueTask<DispatchResult> DispatchAsync(DispatchRequest request, CancellationToken cancellation);

    /// <summary>Looks up an attempt whose outcome never came, before it is closed as unknown.</summary>
    /// <param name="attempt">The attempt.</param>
    /// <param name="providerCallId">The provider's own id, if it gave one.</param>
    /// <param name="cancellation">Set off when nobody waits for the answer any more.</param>
    /// <returns>
    /// The outcome; <see cref="Outcome.None"/> while it is still live; <see cref="Outcome.NotPlaced"/> if the provider never had it, for
    /// certain: then it is tried again; null when the provider cannot say (the default).
    /// </returns>
    ValueTask<Outcome?> QueryAsync(AttemptId attempt, string? providerCallId, CancellationToken cancellation) => new((Outcome?)null);

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
