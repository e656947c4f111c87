using System.Runtime.InteropServices;
using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>
/// A tenant's do-not-contact list, as keyed hashes of keys and addresses. All of it is in memory, because the gate cannot
/// wait for the store.
/// </summary>
internal sealed class SuppressionList(string tenant, EverythingEntry everything)
{
    private const string AnyChannel = "";
    private readonly Dictionary<string, HashedSet> _keys = [];
    private readonly Dictionary<string, HashedSet> _addresses = [];
    private readonly UInt128 _hashKey = SuppressionRow.HashKeyOf(everything.SuppressionKey, tenant); // the store was read before

    /// <summary>Rises with every added entry.</summary>
    public int Version { get; private set; }

    /// <summary>The hash of a contact key or an address of this tenant.</summary>
    public UInt128 HashOf(string text) => SipHash.Of(_hashKey, text);

    /// <returns>False if the list has the entry already.</returns>
    public bool Add(Suppression entry) => Add(entry.ContactKey is not null, entry.Channel, HashOf(entry.ContactKey ?? entry.Address!));

    /// <returns>False if the list has the entry already.</returns>
    public bool Add(bool isKey, string? channel, UInt128 hash)
    {
        Version++;
        return (CollectionsMarshal.GetValueRefOrAddDefault(isKey ? _keys : _addresses, channel ?? AnyChannel, out _) ??= new()).Add(hash);
    }

    public void Remove(Suppression entry) =>
        Remove(entry.ContactKey is not null, entry.Channel, HashOf(entry.ContactKey ?? entry.Address!));

    public void Remove(bool isKey, string? channel, UInt128 hash)
    {
        var entries = isKey ? _keys : _addresses;
        if (entries.GetValueOrDefault(channel ?? AnyChannel) is { } list && list.Remove(hash) && list.Count == 0)
        {
            entries.Remove(channel ?? AnyChannel); // checks skip a channel without entries
        }
    }

    /// <summary>The channels on which the list has an entry with a hash. An empty channel stands for all channels.</summary>
    public IReadOnlyList<string> ChannelsOf(bool isKey, UInt128 hash) =>
        [.. (isKey ? _keys : _addresses).Where(list => list.Value.Contains(hash)).Select(list => list.Key)];

    /// <summary>
    /// Whether a job of the contact must end. A call job ends if the person must not be contacted on its current channel. A drip job ends
    /// if this is true of any channel of its protocol. Enrollments, reruns, open jobs and the gate use this one rule, so that the result
    /// does not depend on the order of events.
    /// </summary>
    /// <param name="plan">The job's protocol.</param>
    /// <param name="contact">The contact.</param>
    /// <param name="channel">The job's current channel.</param>
    public bool Ends(Plan plan, Contact contact, string channel)
    {
        if (contact.IsErased)
        {
            return true; // nobody is left to contact
        }

        if (_keys.Count == 0 && _addresses.Count == 0)
        {
            return false;
        }

        return IsOnAll(contact) || (plan.Exit is null ? IsOn(contact, channel) : Array.Exists(plan.Channels, used => IsOn(contact, used)));
    }

    /// <summary>Whether a person must not be contacted on a channel.</summary>
    public bool Covers(Contact contact, string channel) => IsOnAll(contact) || IsOn(contact, channel);

    /// <summary>Whether an entry is already on the list.</summary>
    public bool Holds(Suppression entry) =>
        Has(entry.ContactKey is null ? _addresses : _keys, entry.Channel ?? AnyChannel, entry.ContactKey ?? entry.Address!);

    private bool IsOnAll(Contact contact) =>
        Has(_keys, AnyChannel, contact.Key)
            || (_addresses.Count > 0 && _addresses.GetValueOrDefault(AnyChannel) is { } list && contact.HasAddressIn(list, _hashKey));

    private bool IsOn(Contact contact, string channel) =>
        Has(_keys, channel, contact.Key)
            || (_addresses.Count > 0 && contact.AddressOn(channel) is { } address && Has(_addresses, channel, address));

    private bool Has(Dictionary<string, HashedSet> entries, string channel, string value) =>
        entries.Count > 0 && entries.GetValueOrDefault(channel)?.Contains(HashOf(value)) == true;
}
