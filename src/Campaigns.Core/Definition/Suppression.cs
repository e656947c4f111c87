namespace Campaigns;

/// <summary>
/// An entry of a tenant's do-not-contact list: a person identified by contact key or by address, on one channel or on all channels.
/// </summary>
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

    /// <summary>The contact's key. Null if the person is identified by address.</summary>
    public string? ContactKey { get; }

    /// <summary>The channel. Null: all channels.</summary>
    public string? Channel { get; }

    /// <summary>The address, with phone numbers in E.164 form. Null if the person is identified by key. Do not log it.</summary>
    public string? Address { get; }

    /// <summary>Creates an entry for a contact key, on all channels.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="contactKey">The contact's key.</param>
    /// <exception cref="ArgumentException">The key is not valid for a contact.</exception>
    public static Suppression OfContact(string tenant, string contactKey) => OfKey(tenant, contactKey, null);

    /// <summary>Creates an entry for a contact key, on one channel.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="contactKey">The contact's key.</param>
    /// <param name="channel">The channel.</param>
    /// <exception cref="ArgumentException">The key is not valid for a contact.</exception>
    public static Suppression OfContact(string tenant, string contactKey, string channel) => OfKey(tenant, contactKey, Named.Of(channel));

    /// <summary>
    /// Creates an entry for an address, under any contact key. It matches everyone with this address on any channel, and applies on every
    /// channel.
    /// </summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="address">The address, in any format that enrollment accepts. A phone number needs its country code.</param>
    /// <exception cref="ArgumentException">
    /// The address cannot be parsed and would match nobody. The message gives the reason, as for enrollment.
    /// </exception>
    public static Suppression OfAddress(string tenant, string address) => OfAny(tenant, address, null);

    /// <summary>Creates an entry for an address on one channel, under any contact key. It applies on that channel.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="address">The address, in any format that enrollment accepts. A phone number needs its country code.</param>
    /// <param name="channel">The channel.</param>
    /// <exception cref="ArgumentException">
    /// The address cannot be parsed and would match nobody. The message gives the reason, as for enrollment.
    /// </exception>
    public static Suppression OfAddress(string tenant, string address, string channel) => OfAny(tenant, address, Named.Of(channel));

    /// <summary>Restores an entry from a store. For stores. An entry of an older version that cannot be parsed stays as it is.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="contactKey">The contact's key. Null if the person is identified by address.</param>
    /// <param name="channel">The channel. Null: all channels.</param>
    /// <param name="address">The address. Null if the person is identified by key.</param>
    public static Suppression Restore(string tenant, string? contactKey, string? channel, string? address)
    {
        if (contactKey is not null || address is null)
        {
            return new(tenant, contactKey ?? "", channel, null);
        }

        var problem = channel is null ? Addresses.ReadAny(address, out var read) : Addresses.Read(channel, address, out read);
        return new(tenant, null, channel, problem is null ? read : address);
    }

    /// <summary>Like <see cref="OfContact(string, string, string)"/>, with null for all channels.</summary>
    internal static Suppression OfKey(string tenant, string contactKey, string? channel)
    {
        tenant = Named.Of(tenant);
        channel = channel is null ? null : Named.Of(channel);
        TextLimits.Require(contactKey);
        var key = Unseen.Trim(contactKey);
        return Contact.ProblemOfKey(key) is { } problem
            ? throw new ArgumentException($"The person cannot be found: {problem}.", nameof(contactKey))
            : new(tenant, key, channel, null);
    }

    /// <summary>Like <see cref="OfAddress(string, string, string)"/>, with null for all channels.</summary>
    internal static Suppression OfAny(string tenant, string address, string? channel)
    {
        tenant = Named.Of(tenant);
        channel = channel is null ? null : Named.Of(channel);
        TextLimits.Require(address, TextLimits.Address);
        var problem = channel is null ? Addresses.ReadAny(address, out var read) : Addresses.Read(channel, address, out read);
        return problem is not null
            ? throw new ArgumentException($"The address matches nobody: {problem}.", nameof(address))
            : new(tenant, null, channel, read);
    }

    /// <summary>Creates an entry for an address that is already in canonical form.</summary>
    internal static Suppression OfCanonical(string tenant, string address, string? channel) => new(tenant, null, channel, address);

    /// <summary>Returns the entry without the person.</summary>
    public override string ToString() =>
        $"suppression of a {(Address is null ? "contact" : "address")} of {Tenant} on {Channel ?? "all channels"}";

    /// <summary>
    /// Whether the entry matches a contact, by its key or by one of its addresses on the entry's channel. Does not compare tenants.
    /// </summary>
    /// <param name="contact">The contact.</param>
    public bool Names(Contact contact)
    {
        ArgumentNullException.ThrowIfNull(contact);
        return ContactKey is null ? contact.HasAddress(Channel, Address!) : ContactKey == contact.Key;
    }
}
