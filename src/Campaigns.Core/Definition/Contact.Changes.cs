namespace Campaigns;

/// <content>Copies with one changed value. An invalid value is found when the contact is enrolled or changed.</content>
public sealed partial class Contact
{
    /// <summary>Returns a copy with another phone number, or without a phone number.</summary>
    /// <param name="phone">
    /// The number, with its country code. Null: no number. On channels that use phone numbers, the contact's address on that channel has
    /// precedence over this number.
    /// </param>
    public Contact WithPhone(string? phone) => With(phone, Zone, GivenAddresses(), Data);

    /// <summary>Returns a copy with another time zone.</summary>
    /// <param name="zone">An IANA name in any case, such as Europe/Paris, or a Windows id. Null: the campaign's zone.</param>
    public Contact WithZone(string? zone) => With(GivenPhone, zone, GivenAddresses(), Data);

    /// <summary>Returns a copy with another address on a channel, or without an address on that channel.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="address">The address. Null: no address.</param>
    public Contact WithAddress(string channel, string? address)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(channel);
        return With(GivenPhone, Zone, Changed(GivenAddresses(), Unseen.Trim(channel), address), Data);
    }

    /// <summary>Returns a copy with another data value for templates and providers, or without that value.</summary>
    /// <param name="name">The name of the value.</param>
    /// <param name="value">The value. Null: no value.</param>
    public Contact WithData(string name, string? value)
    {
        ArgumentNullException.ThrowIfNull(name);
        return With(GivenPhone, Zone, GivenAddresses(), Changed(Data.ToDictionary(), name, value));
    }

    /// <summary>The phone number. If it could not be parsed, the number as given.</summary>
    private string? GivenPhone => _phone.IsEmpty ? UnreadPhone : _phone.Reveal();

    /// <summary>
    /// Returns all addresses by channel, including addresses that could not be parsed without numbering plans. With the plans they may
    /// parse, or else they are the problem to report.
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
