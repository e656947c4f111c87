using System.Text;
namespace Campaigns;

/// <summary>A person: key, addresses by channel, time zone, and data for templates. Immutable.</summary>
/// <remarks>
/// The constructor never throws on invalid values. Enrollment finds them and reports them for that row only. The class is compact because a
/// campaign holds one instance per pending contact.
/// </remarks>
public sealed partial class Contact
{
    private readonly PhoneNumber _phone;
    private readonly object? _extras; // One email address, or only addresses (the common cases), or all extras.

    /// <summary>Creates a contact.</summary>
    /// <param name="key">
    /// The application's key for the person, unique in the campaign, up to 200 characters. Surrounding white space is removed. Null or
    /// empty: the phone number in E.164 form.
    /// </param>
    /// <param name="phone">The number for voice calls and text messages, with its country code.</param>
    /// <param name="zone">
    /// The time zone: an IANA name in any case, such as Europe/Paris, or a Windows id. Null: the campaign's zone.
    /// </param>
    /// <param name="addresses">
    /// Addresses on other channels, by channel, up to 1,000 characters each. Email addresses are stored in lower case, without a display
    /// name.
    /// </param>
    /// <param name="data">
    /// Values for the provider and for templates, such as a first name. Up to 10,000 characters per value and 100,000 in total.
    /// </param>
    public Contact(
        string? key,
        string? phone = null,
        string? zone = null,
        IReadOnlyDictionary<string, string>? addresses = null,
        IReadOnlyDictionary<string, string>? data = null)
    {
        string? problem = null;
        if (phone is not null)
        {
            PhoneNumber.TryParse(phone, out _phone, out problem);
        }

        key = key is null ? "" : Unseen.Trim(key);
        Key = key.Length == 0 ? _phone.Reveal() : key;
        Zone = TimeZoneData.Intern(zone);
        var others = Pairs.Of(addresses);
        var wrong = Campaigns.Addresses.Normalize(ref others, out var unread);
        problem ??= wrong;
        _extras = problem is not null || data is { Count: > 0 } ? new Extras(problem, others, Pairs.Of(data), null)
            : others is [Channels.Email, { } email] ? email
            : others;
        if (problem is not null)
        {
            More!.UnreadPhone = !_phone.IsEmpty || string.IsNullOrWhiteSpace(phone) ? null : phone;
            More!.UnreadAddresses = unread;
        }
    }

    internal Contact(Contact other, byte[] protocol, string? problem)
    {
        (_phone, Key, Zone) = (other._phone, other.Key, other.Zone);
        _extras = new Extras(other.More?.Problem ?? problem, other.AddressPairs, other.DataPairs, protocol)
        {
            UnreadPhone = other.UnreadPhone,
            UnreadAddresses = other.UnreadAddresses,
        };
    }

    /// <summary>The application's key for the person, unique in the campaign.</summary>
    public string Key { get; }

    /// <summary>The IANA time zone. Null: the campaign's zone.</summary>
    public string? Zone { get; }

    /// <summary>The phone number. Empty if there is none, or if it could not be parsed.</summary>
    public PhoneNumber Phone => _phone;

    /// <summary>
    /// The addresses on other channels, by channel, each in canonical form. Addresses that cannot be parsed are left out.
    /// </summary>
    public IReadOnlyDictionary<string, string> Addresses => new Pairs(AddressPairs);

    /// <summary>The data for providers and templates.</summary>
    public IReadOnlyDictionary<string, string> Data => new Pairs(DataPairs);

    /// <summary>The contact's own protocol, as JSON. Null: the campaign's protocol.</summary>
    public string? ProtocolJson => OwnProtocol is { } text ? Encoding.UTF8.GetString(text) : null;

    /// <summary>The data, with each name before its value. Null for none.</summary>
    internal string[]? DataPairs => More?.Data;

    internal byte[]? OwnProtocol => More?.Protocol;

    /// <summary>The phone number as given, if it could not be parsed.</summary>
    internal string? UnreadPhone => More?.UnreadPhone;

    /// <summary>The addresses that could not be parsed, as given, with each channel before its address. Null for none.</summary>
    internal string[]? UnreadAddresses => More?.UnreadAddresses;

    /// <summary>
    /// Returns a copy with its own protocol, which replaces the campaign's. Enrollment reports problems of the protocol for that row.
    /// </summary>
    /// <param name="protocol">The protocol.</param>
    public Contact WithProtocol(ContactProtocol protocol)
    {
        ArgumentNullException.ThrowIfNull(protocol);
        var problems = protocol.Validate();
        return problems.Count == 0
            ? new Contact(this, Encoding.UTF8.GetBytes(DefinitionJson.Write(protocol)), null)
            : new Contact(this, [], $"its protocol has {problems.Count} problem(s): {string.Join(" ", problems)}");
    }

    /// <summary>Returns a copy with its own protocol, in the form of <see cref="ProtocolJson"/>. For stores.</summary>
    /// <param name="json">The protocol as JSON.</param>
    public Contact WithProtocolJson(string json) => new(this, Encoding.UTF8.GetBytes(json), null);

    /// <summary>Whether all values are equal.</summary>
    internal bool IsSameAs(Contact other) =>
        ReferenceEquals(this, other)
        || (Key == other.Key && _phone == other._phone && Zone == other.Zone && ProtocolJson == other.ProtocolJson
            && AreSame(Addresses, other.Addresses) && AreSame(Data, other.Data));

    private static bool AreSame(IReadOnlyDictionary<string, string> one, IReadOnlyDictionary<string, string> other) =>
        one.Count == other.Count && one.All(pair => other.TryGetValue(pair.Key, out var value) && value == pair.Value);

    /// <summary>Returns the full address on a channel. For providers. Do not log it.</summary>
    /// <param name="channel">The channel.</param>
    /// <returns>The address, or null if the contact has none on the channel.</returns>
    public string? AddressOn(string channel)
    {
        if (OtherAddress(channel) is { } address)
        {
            return address;
        }

        return Channels.UsesPhone(channel) && !_phone.IsEmpty ? _phone.Reveal() : null;
    }

    /// <summary>Returns the redacted phone number and the time zone, without the key, which may be an address.</summary>
    public override string ToString() => $"contact {_phone} {TextLimits.Show(Zone ?? "")}".TrimEnd();

    /// <summary>Why the contact cannot be enrolled under any protocol. Null if it has no problem.</summary>
    internal string? Problem
    {
        get
        {
            if (More?.Problem is { } problem)
            {
                return problem;
            }

            if (Zone is not null && !TimeZoneData.IsKnown(Zone))
            {
                return Unseen.Find(Zone) is { } unseen ? $"the time zone holds {unseen}; use an IANA name such as Europe/Paris"
                    : $"the time zone \"{TextLimits.Show(Zone)}\" is unknown; use an IANA name such as Europe/Paris";
            }

            return ProblemOfKey(Key) ?? ProblemOfLength;
        }
    }

    /// <summary>Which of the contact's texts is too long to store. Null for none.</summary>
    private string? ProblemOfLength
    {
        get
        {
            var addresses = AddressPairs;
            for (var i = 0; i < addresses?.Length; i += 2)
            {
                if (addresses[i].Length > TextLimits.Short || addresses[i + 1]?.Length > TextLimits.Address)
                {
                    return $"the address on the channel \"{TextLimits.Show(addresses[i])}\" is too long; use up to {TextLimits.Address} characters, and {TextLimits.Short} for the channel";
                }
            }

            if (More is not { } more)
            {
                return null;
            }

            var isLong = more.Protocol?.Length > TextLimits.Content;
            return isLong
                ? $"its protocol has {more.Protocol!.Length} bytes; use up to {TextLimits.Content}"
                : more.Data is { } data ? TextLimits.ProblemOf(data) : null;
        }
    }

    /// <summary>Returns why a trimmed key cannot identify a contact. Null if it can.</summary>
    internal static string? ProblemOfKey(string key) =>
        key.Length == 0 ? "it has neither a key nor a phone number; give a key, which names it in the campaign, or a phone number"
        : key.Length > TextLimits.Short ? $"the key has {key.Length} characters; use 1 to {TextLimits.Short}"
        : key.StartsWith(ErasedPrefix, StringComparison.Ordinal)
            ? $"keys that begin with \"{ErasedPrefix}\" stand for erased contacts; use another key"
        : Unseen.Find(key) is { } unseen ? $"the key holds {unseen}; write it without"
        : null;

    /// <summary>Prefetches the memory that is needed next.</summary>
    internal void Fetch() => Prefetch.Of(in _phone);

    /// <summary>Returns the address on a channel from the addresses given by channel. Null for none.</summary>
    internal string? OtherAddress(string channel) =>
        _extras is string email ? (channel == Channels.Email ? email : null) : Pairs.Find(AddressPairs, channel);

    /// <summary>The number of addresses given by channel.</summary>
    internal int OtherAddresses => _extras is string ? 1 : (AddressPairs?.Length ?? 0) / 2;

    /// <summary>Returns one of the addresses given by channel.</summary>
    internal (string Channel, string Address) OtherAddress(int index) =>
        _extras is string email ? (Channels.Email, email) : (AddressPairs![2 * index], AddressPairs[(2 * index) + 1]);

    internal bool HasAddressOn(string channel) =>
        OtherAddress(channel) is not null || (Channels.UsesPhone(channel) && !_phone.IsEmpty);

    /// <summary>All addresses of the contact, on any channel.</summary>
    internal IEnumerable<string> AllAddresses =>
        _phone.IsEmpty ? new Pairs(AddressPairs).Values : new Pairs(AddressPairs).Values.Append(_phone.Reveal());

    /// <summary>Whether a set of keyed hashes contains one of the contact's addresses, on any channel.</summary>
    /// <param name="set">The set of hashes.</param>
    /// <param name="key">The key of the hashes.</param>
    internal bool HasAddressIn(HashedSet set, UInt128 key)
    {
        var addresses = AddressPairs;
        for (var i = 1; i < addresses?.Length; i += 2)
        {
            if (set.Contains(SipHash.Of(key, addresses[i])))
            {
                return true;
            }
        }

        return !_phone.IsEmpty && set.Contains(SipHash.Of(key, _phone.Reveal()));
    }

    /// <summary>Whether the contact has this address on a channel, or on any channel if none is given.</summary>
    internal bool HasAddress(string? channel, string address)
    {
        if (channel is not null)
        {
            return AddressOn(channel) == address;
        }

        var addresses = AddressPairs;
        for (var i = 1; i < addresses?.Length; i += 2)
        {
            if (addresses[i] == address)
            {
                return true;
            }
        }

        return !_phone.IsEmpty && _phone.Reveal() == address;
    }

    private Extras? More => _extras as Extras;

    private string[]? AddressPairs => _extras switch
    {
        string email => [Channels.Email, email],
        string[] addresses => addresses,
        _ => More?.Addresses,
    };

    private sealed record Extras(string? Problem, string[]? Addresses, string[]? Data, byte[]? Protocol)
    {
        public string? UnreadPhone { get; set; }

        public string[]? UnreadAddresses { get; set; }
    }
}
