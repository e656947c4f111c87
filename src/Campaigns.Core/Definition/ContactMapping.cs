namespace Campaigns;

/// <summary>
/// Which fields of an event's data make up the contact to enroll. Each value is the path of a field, such as <c>person.email</c>.
/// </summary>
/// <remarks>A missing field leaves its part of the contact empty. The contact is then judged like any other at enrollment.</remarks>
public sealed record ContactMapping
{
    /// <summary>
    /// The field with the contact's key. Null, the default: the event's <see cref="InboundEvent.ContactKey"/>, or else the phone number.
    /// </summary>
    public string? Key { get; init; }

    /// <summary>The field with the phone number. Null, the default: the event's address if it is on a phone channel.</summary>
    public string? Phone { get; init; }

    /// <summary>The field with the time zone, an IANA name. Null, the default: the campaign's zone.</summary>
    public string? Zone { get; init; }

    /// <summary>
    /// The fields with addresses, by channel. The event's own address is added if the event names its channel and the channel is not in
    /// this list. Empty by default.
    /// </summary>
    public IReadOnlyDictionary<string, string> Addresses { get; init; } = new Dictionary<string, string>();

    /// <summary>The fields with values for templates, by the name of the value. Empty by default.</summary>
    public IReadOnlyDictionary<string, string> Data { get; init; } = new Dictionary<string, string>();

    /// <summary>Makes the contact.</summary>
    internal Contact Map(InboundEvent happened, EventData data)
    {
        var addresses = Read(Addresses, data);
        var phone = Phone is null ? null : data.TextAt(Phone);
        if (happened.Address is { } address)
        {
            var channel = happened.Channel ?? (address.Contains('@') ? Channels.Email : Channels.Voice);
            if (Channels.UsesPhone(channel))
            {
                phone ??= address;
            }
            else
            {
                addresses.TryAdd(channel, address);
            }
        }

        var key = Key is null ? happened.ContactKey : data.TextAt(Key);
        return new Contact(key, phone, Zone is null ? null : data.TextAt(Zone), addresses, Read(Data, data));
    }

    internal void AddProblems(Problems problems)
    {
        foreach (var (field, path) in new[] { (nameof(Key), Key), (nameof(Phone), Phone), (nameof(Zone), Zone) })
        {
            if (path is not null)
            {
                EventField.AddProblems(problems, $"Contact.{field}", path);
            }
        }

        foreach (var (name, path) in Addresses.Concat(Data))
        {
            problems.Require(
                name.Trim().Length is >= 1 and <= TextLimits.Short, "Contact", Problems.Quote(name), "use 1 to 200 characters for a name");
            EventField.AddProblems(problems, $"Contact of {TextLimits.Show(name)}", path);
        }
    }

    internal ContactMapping Copy() =>
        this with { Addresses = new Dictionary<string, string>(Addresses), Data = new Dictionary<string, string>(Data) };

    private static Dictionary<string, string> Read(IReadOnlyDictionary<string, string> fields, EventData data)
    {
        var values = new Dictionary<string, string>();
        foreach (var (name, path) in fields)
        {
            if (data.TextAt(path) is { } text)
            {
                values[name] = text;
            }
        }

        return values;
    }
}
