namespace Campaigns.Scheduling;

/// <summary>
/// The names by which a tenant's caps know a person: the contact key and each address, regardless of the channel. Contacts that share a
/// name are the same person.
/// </summary>
internal static class PersonNames
{
    private const int Key = -2;
    private const int Address = -1;

    /// <summary>The number of names of a contact.</summary>
    public static int CountOf(Contact contact) => 1 + (contact.Phone.IsEmpty ? 0 : 1) + contact.OtherAddresses;

    /// <summary>One name of a contact.</summary>
    /// <param name="tenant">The tenant's index.</param>
    /// <param name="contact">The contact.</param>
    /// <param name="index">The index of the name, from 0.</param>
    public static AddressKey Of(int tenant, Contact contact, int index)
    {
        if (index == 0)
        {
            return Text(tenant, Key, contact.Key);
        }

        if (!contact.Phone.IsEmpty && --index == 0)
        {
            return new(tenant, Address, contact.Phone.Digits, null);
        }

        var (channel, address) = contact.OtherAddress(index - 1);
        return Channels.UsesPhone(channel) && PhoneNumber.TryParse(address, out var number, out _)
            ? new(tenant, Address, number.Digits, null)
            : Text(tenant, Address, address);
    }

    private static AddressKey Text(int tenant, int kind, string text) => new(tenant, kind, (ulong)text.GetHashCode(), text);
}
