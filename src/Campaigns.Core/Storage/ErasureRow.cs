namespace Campaigns.Storage;

/// <summary>
/// The erasure of a person. The store overwrites everything of the person in the commit that writes the row, after all other rows of the
/// batch. It leaves out jobs that are live then. A pending row is stored, and the engine writes it again when no job is live.
/// </summary>
/// <param name="Id">The number of the erasure, unique among the pending ones.</param>
/// <param name="Tenant">The tenant.</param>
/// <param name="Keys">The person's contact keys.</param>
/// <param name="Addresses">The person's addresses, in canonical form and as given.</param>
/// <param name="IsPending">Whether a job of the person is live, so that the row is kept. False removes the row.</param>
public sealed record ErasureRow(long Id, string Tenant, IReadOnlyList<string> Keys, IReadOnlyList<string> Addresses, bool IsPending)
{
    /// <summary>Returns the row without the person.</summary>
    public override string ToString() => $"erasure {Id} in {Tenant}{(IsPending ? ", pending" : "")}";
}

/// <summary>How many rows an erasure has overwritten.</summary>
/// <param name="Contacts">Contacts.</param>
/// <param name="Attempts">Attempts of these contacts.</param>
/// <param name="Events">Entries of the event log.</param>
/// <param name="Changes">Entries of the change feed.</param>
public readonly record struct ErasedRows(int Contacts, int Attempts, int Events, int Changes);
