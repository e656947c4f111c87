namespace Campaigns;

/// <summary>
/// What to change of an enrolled contact; what is not named stays as it is. Its key stays, and so does a protocol of its own. Each value is
/// read and limited as at enrollment.
/// </summary>
public sealed record ContactChange
{
    private static readonly Dictionary<string, string?> None = [];

    /// <summary>
    /// The new phone number, with its country code. An address of the contact's own on a channel that uses phone numbers goes before it.
    /// </summary>
    public string? Phone { get; init; }

    /// <summary>The new time zone: an IANA name in any case, such as Europe/Paris, or a Windows id.</summary>
    public string? Zone { get; init; }

    /// <summary>New addresses on other channels, by channel; null takes the address on a channel away.</summary>
    public IReadOnlyDictionary<string, string?> Addresses { get; init; } = None;

    /// <summary>New data for templates, by name; null takes a value away.</summary>
    public IReadOnlyDictionary<string, string?> Data { get; init; } = None;

    /// <summary>Takes the phone number away.</summary>
    public bool RemovePhone { get; init; }

    /// <summary>Takes the zone away, so that the campaign's counts.</summary>
    public bool RemoveZone { get; init; }

    /// <summary>What the change names, without what it says of it.</summary>
    public override string ToString() => $"change of a contact on {Addresses.Count} channels, with {Data.Count} values of data";

    /// <summary>A copy whose collections nobody else can change, with the names of channels as they are kept.</summary>
    /// <exception cref="CampaignException">It says nothing where it names something, or two things of one.</exception>
    internal ContactChange Copy()
    {
        var problems = new Problems();
        Dictionary<string, string?> addresses = [];
        foreach (var (channel, address) in Addresses ?? None)
        {
            var name = Unseen.Trim(channel);
            RequireText(address, name);
            problems.Require(name.Length > 0 && addresses.TryAdd(name, address), nameof(Addresses), Problems.Quote(channel), "name each channel once");
        }

        RequireText(Phone, nameof(Phone));
        RequireText(Zone, nameof(Zone));
        problems.Require(Phone is null || !RemovePhone, nameof(RemovePhone), "true beside a new value", "give Phone or RemovePhone, not both");
        problems.Require(Zone is null || !RemoveZone, nameof(RemoveZone), "true beside a new value", "give Zone or RemoveZone, not both");
        problems.ThrowIfAny("The change of the contact");
        return this with { Addresses = addresses, Data = (Data ?? None).ToDictionary() };

        void RequireText(string? text, string field) =>
            problems.Require(text is null || Unseen.Trim(text).Length > 0, field, "empty", "give a value, or say that it is to be taken away");
    }

    /// <summary>The contact as it would be. What is wrong with it is found as at enrollment.</summary>
    internal Contact ApplyTo(Contact contact)
    {
        var phone = contact.Phone.IsEmpty ? null : contact.Phone.Reveal();
        return contact.With(
            RemovePhone ? null : Phone ?? phone, RemoveZone ? null : Zone ?? contact.Zone, Merge(contact.Addresses, Addresses), Merge(contact.Data, Data));
    }

    private static Dictionary<string, string> Merge(IReadOnlyDictionary<string, string> old, IReadOnlyDictionary<string, string?> changes)
    {
        var merged = old.ToDictionary();
        foreach (var (name, value) in changes)
        {
            merged.Remove(name);
            if (value is not null)
            {
                merged.Add(name, value);
            }
        }

        return merged;
    }
}
