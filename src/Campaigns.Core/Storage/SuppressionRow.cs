namespace Campaigns.Storage;

/// <summary>
/// An added or removed entry of a do-not-contact list. Tenant, <paramref name="Hash"/>, <paramref name="IsKey"/> and
/// <paramref name="Channel"/> identify it: a later row with the same values replaces it.
/// </summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Hash">The keyed hash of the contact's key or address, as in <see cref="HashOf"/>.</param>
/// <param name="IsKey">Whether the entry is about a contact key. False: about an address.</param>
/// <param name="Channel">The channel. Null: all channels.</param>
/// <param name="Text">The key or the address. Null once the person was erased. Do not log it.</param>
/// <param name="AddedAt">When the entry was added. Null if an earlier version added it.</param>
/// <param name="Reason">Why the entry was added.</param>
/// <param name="IsActive">Whether the entry is in force. False removes it.</param>
public sealed record SuppressionRow(
    string Tenant, UInt128 Hash, bool IsKey, string? Channel, string? Text, DateTimeOffset? AddedAt, SuppressionReason Reason,
    bool IsActive = true)
{
    /// <summary>Returns the keyed hash of a contact key or an address.</summary>
    /// <param name="key">The store's key, as in <see cref="StoreSnapshot.SuppressionKey"/>.</param>
    /// <param name="tenant">The tenant. The same text has another hash in another tenant.</param>
    /// <param name="text">The contact key, or the address in canonical form.</param>
    public static UInt128 HashOf(UInt128 key, string tenant, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return SipHash.Of(HashKeyOf(key, tenant), text);
    }

    /// <summary>Returns the entry without the person.</summary>
    public override string ToString() =>
        $"suppression of {(IsKey ? "a contact" : "an address")} of {Tenant} on {Channel ?? "all channels"}";

    internal static UInt128 HashKeyOf(UInt128 key, string tenant) => SipHash.Of(key, tenant);
}

/// <summary>An entry of a do-not-contact list, without the person.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Hash">The keyed hash of the contact's key or address.</param>
/// <param name="IsKey">Whether the entry is about a contact key. False: about an address.</param>
/// <param name="Channel">The channel. Null: all channels.</param>
public readonly record struct SuppressionMark(string Tenant, UInt128 Hash, bool IsKey, string? Channel);

/// <summary>Selects entries of a do-not-contact list: those with given hashes, or a page of all.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Hashes">
/// The hashes. Null: a page of all entries, in order of hash, addresses before keys, then channel in ordinal order.
/// </param>
/// <param name="After">Only entries after this one in this order. It need not exist. Null: from the first. Only for a page.</param>
/// <param name="Limit">The maximum number of entries. Only for a page.</param>
public sealed record SuppressionQuery(string Tenant, IReadOnlyList<UInt128>? Hashes, SuppressionMark? After, int Limit);
