namespace Campaigns;

/// <content>Do-not-contact lists, and the erasure of persons.</content>
public partial interface ICampaignOperations
{
    /// <summary>Returns a page of a tenant's do-not-contact list. The order is random, and the same for every reading.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="after">The cursor of the page before. Null, the default: the first page.</param>
    /// <param name="limit">The maximum number of entries, 1 to 1,000. Default: 100.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="CampaignException">The cursor is not of this list.</exception>
    Task<CampaignPage<SuppressionEntry>> ListSuppressionsAsync(
        string tenant, string? after = null, int limit = 100, CancellationToken cancellationToken = default);

    /// <summary>Returns the entries of the do-not-contact list that hold for a person, on any channel, in any order.</summary>
    /// <param name="person">The person.</param>
    /// <param name="cancellationToken">Withdraws the request unless the engine has already taken it.</param>
    /// <returns>
    /// The entries. Empty if the person may be contacted. An entry of an erased person has the value that the request names.
    /// </returns>
    /// <exception cref="ArgumentException">The person has neither a key nor an address, or a value would match nobody.</exception>
    /// <exception cref="CampaignException">The numbering plans refuse a number.</exception>
    Task<IReadOnlyList<SuppressionEntry>> FindSuppressionsAsync(PersonIdentity person, CancellationToken cancellationToken = default);

    /// <summary>
    /// Adds many entries to a tenant's do-not-contact list, in portions of 10,000. A portion that is committed stays, even if a later one
    /// fails or the import is canceled. A repeated import adds nothing twice. Open jobs of the persons end as with
    /// <see cref="ICampaignReports.SuppressAsync"/>.
    /// </summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="entries">
    /// The entries. An entry of another tenant, or with a number that the numbering plans refuse, is refused alone.
    /// </param>
    /// <param name="cancellationToken">Ends the import after the current portion.</param>
    /// <exception cref="CampaignException">
    /// No provider serves the channel of an entry, so the entry would match nobody. Nothing of the entry's portion is added.
    /// </exception>
    Task<SuppressionImport> ImportSuppressionsAsync(
        string tenant, IAsyncEnumerable<Suppression> entries, CancellationToken cancellationToken = default);

    /// <summary>Judges entries as <see cref="ImportSuppressionsAsync"/> does, and adds none.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="entries">The entries. They are read one by one.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The valid entries as added, whether or not the list has them already, and the refused ones.</returns>
    Task<SuppressionImport> CheckSuppressionsAsync(
        string tenant, IAsyncEnumerable<Suppression> entries, CancellationToken cancellationToken = default);

    /// <summary>
    /// Erases a person: ends the person's open jobs, and overwrites the person's contacts in all campaigns of the tenant, with their
    /// addresses, data, contents, results, events and changes. Counts, outcomes, times and costs stay. Only a keyed hash of each key and
    /// address is left, on the do-not-contact list, so that the person is never contacted again.
    /// </summary>
    /// <remarks>
    /// All contacts with the key or one of the addresses are erased, together with all contacts of the tenant that have the same key. If
    /// several persons share an address, give the key alone. When this completes, the erasure is committed. A contact with a live call
    /// follows when the call has ended, after a restart too. A repeated erasure changes nothing.
    /// </remarks>
    /// <param name="person">The person.</param>
    /// <param name="cancellationToken">Withdraws the request unless the engine has already taken it.</param>
    /// <exception cref="ArgumentException">The person has neither a key nor an address, or a value would match nobody.</exception>
    /// <exception cref="CampaignException">The numbering plans refuse a number.</exception>
    Task<ErasureReceipt> EraseAsync(PersonIdentity person, CancellationToken cancellationToken = default);
}
