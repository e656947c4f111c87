using NodaTime;

namespace Campaigns;

/// <summary>A person: key, addresses by channel, time zone, data for templates. Immutable.</summary>
/// <remarks>
/// Construction never throws on bad data: what is wrong is found at enrolment and reported for that row alone. Kept small, because
/// a campaign holds one of these for each pending contact.
/// </remarks>
public sealed class Contact
{
    private readonly PhoneNumber _phone;
    private readonly Extras? _extras;

    /// <summary>Creates a contact.</summary>
    /// <param name="key">Your name for the person, unique in the campaign. Null or empty: the phone number in E.164 form.</param>
    /// <param name="phone">The number for voice and text messages, with its country code.</param>
    /// <param name="zone">The IANA time zone, such as Europe/Paris; null for the campaign's.</param>
    /// <param name="addresses">Addresses on other channels, by channel.</param>
    /// <param name="data">Anything the provider needs, such as a first name.</param>
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

        Key = string.IsNullOrWhiteSpace(key) ? _phone.Reveal() : key;
        Zone = Zones.Intern(zone);
        var others = Copy(addresses);
        problem ??= NormalizePhones(others);
        if (problem is not null || others is not null || data is not null)
        {
            _extras = new Extras(problem, others, Copy(data));
        }
    }

    /// <summary>Your name for the person, unique in the campaign.</summary>
    public string Key { get; }

    /// <summary>The IANA time zone, or null for the campaign's.</summary>
    public string? Zone { get; }

    /// <summary>The phone number; empty if there is none or it could not be read.</summary>
    public PhoneNumber Phone => _phone;

    /// <summary>Addresses on other channels, by channel.</summary>
    public IReadOnlyDictionary<string, string> Addresses => _extras?.Addresses ?? Extras.None;

    /// <summary>What the provider may need besides.</summary>
    public IReadOnlyDictionary<string, string> Data => _extras?.Data ?? Extras.None;

    /// <summary>The address on a channel, whole. For providers; do not log it.</summary>
    /// <param name="channel">The channel.</param>
    /// <returns>The address, or null when the contact has none there.</returns>
    public string? AddressOn(string channel)
    {
        if (Addresses.TryGetValue(channel, out var address))
        {
            return address;
        }

        return Channels.UsesPhone(channel) && !_phone.IsEmpty ? _phone.Reveal() : null;
    }

    /// <summary>The redacted phone number and the zone. Not the key, which may be an address.</summary>
    public override string ToString() => $"contact {_phone} {Redaction.Mask(Zone ?? "")}".TrimEnd();

    /// <summary>Why the contact cannot be enrolled in a campaign with these channels; null when it can.</summary>
    internal string? ProblemFor(IEnumerable<string> channels)
    {
        if (_extras?.Problem is { } problem)
        {
            return problem;
        }

        if (Zone is not null && !Zones.IsKnown(Zone))
        {
            return $"the time zone \"{Redaction.Mask(Zone)}\" is unknown; use an IANA name such as Europe/Paris";
        }

        foreach (var channel in channels)
        {
            if (!HasAddressOn(channel))
            {
                return $"there is no address on the channel {channel}";
            }
        }

        return Key.Length is > 0 and <= 200 ? null : "the key must have 1 to 200 characters";
    }

    /// <summary>Begins to load what will be needed soon.</summary>
    internal void Fetch() => Prefetch.Of(in _phone);

    private bool HasAddressOn(string channel) =>
        (Addresses.TryGetValue(channel, out var address) && !string.IsNullOrWhiteSpace(address))
        || (Channels.UsesPhone(channel) && !_phone.IsEmpty);

    /// <summary>Brings the addresses on phone channels into E.164 form.</summary>
    /// <returns>What is wrong with one of them; null for nothing.</returns>
    private static string? NormalizePhones(Dictionary<string, string>? addresses)
    {
        foreach (var channel in addresses?.Keys.Where(Channels.UsesPhone).ToList() ?? [])
        {
            if (!PhoneNumber.TryParse(addresses![channel], out var number, out var problem))
            {
                return problem;
            }

            addresses[channel] = number.Reveal();
        }

        return null;
    }

    private static Dictionary<string, string>? Copy(IReadOnlyDictionary<string, string>? source) =>
        source is null or { Count: 0 } ? null : new Dictionary<string, string>(source);

    private sealed record Extras(string? Problem, Dictionary<string, string>? Addresses, Dictionary<string, string>? Data)
    {
        public static readonly Dictionary<string, string> None = [];
    }
}

/// <summary>The time zones known to this build, by IANA name.</summary>
internal static class Zones
{
    private static readonly Dictionary<string, string> Known =
        DateTimeZoneProviders.Tzdb.Ids.ToDictionary(id => id, id => id, StringComparer.Ordinal);

    public static bool IsKnown(string zone) => Known.ContainsKey(zone);

    /// <summary>The first instant of the local date so many days after that of an instant, in UTC ticks.</summary>
    public static long StartOfDay(string zone, long wall, int daysLater)
    {
        var local = DateTimeZoneProviders.Tzdb[zone];
        var date = Instant.FromDateTimeOffset(new DateTimeOffset(wall, TimeSpan.Zero)).InZone(local).Date;
        return local.AtStartOfDay(date.PlusDays(daysLater)).ToDateTimeOffset().UtcTicks;
    }

    /// <summary>One string for each zone, however many contacts name it.</summary>
    public static string? Intern(string? zone) =>
        string.IsNullOrWhiteSpace(zone) ? null : Known.GetValueOrDefault(zone.Trim(), zone.Trim());
}
