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

    /// <summary>A person known by the key that campaigns use, on all channels.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="contactKey">The contact's key.</param>
    /// <exception cref="ArgumentException">No contact can have the key, as enrollment says.</exception>
    public static Suppression OfContact(string tenant, string contactKey) => OfKey(tenant, contactKey, null);

    /// <summary>A person known by the key that campaigns use, on one channel.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="contactKey">The contact's key.</param>
    /// <param name="channel">The channel.</param>
    /// <exception cref="ArgumentException">No contact can have the key, as enrollment says.</exception>
    public static Suppression OfContact(string tenant, string contactKey, string channel) => OfKey(tenant, contactKey, Named.Of(channel));

    /// <summary>A person known by an address, under whatever key: whoever has it on any channel, on every channel.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="address">The address, in any spelling that enrollment reads: a phone number with its country code.</param>
    /// <exception cref="ArgumentException">The address cannot be read, so that it would match nobody; the message says why, as enrollment
    /// does.</exception>
    public static Suppression OfAddress(string tenant, string address) => OfAny(tenant, address, null);

    /// <summary>A person known by an address on a channel, under whatever key, on that channel.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="address">The address, in any spelling that enrollment reads: a phone number with its country code.</param>
    /// <param name="channel">The channel.</param>
    /// <exception cref="ArgumentException">The address cannot be read, so that it would match nobody; the message says why, as enrollment
    /// does.</exception>
    public static Suppression OfAddress(string tenant, string address, string channel) => OfAny(tenant, address, Named.Of(channel));

    /// <summary>An entry as it was written to a store: for stores. One of before that cannot be read stays as it is.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="contactKey">The contact's key; null when the person is known by address.</param>
    /// <param name="channel">The channel; null for all.</param>
    /// <param name="address">The address; null when the person is known by key.</param>
    public static Suppression Restore(string tenant, string? contactKey, string? channel, string? address)
    {
        if (contactKey is not null || address is null)
        {
            return new(tenant, contactKey ?? "", channel, null);
        }

        var problem = channel is null ? Addresses.ReadAny(address, out var read) : Addresses.Read(channel, address, out read);
        return new(tenant, null, channel, problem is null ? read : address);
    }

    /// <summary>As <see cref="OfContact(string, string, string)"/>; null as channel for all.</summary>
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

    /// <summary>As <see cref="OfAddress(string, string, string)"/>; null as channel for all.</summary>
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

    /// <summary>An entry of an address that is in its one form already.</summary>
    internal static Suppression OfCanonical(string tenant, string address, string? channel) => new(tenant, null, channel, address);

    /// <summary>The entry without the person.</summary>
    public override string ToString() =>
        $"suppression of a {(Address is null ? "contact" : "address")} of {Tenant} on {Channel ?? "all channels"}";

    /// <summary>
    /// Whether the entry names a contact, by its key or by an address it has on a channel of the entry. Tenants are not compared.
    /// </summary>
    /// <param name="contact">The contact.</param>
    public bool Names(Contact contact)
    {
        ArgumentNullException.ThrowIfNull(contact);
        return ContactKey is null ? contact.HasAddress(Channel, Address!) : ContactKey == contact.Key;
    }
}
