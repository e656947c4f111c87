using System.Runtime.InteropServices;
namespace Campaigns.Scheduling;

/// <summary>A tenant's do-not-contact list in compact form. All of it is in memory, because the gate cannot wait for the store.</summary>
internal sealed class SuppressionList
{
    private const string AnyChannel = "";
    private readonly Dictionary<string, TextSet> _keys = [];
    private readonly Dictionary<string, TextSet> _addresses = [];

    /// <summary>Rises with every added entry.</summary>
    public int Version { get; private set; }

    public void Add(Suppression entry)
    {
        Version++;
        PlaceOf(entry).Add(entry.ContactKey ?? entry.Address!);
    }

    public void Remove(Suppression entry) => PlaceOf(entry).Remove(entry.ContactKey ?? entry.Address!);

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
        (entry.ContactKey is null ? _addresses : _keys).GetValueOrDefault(
            entry.Channel ?? AnyChannel)?.Contains(entry.ContactKey ?? entry.Address!) == true;

    private bool IsOnAll(Contact contact) =>
        Has(_keys, AnyChannel, contact.Key) || (_addresses.GetValueOrDefault(AnyChannel) is { } list && contact.HasAddressIn(list));

    private bool IsOn(Contact contact, string channel) =>
        Has(_keys, channel, contact.Key)
            || (_addresses.Count > 0 && contact.AddressOn(channel) is { } address && Has(_addresses, channel, address));

    private TextSet PlaceOf(Suppression entry)
    {
        var entries = entry.ContactKey is null ? _addresses : _keys;
        return CollectionsMarshal.GetValueRefOrAddDefault(entries, entry.Channel ?? AnyChannel, out _) ??= [];
    }

    private static bool Has(Dictionary<string, TextSet> entries, string channel, string value) =>
        entries.Count > 0 && entries.GetValueOrDefault(channel)?.Contains(value) == true;
}
