using System.Text;
using Campaigns.Collections;

namespace Campaigns;

/// <summary>A person: key, addresses by channel, time zone, data for templates. Immutable.</summary>
/// <remarks>
/// Construction never throws on bad data: what is wrong is found at enrolment and reported for that row alone. Kept small, because
/// a campaign holds one of these for each pending contact.
/// </remarks>
public sealed partial class Contact
{
    private readonly PhoneNumber _phone;
    private readonly object? _extras; // an e-mail address alone, or addresses alone, which is what most have; or all extras

    /// <summary>Creates a contact.</summary>
    /// <param name="key">
    /// Your name for the person, unique in the campaign, up to 200 characters, without the white space around it. Null or empty: the phone
    /// number in E.164 form.
    /// </param>
    /// <param name="phone">The number for voice and text messages, with its country code.</param>
    /// <param name="zone">The time zone: an IANA name in any case, such as Europe/Paris, or a Windows id; null for the campaign's.</param>
    /// <param name="addresses">
    /// Addresses on other channels, by channel, up to 1,000 characters each. E-mail addresses are kept in lower case, without a display
    /// name.
    /// </param>
    /// <param name="data">Anything the provider needs, such as a first name. Up to 10,000 characters a value and 100,000 in all.</param>
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

    private Contact(Contact other, byte[] protocol, string? problem)
    {
        (_phone, Key, Zone) = (other._phone, other.Key, other.Zone);
        _extras = new Extras(other.More?.Problem ?? problem, other.AddressPairs, other.DataPairs, protocol)
        {
            UnreadPhone = other.UnreadPhone,
            UnreadAddresses = other.UnreadAddresses,
        };
    }

    /// <summary>Your name for the person, unique in the campaign.</summary>
    public string Key { get; }

    /// <summary>The IANA time zone, or null for the campaign's.</summary>
    public string? Zone { get; }

    /// <summary>The phone number; empty if there is none or it could not be read.</summary>
    public PhoneNumber Phone => _phone;

    /// <summary>Addresses on other channels, by channel, each in its one form. One that cannot be read is not among them.</summary>
    public IReadOnlyDictionary<string, string> Addresses => new Pairs(AddressPairs);

    /// <summary>What the provider may need besides.</summary>
    public IReadOnlyDictionary<string, string> Data => new Pairs(DataPairs);

    /// <summary>The protocol of its own that the contact is enrolled with, as JSON; null for the campaign's.</summary>
    public string? ProtocolJson => OwnProtocol is { } text ? Encoding.UTF8.GetString(text) : null;

    /// <summary>The data, name before value; null for none.</summary>
    internal string[]? DataPairs => More?.Data;

    internal byte[]? OwnProtocol => More?.Protocol;

    /// <summary>The phone number as it was given, if it could not be read.</summary>
    internal string? UnreadPhone => More?.UnreadPhone;

    /// <summary>The addresses that could not be read, channel before address, as they were given; null for none.</summary>
    internal string[]? UnreadAddresses => More?.UnreadAddresses;

    /// <summary>
    /// The same contact with a protocol of its own, instead of the campaign's. What is wrong with it is reported for that row at enrolment.
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

    /// <summary>The same contact with a protocol of its own, as <see cref="ProtocolJson"/> gave it: for stores.</summary>
    /// <param name="json">The protocol.</param>
    public Contact WithProtocolJson(string json) => new(this, Encoding.UTF8.GetBytes(json), null);

    /// <summary>Whether all values are the same.</summary>
    internal bool IsSameAs(Contact other) =>
        ReferenceEquals(this, other)
        || (Key == other.Key && _phone == other._phone && Zone == other.Zone && ProtocolJson == other.ProtocolJson
            && AreSame(Addresses, other.Addresses) && AreSame(Data, other.Data));

    private static bool AreSame(IReadOnlyDictionary<string, string> one, IReadOnlyDictionary<string, string> other) =>
        one.Count == other.Count && one.All(pair => other.TryGetValue(pair.Key, out var value) && value == pair.Value);

    /// <summary>The address on a channel, whole. For providers; do not log it.</summary>
    /// <param name="channel">The channel.</param>
    /// <returns>The address, or null when the contact has none there.</returns>
    public string? AddressOn(string channel)
    {
        if (OtherAddress(channel) is { } address)
        {
            return address;
        }

        return Channels.UsesPhone(channel) && !_phone.IsEmpty ? _phone.Reveal() : null;
    }

    /// <summary>The redacted phone number and the zone. Not the key, which may be an address.</summary>
    public override string ToString() => $"contact {_phone} {TextLimits.Show(Zone ?? "")}".TrimEnd();

    /// <summary>Why the contact cannot be enrolled under any protocol; null when nothing is wrong with it.</summary>
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

    /// <summary>Which of its texts is too long to be kept; null for none.</summary>
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

    /// <summary>Why a key, without what stands around it, names no contact; null when it may.</summary>
    internal static string? ProblemOfKey(string key) =>
        key.Length == 0 ? "it has neither a key nor a phone number; give a key, which names it in the campaign, or a phone number"
        : key.Length > TextLimits.Short ? $"the key has {key.Length} characters; use 1 to {TextLimits.Short}"
        : Unseen.Find(key) is { } unseen ? $"the key holds {unseen}; write it without"
        : null;

    /// <summary>Begins to load what will be needed soon.</summary>
    internal void Fetch() => Prefetch.Of(in _phone);

    /// <summary>The address on a channel that was given by channel; null for none.</summary>
    internal string? OtherAddress(string channel) =>
        _extras is string email ? (channel == Channels.Email ? email : null) : Pairs.Find(AddressPairs, channel);

    /// <summary>How many addresses were given by channel.</summary>
    internal int OtherAddresses => _extras is string ? 1 : (AddressPairs?.Length ?? 0) / 2;

    /// <summary>One of the addresses that were given by channel.</summary>
    internal (string Channel, string Address) OtherAddress(int index) =>
        _extras is string email ? (Channels.Email, email) : (AddressPairs![2 * index], AddressPairs[(2 * index) + 1]);

    internal bool HasAddressOn(string channel) =>
        OtherAddress(channel) is not null || (Channels.UsesPhone(channel) && !_phone.IsEmpty);

    /// <summary>All addresses of the contact, on whatever channel.</summary>
    internal IEnumerable<string> AllAddresses =>
        _phone.IsEmpty ? new Pairs(AddressPairs).Values : new Pairs(AddressPairs).Values.Append(_phone.Reveal());

    /// <summary>Whether one of the contact's addresses, on whatever channel, stands in a set.</summary>
    internal bool HasAddressIn(TextSet set)
    {
        var addresses = AddressPairs;
        for (var i = 1; i < addresses?.Length; i += 2)
        {
            if (set.Contains(addresses[i]))
            {
                return true;
            }
        }

        return !_phone.IsEmpty && set.Contains(_phone.Reveal());
    }

    /// <summary>Whether the contact has this address: on a channel, or on any when none is named.</summary>
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
