namespace Campaigns;

/// <summary>
/// The change feed: every change of campaigns, contacts, attempts, providers and channels, in order, written in the commit that makes the
/// change. Readers are durable by name. Requests complete and fail as described for <see cref="ICampaignClient"/>.
/// </summary>
/// <remarks>
/// A change is written only if a subscription matches it when it happens. Changes are kept for <see cref="CampaignsOptions.FeedAge"/>.
/// Each reader gets each change at least once: a reader that restarts gets again what it has not acknowledged.
/// </remarks>
public interface ICampaignFeed
{
    /// <summary>
    /// Adds a reader. Its position is the end of the feed: it gets the changes that happen from now on. If the reader exists, replaces its
    /// filter, and the position stays.
    /// </summary>
    /// <param name="name">The reader's name: 1 to 100 characters.</param>
    /// <param name="filter">The changes that the reader gets.</param>
    /// <param name="cancellationToken">Withdraws the request unless the engine has already taken it.</param>
    /// <exception cref="CampaignException">There are 100 readers already.</exception>
    Task SubscribeAsync(string name, ChangeFilter filter, CancellationToken cancellationToken = default);

    /// <summary>Removes a reader. Changes that were written for it stay until their age. Does nothing if there is no such reader.</summary>
    /// <param name="name">The reader's name.</param>
    /// <param name="cancellationToken">Withdraws the request unless the engine has already taken it.</param>
    Task UnsubscribeAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>Returns all readers, in order of name.</summary>
    /// <param name="cancellationToken">Withdraws the request unless the engine has already taken it.</param>
    Task<IReadOnlyList<FeedSubscription>> ListSubscriptionsAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Reads the changes after the reader's position, then waits for new ones. Ends when the engine stops. The filter is the one in force
    /// when the reading begins. Reading does not acknowledge.
    /// </summary>
    /// <remarks>
    /// If changes that the reader may need were removed by age, the first change is of the kind <see cref="ChangeKinds.Missed"/>.
    /// Acknowledge it like any other.
    /// </remarks>
    /// <param name="reader">The reader's name.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="CampaignException">There is no such reader, or the store failed. Read again: the position stays.</exception>
    IAsyncEnumerable<CampaignChange> ReadAsync(string reader, CancellationToken cancellationToken = default);

    /// <summary>Reads the changes after a position like a reader, without a name. Finds only what was written for some reader.</summary>
    /// <param name="after">The sequence to begin after. 0: from the first kept change.</param>
    /// <param name="filter">The changes to return.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="CampaignException">The store failed. Read on after the last change.</exception>
    IAsyncEnumerable<CampaignChange> ReadAsync(long after, ChangeFilter filter, CancellationToken cancellationToken = default);

    /// <summary>Reads a portion of the changes after a position, and does not wait. Finds only what was written for some reader.</summary>
    /// <param name="after">The sequence to begin after. 0: from the first kept change.</param>
    /// <param name="filter">The changes to return.</param>
    /// <param name="limit">The maximum number of changes to examine, including those that do not match: 1 to 1,000. Default: 100.</param>
    /// <param name="cancellationToken">Cancels the wait for the store.</param>
    /// <exception cref="CampaignException">The store failed.</exception>
    Task<ChangeList> ListChangesAsync(
        long after, ChangeFilter filter, int limit = 100, CancellationToken cancellationToken = default);

    /// <summary>
    /// Moves a reader's position forward. After this completes, no reading of this name gets changes up to this sequence again. A sequence
    /// before the position changes nothing.
    /// </summary>
    /// <param name="reader">The reader's name.</param>
    /// <param name="sequence">The sequence of the last change that was dealt with.</param>
    /// <param name="cancellationToken">Withdraws the request unless the engine has already taken it.</param>
    /// <exception cref="CampaignException">There is no such reader, or the feed has not reached the sequence.</exception>
    Task AcknowledgeAsync(string reader, long sequence, CancellationToken cancellationToken = default);
}
