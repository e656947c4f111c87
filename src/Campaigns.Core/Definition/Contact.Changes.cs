namespace Campaigns;

/// <content>Copies with another value. What is wrong with a value is found when the contact is enrolled or changed.</content>
public sealed partial class Contact
{
    /// <summary>The same contact with another phone number, or without one.</summary>
    /// <param name="phone">
    /// The number, with its country code; null for none. An address of the contact's own on a channel that uses phone numbers goes before
    /// it.
    /// </param>
    public Contact WithPhone(string? phone) => With(phone, Zone, GivenAddresses(), Data);

    /// <summary>The same contact in another time zone.</summary>
    /// <param name="zone">An IANA name in any case, such as Europe/Paris, or a Windows id; null for the campaign's.</param>
    public Contact WithZone(string? zone) => With(GivenPhone, zone, GivenAddresses(), Data);

    /// <summary>The same contact with another address on a channel, or without one there.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="address">The address; null for none.</param>
    public Contact WithAddress(string channel, string? address)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(channel);
        return With(GivenPhone, Zone, Changed(GivenAddresses(), Unseen.Trim(channel), address), Data);
    }

    /// <summary>The same contact with another value for templates and providers, or without it.</summary>
    /// <param name="name">The value's name.</param>
    /// <param name="value">The value; null for none.</param>
    public Contact WithData(string name, string? value)
    {
        ArgumentNullException.ThrowIfNull(name);
        return With(GivenPhone, Zone, GivenAddresses(), Changed(Data.ToDictionary(), name, value));
    }

    /// <summary>The phone number as it is, or as it was given if it could not be read.</summary>
    private string? GivenPhone => _phone.IsEmpty ? UnreadPhone : _phone.Reveal();

    /// <summary>
    /// All addresses by channel, with those that could not be read without numbering plans: they may be read now, or are what is wrong.
    /// </summary>
    internal Dictionary<string, string> GivenAddresses()
    {
        var given = Addresses.ToDictionary();
        for (var i = 0; i < UnreadAddresses?.Length; i += 2)
        {
            given[UnreadAddresses[i]] = UnreadAddresses[i + 1];
        }

        return given;
    }

    private Contact With(
        string? phone, string? zone, IReadOnlyDictionary<string, string> addresses, IReadOnlyDictionary<string, string> data)
    {
        var changed = new Contact(Key, phone, zone, addresses, data);
        return OwnProtocol is { } protocol ? new Contact(changed, protocol, protocol.Length == 0 ? More!.Problem : null) : changed;
    }

    private static Dictionary<string, string> Changed(Dictionary<string, string> values, string name, string? value)
    {
        values.Remove(name);
        if (value is not null)
        {
            values.Add(name, value);
        }

        return values;
    }
}
