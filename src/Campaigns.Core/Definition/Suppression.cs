namespace Campaigns;

/// <summary>A person not to be contacted by a tenant: known by contact key, or by an address on a channel or on all.</summary>
public sealed record Suppression
{
    private Suppression(string tenant, string? contactKey, string? channel, string? address)
    {
        Tenant = tenant;
        ContactKey = contactKey;
        Channel = channel;
        Address = address;
    }

    /// <summary>The tenant.</summary>
    public string Tenant { get; }

    /// <summary>The contact's key; null when the person is known by address.</summary>
    public string? ContactKey { get; }

    /// <summary>The channel; null for all.</summary>
    public string? Channel { get; }

    /// <summary>The address, phone numbers in E.164 form; null when the person is known by key. Do not log it.</summary>
    public string? Address { get; }

    /// <summary>A person known by the key that campaigns use.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="contactKey">The contact's key.</param>
    /// <param name="channel">The channel; null for all.</param>
    public static Suppression OfContact(string tenant, string contactKey, string? channel = null)
    {
        TextLimits.Require(contactKey);
        return new(Named.Of(tenant), contactKey, Named.OrNull(channel), null);
    }

    /// <summary>A person known by an address, under whatever key.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="address">The address; a phone number with its country code, as people write it.</param>
    /// <param name="channel">The channel; null for all.</param>
    public static Suppression OfAddress(string tenant, string address, string? channel = null)
    {
        TextLimits.Require(address, TextLimits.Address);
        return new(Named.Of(tenant), null, Named.OrNull(channel), PhoneNumber.TryParse(address, out var number, out _) ? number.Reveal() : address.Trim());
    }

    /// <summary>The entry without the person.</summary>
    public override string ToString() => $"suppression of a {(Address is null ? "contact" : "address")} of {Tenant} on {Channel ?? "all channels"}";

    /// <summary>Whether the entry names this contact, by its key or by an address it has on a channel of the entry.</summary>
    internal bool Names(Contact contact) =>
        ContactKey is null ? contact.HasAddress(Channel, Address!) : ContactKey == contact.Key;

    /// <summary>Whether the entry is about this contact on this channel.</summary>
    internal bool Covers(Contact contact, string channel) =>
        (Channel is null || Channel == channel)
        && (ContactKey is null ? contact.AddressOn(channel) == Address : ContactKey == contact.Key);
}
